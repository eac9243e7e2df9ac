import type { Bound, CorrelationType, Judgement, Measure, Term } from './correlation.ts'
import { within } from './correlation.ts'
import { readNames } from './correlation-terms.ts'
import { suggest } from './nearest.ts'
import type { Report } from './report.ts'
import type { Tree, TreeMap } from './yaml-tree.ts'

const operators = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const
const measures: { readonly [K in CorrelationType]?: Measure['kind'] } = {
  event_count: 'count',
  value_count: 'distinct',
  value_sum: 'sum',
  value_avg: 'avg',
  value_median: 'median',
  value_percentile: 'percentile',
  temporal: 'rules',
}

/** A condition read: when it holds, and the fields whose values it measures. */
export interface CorrelationCondition {
  readonly judgement: Judgement
  readonly fields: readonly { readonly name: string; readonly at: number }[]
}

/**
 * Reads a correlation's `condition` (Sigma Correlation 2.1, Condition): bounds for a measure, or for the temporal types a
 * boolean condition over the rules' names. Without one, a temporal correlation asks for all of its rules.
 */
export function readCorrelationCondition(
  type: CorrelationType,
  correlation: TreeMap,
  names: readonly string[],
  text: string,
  report: Report,
): CorrelationCondition | undefined {
  const entry = correlation.entries.get('condition')
  const ordered = type === 'temporal_ordered'
  const temporal = ordered || type === 'temporal'
  if (entry === undefined) {
    if (!temporal) {
      report.error(
        'missing-condition',
        correlation.at,
        `${type} needs a condition`,
        'add condition with gte and a number',
      )
      return undefined
    }
    const all: Term = { with: names.map((_, place) => place), without: [] }
    return { judgement: { kind: 'terms', ordered, terms: [all] }, fields: [] }
  }
  if (entry.value.kind === 'map') return readBounds(type, entry.value, names.length, report)
  if (entry.value.kind === 'scalar' && typeof entry.value.value === 'string') {
    if (temporal) return readNames(ordered, entry.value, names, text, report)
    const hint = 'write a map with gt, gte, lt, lte, eq or neq and a number'
    report.error('correlation-condition', entry.at, `${type} takes no condition of names`, hint)
    return undefined
  }
  report.error('correlation-condition', entry.at, 'a condition is a map of bounds', 'for example condition: {gte: 10}')
  return undefined
}

function readBounds(
  type: CorrelationType,
  condition: TreeMap,
  rules: number,
  report: Report,
): CorrelationCondition | undefined {
  const takesFields = type.startsWith('value_')
  const allowed = [
    ...operators,
    ...(takesFields ? ['field'] : []),
    ...(type === 'value_percentile' ? ['percentile'] : []),
  ]
  const bounds: Bound[] = []
  for (const { key, at, value } of condition.entries.values()) {
    const op = operators.find((name) => name === key)
    if (!allowed.includes(key)) {
      report.error('correlation-condition', at, `a condition of ${type} has no “${key}”`, suggest(key, allowed))
    } else if (op !== undefined) {
      const number = numberOf(value)
      if (number === undefined)
        report.error('correlation-condition', at, `${key} needs a number`, 'for example gte: 10')
      else bounds.push({ op, value: number })
    }
  }
  const fields = takesFields ? readFields(type, condition, report) : []
  const percentile = type === 'value_percentile' ? readPercentile(condition, report) : 0
  if (bounds.length === 0 && !report.failed) {
    report.error(
      'missing-condition',
      condition.at,
      'the condition compares nothing',
      `add one of ${operators.join(', ')}`,
    )
  }
  if (report.failed) return undefined
  const counts = type === 'event_count' || type === 'value_count' || type === 'temporal' || type === 'temporal_ordered'
  if (!possible(bounds, counts)) {
    const hint = counts ? 'a window holds one match at least; look at the numbers' : 'look at the numbers'
    report.error('correlation-never', condition.at, 'no number fulfils this condition', hint)
    return undefined
  }
  if (type === 'temporal_ordered') {
    const [bound] = bounds
    if (bounds.length === 1 && bound?.op === 'gte' && bound.value === rules) {
      const all: Term = { with: Array.from({ length: rules }, (_, place) => place), without: [] }
      return { judgement: { kind: 'terms', ordered: true, terms: [all] }, fields: [] }
    }
    const hint = 'leave the condition out, or write the names of the rules with and'
    report.error('correlation-condition', condition.at, 'temporal_ordered counts nothing', hint)
    return undefined
  }
  const kind = measures[type] ?? 'count'
  const measure: Measure = kind === 'percentile' ? { kind, rank: percentile } : { kind }
  return { judgement: { kind: 'measure', measure, bounds }, fields }
}

function numberOf(tree: Tree): number | undefined {
  return tree.kind === 'scalar' && typeof tree.value === 'number' && Number.isFinite(tree.value)
    ? tree.value
    : undefined
}

function readFields(type: CorrelationType, condition: TreeMap, report: Report) {
  const entry = condition.entries.get('field')
  const items = entry === undefined ? [] : entry.value.kind === 'list' ? entry.value.items : [entry.value]
  const found = items.flatMap((item) =>
    item.kind === 'scalar' && item.value !== null && item.text !== '' ? [{ name: item.text, at: item.at }] : [],
  )
  if (found.length === 0 || found.length !== items.length) {
    report.error(
      'correlation-field',
      entry?.at ?? condition.at,
      `${type} needs the field whose values it looks at`,
      'add field: with the name of a field',
    )
  } else if (found.length > 1 && type !== 'value_count') {
    report.error('correlation-field', found[1]?.at, `${type} looks at one field`, 'only value_count takes several')
  }
  return found
}

function readPercentile(condition: TreeMap, report: Report): number {
  const entry = condition.entries.get('percentile')
  const rank = entry === undefined ? undefined : numberOf(entry.value)
  if (rank !== undefined && rank > 0 && rank <= 100) return rank
  report.error(
    'correlation-percentile',
    entry?.at ?? condition.at,
    'value_percentile needs a percentile above 0, at most 100',
    'for example percentile: 95',
  )
  return 0
}

/** True if some number lies within all bounds; `counts` are whole numbers from 1 on. */
function possible(bounds: readonly Bound[], counts: boolean): boolean {
  const near = bounds.flatMap(({ value }) =>
    [value - 1, value, value + 1].flatMap((n) => [Math.floor(n), Math.ceil(n)]),
  )
  const between = counts ? [] : bounds.flatMap(({ value }) => bounds.map((other) => (value + other.value) / 2))
  const all = counts ? [...near, 1].filter((n) => n >= 1) : [...near, ...between]
  return all.some((n) => within(bounds, n))
}
