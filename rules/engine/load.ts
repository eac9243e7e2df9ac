import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../core/lib/errors.ts'
import type { FilterDraft } from '../sigma/filter.ts'
import { readRules, textOf } from '../sigma/read.ts'
import type { CorrelationDraft } from '../sigma/read-correlation.ts'
import type { Rule } from '../sigma/rule.ts'
import type { Placeholders } from '../sigma/value.ts'
import type { TaxonomyName } from '../taxonomy/taxonomies.ts'
import { taxonomies } from '../taxonomy/taxonomies.ts'
import type { LoadReport } from './load-report.ts'
import { resolve } from './resolve.ts'

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
  /** Its text; its bytes where they are none. */
  readonly content: string | Uint8Array
  /** True for the installation's own text: where its id is that of another's rule, it stands in for it. */
  readonly local?: boolean
  /** True for a vendor's text: a rule of it whose id is taken stands behind the one that has it. */
  readonly yields?: boolean
}

/** Loads rules from files and, with everything below them, directories: see `readRuleFiles` and `loadRuleFiles`. */
export function loadRules(paths: readonly string[], options: LoadOptions): LoadReport {
  const { files, problems } = readRuleFiles(paths)
  const report = loadRuleFiles(files, options)
  return { ...report, rejected: report.rejected + problems.length, problems: [...problems, ...report.problems] }
}

/**
 * Rules of files, in their order; what refers to others is looked up once all are read. Of rules with the same id the
 * first is kept. Nothing throws: what cannot be used is in
 * the report.
 */
export function loadRuleFiles(files: readonly RuleFile[], options: LoadOptions): LoadReport {
  const rules: Rule[] = []
  const overridden: Rule[] = []
  const problems: Problem[] = []
  /** `own`: written by the installation itself, so that it stands in for a vendor's on purpose. */
  const byId = new Map<string, { readonly rule: Named; readonly local: boolean; readonly own: boolean }>()
  const correlations: CorrelationDraft[] = []
  const filters: FilterDraft[] = []
  const reading = { taxonomy: taxonomies[options.taxonomy], placeholders: options.placeholders ?? {} }
  const read = options.read ?? readRules
  let rejected = 0
  for (const { file, content, local = false, yields = false } of files) {
    const found = read(content, file, reading)
    problems.push(...found.problems)
    rejected += found.rejected
    /** True if the id was free; else the problem is told, or the rule stands behind one of the installation's own. */
    const isFirst = (rule: Named): boolean => {
      const first = byId.get(rule.id)
      if (first === undefined) byId.set(rule.id, { rule, local, own: local && !yields })
      else if (yields) {
        if (!first.own) problems.push({ ...duplicate(rule, first.rule), level: 'warning' })
      } else if (!first.local || local) {
        rejected++
        problems.push(duplicate(rule, first.rule))
      }
      return first === undefined
    }
    for (const rule of found.rules) {
      if (isFirst(rule)) rules.push(rule)
      else if (yields || (byId.get(rule.id)?.local === true && !local)) overridden.push(rule)
    }
    correlations.push(...found.correlations.filter(isFirst))
    filters.push(...found.filters)
  }
  const resolved = resolve({ rules, correlations, filters }, reading.taxonomy)
  return {
    ...resolved,
    overridden,
    rejected: rejected + resolved.rejected,
    problems: [...problems, ...resolved.problems],
  }
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
      const bytes = readFileSync(file)
      files.push({ file, content: textOf(bytes) ?? bytes })
    } catch (error) {
      problems.push(unreadable(file, error))
    }
  }
  return { files, problems }
}

type Named = Pick<Rule, 'id' | 'title' | 'file' | 'line'>

function duplicate(rule: Named, first: Named): Problem {
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
