import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../../core/lib/errors.ts'
import type { ProductMapping } from '../product.ts'
import { applyMapping } from './apply-mapping.ts'
import type { CustomMapping } from './mapping.ts'
import { readMapping } from './read-mapping.ts'

/** The mappings without code of an installation. */
export interface CustomMappings {
  readonly problems: readonly Problem[]
  readonly names: readonly string[]
  /** The line by the first mapping that takes it. */
  readonly map: ProductMapping
  /** How many lines each has taken so far, by name. */
  counts(): ReadonlyMap<string, number>
}

/** Reads files, and folders of `.yml` and `.yaml` files. All problems of all files come at once; sound ones serve. */
export function loadMappings(paths: readonly string[]): CustomMappings {
  const problems: Problem[] = []
  const mappings: CustomMapping[] = []
  for (const path of paths) {
    for (const file of filesOf(path, problems)) {
      const read = readMapping(readFileSync(file, 'utf8'), file)
      problems.push(...read.problems)
      if (read.mapping === undefined) continue
      const before = mappings.find(({ name }) => name === read.mapping?.name)
      if (before === undefined) mappings.push(read.mapping)
      else
        problems.push({
          code: 'mapping-twice',
          level: 'error',
          file,
          message: `${before.name} is also in ${before.file}`,
          hint: 'name it otherwise',
        })
    }
  }
  const counts = new Map(mappings.map(({ name }) => [name, 0]))
  return {
    problems,
    names: [...counts.keys()],
    counts: () => counts,
    map(line, context) {
      for (const mapping of mappings) {
        const mapped = applyMapping(mapping, line, context)
        if (mapped === undefined) continue
        counts.set(mapping.name, (counts.get(mapping.name) ?? 0) + 1)
        return mapped
      }
      return undefined
    },
  }
}

function filesOf(path: string, problems: Problem[]): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(path, name))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    problems.push({ code: 'mapping-unreadable', level: 'error', file: path, message: `cannot be read: ${message}` })
    return []
  }
}
