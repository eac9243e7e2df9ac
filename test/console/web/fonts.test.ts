import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'
import { vi } from '../../../core/i18n/vi.ts'

const folder = join(import.meta.dirname, '../../../console/web/src/theme/fonts')
/** WOFF 2.0 §4.1: the tags that stand as a number in the directory; the table of characters is the first, outlines are 10 and 11. */
const cmapTag = 0
const transformed = new Set([10, 11])

/** The code points that a WOFF 2.0 font has a glyph for, from its `cmap` of format 4 or 12 (OpenType §cmap). */
function charactersOf(font: Buffer): Set<number> {
  let at = 48
  const base128 = () => {
    let value = 0
    for (;;) {
      const byte = font.readUInt8(at++)
      value = value * 128 + (byte & 0x7f)
      if (byte < 0x80) return value
    }
  }
  const packedSize = font.readUInt32BE(20)
  let offset = 0
  let cmap: readonly [number, number] | undefined
  for (let left = font.readUInt16BE(12); left > 0; left--) {
    const flags = font.readUInt8(at++)
    const tag = flags & 0x3f
    if (tag === 63) at += 4
    const whole = base128()
    // Outlines are stored changed unless the version says 3; other tables unless it says 0.
    const length = transformed.has(tag) !== flags >> 6 > 0 ? base128() : whole
    if (tag === cmapTag) cmap = [offset, length]
    offset += length
  }
  assert.ok(cmap !== undefined, 'no table of characters')
  const table = brotliDecompressSync(font.subarray(at, at + packedSize)).subarray(cmap[0], cmap[0] + cmap[1])
  const found = new Set<number>()
  for (let n = 0; n < table.readUInt16BE(2); n++) {
    const sub = table.subarray(table.readUInt32BE(4 + n * 8 + 4))
    if (sub.readUInt16BE(0) !== 4) continue
    const segments = sub.readUInt16BE(6) / 2
    for (let s = 0; s < segments; s++) {
      const [end, start] = [sub.readUInt16BE(14 + s * 2), sub.readUInt16BE(16 + segments * 2 + s * 2)]
      for (let code = start; code <= end && code !== 0xffff; code++) found.add(code)
    }
  }
  return found
}

const vowels = 'aăâeêioôơuưy'
const tones = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323']
const letters = [...vowels].flatMap((vowel) => tones.map((tone) => (vowel + tone).normalize('NFC')))

test('every font of the console has every Vietnamese letter, and whatever letters its own texts are written in', () => {
  const wanted = new Set([...letters, 'đ', 'Đ', ...letters.map((letter) => letter.toUpperCase())])
  assert.equal(wanted.size, 146)
  for (const letter of Object.values(vi).join('')) if (/[\p{L}\p{N}]/u.test(letter)) wanted.add(letter)
  const files = readdirSync(folder).filter((name) => name.endsWith('.woff2'))
  assert.equal(files.length, 4)
  for (const file of files) {
    const has = charactersOf(readFileSync(join(folder, file)))
    assert.ok(has.size > 250, `${file}: ${has.size} characters`)
    const missing = [...wanted].filter((letter) => !has.has(letter.codePointAt(0) ?? 0))
    assert.deepEqual(missing, [], file)
  }
})
