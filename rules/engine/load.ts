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
  /** Reads a file; who loads again and again remembers what has not changed. */
  readonly read?: typeof readRules
}

/** A file of rules, or a text that stands for one. */
export interface RuleFile {
  readonly file: string
  readonly bytes: Uint8Array
  /** True for the installation's own text: where its id is that of another's rule, it stands in for it. */
  readonly local?: boolean
}

/** Loads rules from files and, with everything below them, directories: see `readRuleFiles` and `loadRuleFiles`. */
export function loadRules(paths: readonly string[], options: LoadOptions): LoadReport {
  const { files, problems } = readRuleFiles(paths)
  const report = loadRuleFiles(files, options)
  return { ...report, rejected: report.rejected + problems.length, problems: [...problems, ...report.problems] }
}

/**
 * Rules of files, in their order. Of rules with the same id the first is kept. Nothing throws: what cannot be used is in
 * the report.
 */
export function loadRuleFiles(files: readonly RuleFile[], options: LoadOptions): LoadReport {
  const rules: Rule[] = []
  const overridden: Rule[] = []
  const problems: Problem[] = []
  const byId = new Map<string, { readonly rule: Rule; readonly local: boolean }>()
  const reading = { taxonomy: taxonomies[options.taxonomy], placeholders: options.placeholders ?? {} }
  const read = options.read ?? readRules
  let rejected = 0
  for (const { file, bytes, local = false } of files) {
    const found = read(bytes, file, reading)
    problems.push(...found.problems)
    rejected += found.rejected
    for (const rule of found.rules) {
      const first = byId.get(rule.id)
      if (first === undefined) {
        byId.set(rule.id, { rule, local })
        rules.push(rule)
      } else if (first.local && !local) overridden.push(rule)
      else {
        rejected++
        problems.push(duplicate(rule, first.rule))
      }
    }
  }
  return { rules, overridden, rejected, problems }
}

/**
 * The files at the paths: each file itself, of a directory everything below it that ends in `.yml` or `.yaml`, in the
 * order of their names. A file reached twice counts once. What cannot be read is among the problems.
 */
export function readRuleFiles(paths: readonly string[]): { files: readonly RuleFile[]; problems: readonly Problem[] } {
  const problems: Problem[] = []
  const files: RuleFile[] = []
  for (const file of ruleFiles(paths, problems)) {
    try {
      files.push({ file, bytes: readFileSync(file) })
    } catch (error) {
      problems.push(unreadable(file, error))
    }
  }
  return { files, problems }
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
