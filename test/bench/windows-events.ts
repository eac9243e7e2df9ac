import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../../core/lib/json.ts'
import { windowsCategories, windowsServices } from '../../rules/taxonomy/windows-sources.ts'

/** Recorded Windows events as JSON lines, at most so many, shuffled the same way every time; none where `unzip` is missing. */
export function windowsEvents(folder: string, most: number): string[] {
  const lines: string[] = []
  const names = readdirSync(folder).filter((name) => name.endsWith('.zip'))
  for (const name of names.sort()) {
    const { stdout, error } = spawnSync('unzip', ['-p', join(folder, name)], { maxBuffer: 1 << 28, encoding: 'utf8' })
    if (error !== undefined) return []
    for (const line of stdout.split('\n')) if (line.startsWith('{')) lines.push(line)
  }
  let random = 12_345
  for (let i = lines.length - 1; i > 0; i--) {
    random = (random * 1_103_515_245 + 12_345) & 0x7fffffff
    const j = random % (i + 1)
    const swapped = [lines[j] ?? '', lines[i] ?? '']
    ;[lines[i], lines[j]] = [swapped[0] ?? '', swapped[1] ?? '']
  }
  return lines.slice(0, most)
}

const neverTheSame =
  /Guid$|CommandLine$|^ProcessId$|^(?:Message|TargetObject|Details|TargetFilename|ScriptBlockText|Payload|ContextInfo|Hashes|CallTrace|QueryName)$/

/** The events with values that come once: command lines, process numbers, GUIDs, paths, hashes. */
export function unique(lines: readonly string[]): string[] {
  return lines.map((line, i) => {
    const event = JSON.parse(line) as JsonObject
    for (const [key, value] of Object.entries(event)) {
      if (neverTheSame.test(key))
        event[key] = typeof value === 'number' ? value + i : `${String(value)} ${i.toString(36)}`
    }
    return JSON.stringify(event)
  })
}

/** The log sources of product windows that the event belongs to, each as `category/service`. */
export function logSourcesOf(line: string): string[] {
  const event = JSON.parse(line) as JsonObject
  const channel = String(event.Channel).toLowerCase()
  const code = String(event.EventID)
  const isOf = (service: string) => windowsServices[service]?.some((name) => name.toLowerCase() === channel) === true
  const services = Object.keys(windowsServices).filter(isOf)
  const categories = Object.entries(windowsCategories).filter(([, parts]) =>
    parts.some(({ service, codes }) => isOf(service) && codes.some((one) => String(one) === code)),
  )
  return ['/', ...services.map((name) => `/${name}`), ...categories.map(([name]) => `${name}/`)]
}
