import { existsSync } from 'node:fs'
import type { Problem } from '../../core/lib/errors.ts'
import { UsageError } from './command.ts'
import { plainText } from './plain-text.ts'

/** Refuses rule paths that are not there: nothing was meant by them. */
export function requirePaths(paths: readonly string[]): void {
  for (const path of paths) if (!existsSync(path)) throw new UsageError(`there is no ${path}`)
}

/** A problem as one line for people: `rules/a.yml:3:5: error unknown-modifier: … (hint)`. */
export function problemLine({ file, line, column, level, code, message, hint }: Problem): string {
  const place = line === undefined ? file : column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`
  return plainText(`${place}: ${level} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`, 1000)
}
