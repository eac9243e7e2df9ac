import type { Predicate } from '../../core/predicate/predicate.ts'
import type { RuleText } from './build-rule.ts'
import { readLogSource } from './logsource.ts'
import type { Positions, Report } from './report.ts'
import { report as newReport } from './report.ts'
import type { LogSource, Rule } from './rule.ts'
import { readSelections } from './selections.ts'
import type { Taxonomy } from './taxonomy.ts'
import { readMetadata } from './validate.ts'
import type { Placeholders } from './value.ts'
import type { TreeMap } from './yaml-tree.ts'

/** A filter document: what it adds to the rules that it names. */
export interface FilterDraft {
  readonly id: string
  readonly title: string
  readonly logsource: LogSource
  /** Ids or names; `any` for every rule of the log source. */
  readonly rules: readonly { readonly name: string; readonly at: number }[] | 'any'
  /** What it asks for, with fields as a log source has them; `unmapped` is told of fields that are not mapped. */
  predicateFor(logsource: LogSource, unmapped: (field: string) => void): Predicate
  readonly at: number
  readonly positions: Positions
}

/** Keys of `filter` that are no selections. */
const reserved = new Set(['rules', 'condition'])

/** Reads a filter (Sigma Filters 2.0). Undefined, with everything that is wrong reported, if it cannot be used. */
export function readFilter(
  tree: TreeMap,
  { file, lines, source, text }: RuleText,
  { taxonomy, placeholders = {} }: { readonly taxonomy: Taxonomy; readonly placeholders?: Placeholders },
  report: Report,
): FilterDraft | undefined {
  const { id, title } = readMetadata(tree, source, report)
  const logsource = readLogSource(tree, report)
  const entry = tree.entries.get('filter')
  if (entry?.value.kind !== 'map') {
    const hint = 'with rules, a selection and a condition'
    report.error('invalid-filter', entry?.at ?? tree.at, 'filter must be a map', hint)
    return undefined
  }
  const rules = readTargets(entry.value, report)
  const read = (into: Report, fields: (field: string) => readonly string[]) =>
    readSelections(entry, reserved, text, { report: into, placeholders, fields })
  const asWritten = read(report, (field) => [field])
  if (asWritten !== undefined && !holdsNot(asWritten)) {
    report.warning(
      'filter-without-not',
      entry.value.entries.get('condition')?.at,
      'the condition holds no not: only events that the filter describes remain',
      'a filter that takes events away is written not selection',
    )
  }
  if (report.failed || logsource === undefined || rules === undefined) return undefined
  return {
    id,
    title,
    logsource,
    rules,
    predicateFor(of, unmapped) {
      const mapping = taxonomy.source(of)
      const fields = (field: string): readonly string[] => {
        const found = mapping?.fields(field) ?? [field]
        if (found.length === 0) unmapped(field)
        return found
      }
      return read(newReport({ file, lines }), fields) ?? { kind: 'true' }
    },
    at: tree.at,
    positions: { file, lines },
  }
}

function readTargets(filter: TreeMap, report: Report): FilterDraft['rules'] | undefined {
  const entry = filter.entries.get('rules')
  const hint = 'write ids or names of rules, or any'
  if (entry === undefined) {
    report.error('missing-rules', filter.at, 'the filter names no rules', hint)
    return undefined
  }
  const items = entry.value.kind === 'list' ? entry.value.items : [entry.value]
  const found = items.flatMap((item) =>
    item.kind === 'scalar' && item.value !== null && item.text !== '' ? [{ name: item.text, at: item.at }] : [],
  )
  if (found.length === 0 || found.length !== items.length) {
    report.error('missing-rules', entry.at, 'rules must be a list of texts', hint)
    return undefined
  }
  return entry.value.kind === 'scalar' && /^(?:any|all)$/i.test(found[0]?.name ?? '') ? 'any' : found
}

function holdsNot(predicate: Predicate): boolean {
  if (predicate.kind === 'not') return true
  return (predicate.kind === 'all' || predicate.kind === 'any') && predicate.of.some(holdsNot)
}

/** True if the filter's log source holds that of the rule: what it leaves out may be anything. */
export function covers(filter: LogSource, rule: LogSource): boolean {
  return (['product', 'category', 'service'] as const).every((part) => {
    const wanted = filter[part]
    return wanted === undefined || wanted.toLowerCase() === rule[part]?.toLowerCase()
  })
}

/** The rule with the filter's condition beside its own, as it is written. */
export function filtered(rule: Rule, filter: Predicate): Rule {
  const detection: Predicate = { kind: 'all', of: [rule.detection, filter] }
  const { route } = rule
  return { ...rule, detection, predicate: route.kind === 'true' ? detection : { kind: 'all', of: [route, detection] } }
}
