import type { Predicate } from '../../core/predicate/predicate.ts'
import type { FilterDraft } from '../sigma/filter.ts'
import { covers, filtered } from '../sigma/filter.ts'
import { nearest } from '../sigma/nearest.ts'
import type { Report } from '../sigma/report.ts'
import type { LogSource, Rule } from '../sigma/rule.ts'

/** The rules with the filter laid upon those that it is for, and how many these are. */
export function applyFilter(filter: FilterDraft, rules: readonly Rule[], report: Report) {
  const { rules: targets } = filter
  if (targets !== 'any') {
    const known = new Set(rules.flatMap(({ id, name }) => (name === undefined ? [id] : [id, name])))
    const missing = targets.filter(({ name }) => !known.has(name))
    const level = missing.length === targets.length ? 'error' : 'warning'
    for (const { name, at } of missing) {
      const close = nearest(name, [...known])
      const hint = close === undefined ? 'it must be among the rules that were loaded' : `did you mean ${close}?`
      report[level]('unknown-rule', at, `there is no rule “${name}”`, hint)
    }
  }
  let count = 0
  const unmapped = new Map<string, number>()
  const byLogSource = new Map<string, { readonly predicate: Predicate; readonly missing: string | undefined }>()
  const meaning = (logsource: LogSource) => {
    const key = JSON.stringify(logsource)
    let known = byLogSource.get(key)
    if (known === undefined) {
      let missing: string | undefined
      const predicate = filter.predicateFor(logsource, (field) => {
        missing ??= field
      })
      known = { predicate, missing }
      byLogSource.set(key, known)
    }
    return known
  }
  const applied = rules.map((rule) => {
    const meant = targets === 'any' || targets.some(({ name }) => name === rule.id || name === rule.name)
    if (!meant || !covers(filter.logsource, rule.logsource)) return rule
    count++
    if (rule.cannotRun !== undefined) return rule
    const { predicate, missing } = meaning(rule.logsource)
    if (missing === undefined) return filtered(rule, predicate)
    unmapped.set(missing, (unmapped.get(missing) ?? 0) + 1)
    return rule
  })
  for (const [field, some] of unmapped) {
    const message = `the field ${field} is not mapped for the log source of ${some} of its rules: they stay unfiltered`
    report.warning('filter-not-mapped', filter.at, message)
  }
  if (count === 0 && !report.failed) {
    report.warning('filter-unused', filter.at, 'no rule of this log source is filtered', 'look at logsource and rules')
  }
  return { rules: applied, count }
}
