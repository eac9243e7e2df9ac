import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Real-life-like raw lines of every source: the collector's fixtures. */
export function seedLines(): string[] {
  const files = globSync(join(root, 'test/fixtures/collector/*.{log,ndjson}')).filter(
    (file) => !file.includes('.expected.'),
  )
  return files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter((line) => line !== '')
}

/** A generator of numbers from 0 to below 1 that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const spice = [
  '[',
  ']',
  '"',
  "'",
  '=',
  '|',
  '\\',
  '<',
  '>',
  '{',
  '}',
  ',',
  ';',
  ':',
  ' ',
  '\t',
  '\0',
  '\u001b',
  '%',
  '%2',
  '${',
  'đ',
  '\ud800',
  '💥',
  '-',
  '999999999999999999999',
  '-1',
  '0x',
  'CEF:0|',
  'LEEF:2.0|',
  '__proto__=',
  'constructor',
  ' - - [',
  '] "',
  '" ',
  'date=',
  'logid=',
  '<134>',
  '1 2026-11-30T12:04:05Z ',
  'Nov 30 12:04:05 ',
  ' from ',
  '::ffff:',
]

/** The line with one to five things done to it: cut, swollen, swapped, glued to another. */
export function mutate(line: string, lines: readonly string[], random: () => number): string {
  let out = line
  const at = () => Math.floor(random() * (out.length + 1))
  const times = 1 + Math.floor(random() * 5)
  for (let i = 0; i < times; i++) {
    const place = at()
    const other = lines[Math.floor(random() * lines.length)] ?? ''
    const piece = spice[Math.floor(random() * spice.length)] ?? ''
    switch (Math.floor(random() * 7)) {
      case 0:
        out = out.slice(0, place)
        break
      case 1:
        out = out.slice(place)
        break
      case 2:
        out = out.slice(0, place) + piece + out.slice(place)
        break
      case 3:
        out = out.slice(0, place) + piece + out.slice(place + 1)
        break
      case 4:
        out = out.slice(0, place) + out.slice(Math.min(out.length, place + Math.floor(random() * 20)))
        break
      case 5:
        out = out.slice(0, place) + other.slice(Math.floor(random() * other.length))
        break
      default:
        out = out.slice(0, place) + piece.repeat(Math.floor(random() * 200)) + out.slice(place)
    }
  }
  return out
}
