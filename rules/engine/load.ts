import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../core/lib/errors.ts'
import { readRules } from '../sigma/read.ts'
import type { Rule } from '../sigma/rule.ts'
import type { Placeholders } from '../sigma/value.ts'
import type { TaxonomyName } from '../taxonomy/taxonomies.ts'
import { taxonomies } from '../taxonomy/taxonomies.ts'
import type { LoadReport } from './load-report.ts'

export interface LoadOptions {
  readonly taxonomy: TaxonomyName
  /** Lists for the `expand` modifier. */
  readonly placeholders?: Placeholders
}

/**
 * Loads rules from files and, with everything below them, directories; of these only `.yml` and `.yaml`, in the order of
 * their names. A file reached twice counts once. Of rules with the same id the first is kept. Nothing throws: what cannot
 * be read or used is in the report.
 */
export function loadRules(paths: readonly string[], options: LoadOptions): LoadReport {
  const rules: Rule[] = []
  const problems: Problem[] = []
  const byId = new Map<string, Rule>()
  const reading = { taxonomy: taxonomies[options.taxonomy], placeholders: options.placeholders ?? {} }
  let rejected = 0
  for (const file of ruleFiles(paths, problems)) {
    let bytes: Uint8Array
    try {
      bytes = readFileSync(file)
    } catch (error) {
      problems.push(unreadable(file, error))
      rejected++
      continue
    }
    const found = readRules(bytes, file, reading)
    problems.push(...found.problems)
    rejected += found.rejected
    for (const rule of found.rules) {
      const first = byId.get(rule.id)
      if (first === undefined) {
        byId.set(rule.id, rule)
        rules.push(rule)
      } else {
        rejected++
        problems.push(duplicate(rule, first))
      }
    }
  }
  return { rules, rejected: rejected + problems.filter(({ code }) => code === 'path-unreadable').length, problems }
}

function duplicate(rule: Rule, first: Rule): Problem {
  return {
    code: 'duplicate-id',
    level: 'error',
    file: rule.file,
    line: rule.line,
    column: 1,
    message: `the id ${rule.id} is taken`,
    hint: `“${first.title}” has it: ${first.file}:${first.line}`,
  }
}

function unreadable(file: string, error: unknown, code = 'file-unreadable'): Problem {
  const message = error instanceof Error ? error.message : String(error)
  return { code, level: 'error', file, message, hint: 'check that it exists and may be read' }
}

function ruleFiles(paths: readonly string[], problems: Problem[]): readonly string[] {
  const files: string[] = []
  const seen = new Set<string>()
  const visit = (path: string, named: boolean): void => {
    try {
      const real = realpathSync(path)
      const kind = statSync(real)
      if (seen.has(real)) return
      if (kind.isDirectory()) {
        seen.add(real)
        for (const name of readdirSync(path).sort()) visit(join(path, name), false)
      } else if (named || (kind.isFile() && /\.ya?ml$/i.test(path))) {
        seen.add(real)
        files.push(path)
      }
    } catch (error) {
      problems.push(unreadable(path, error, 'path-unreadable'))
    }
  }
  for (const path of paths) visit(path, true)
  return files
}
