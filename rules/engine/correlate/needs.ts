import type { Correlation } from '../../sigma/correlation.ts'

/** The fields of events that correlations look at, by the rule on whose matches they do. */
export function neededFields(correlations: readonly Correlation[]): ReadonlyMap<string, readonly string[]> {
  const needed = new Map<string, Set<string>>()
  for (const { steps, cannotRun } of correlations) {
    if (cannotRun !== undefined) continue
    for (const { kind, id, groupBy, values } of steps) {
      if (kind !== 'rule') continue
      const fields = needed.get(id) ?? new Set()
      needed.set(id, fields)
      for (const field of [...groupBy, ...values].flat()) fields.add(field)
    }
  }
  return new Map([...needed].map(([rule, fields]) => [rule, [...fields]]))
}
