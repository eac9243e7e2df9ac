import type { Problem } from '../../core/lib/errors.ts'
import type { Correlation } from '../sigma/correlation.ts'
import type { FilterDraft } from '../sigma/filter.ts'
import type { CorrelationDraft } from '../sigma/read-correlation.ts'
import type { Report } from '../sigma/report.ts'
import { report as newReport } from '../sigma/report.ts'
import type { Rule } from '../sigma/rule.ts'
import type { Taxonomy } from '../sigma/taxonomy.ts'
import { applyFilter } from './apply-filter.ts'
import { correlationOf } from './resolve-correlation.ts'

/** Everything that the files held, before what refers to other rules is looked up. */
export interface Unresolved {
  readonly rules: readonly Rule[]
  readonly correlations: readonly CorrelationDraft[]
  readonly filters: readonly FilterDraft[]
}

/** Rules with their filters, and correlations with the rules that they look at. */
export interface Resolved {
  readonly rules: readonly Rule[]
  /** In an order in which a correlation stands behind those that it looks at. */
  readonly correlations: readonly Correlation[]
  readonly filters: readonly { readonly id: string; readonly title: string; readonly rules: number }[]
  readonly rejected: number
  readonly problems: readonly Problem[]
}

/** Looks up what correlations and filters refer to, by id or name, whichever file it stands in. */
export function resolve({ rules, correlations, filters }: Unresolved, taxonomy: Taxonomy): Resolved {
  const problems: Problem[] = []
  let rejected = 0
  const judged = <T>(draft: { readonly positions: CorrelationDraft['positions'] }, work: (report: Report) => T) => {
    const report = newReport(draft.positions)
    const done = work(report)
    problems.push(...report.problems)
    if (report.failed) rejected++
    return report.failed ? undefined : done
  }

  const byName = new Map<string, (Rule | CorrelationDraft)[]>()
  for (const one of [...rules, ...correlations]) {
    for (const name of new Set([one.id, ...(one.name === undefined ? [] : [one.name])])) {
      byName.set(name, [...(byName.get(name) ?? []), one])
    }
  }
  const lookUp = (name: string) => byName.get(name) ?? []

  const done = new Map<CorrelationDraft, Correlation | 'open' | undefined>()
  const ordered: Correlation[] = []
  const visit = (draft: CorrelationDraft): Correlation | 'open' | undefined => {
    if (done.has(draft)) return done.get(draft)
    done.set(draft, 'open')
    const found = judged(draft, (report) =>
      correlationOf(draft, { lookUp, names: [...byName.keys()], taxonomy, visit }, report),
    )
    done.set(draft, found)
    if (found !== undefined) ordered.push(found)
    return found
  }
  for (const draft of correlations) visit(draft)

  const used = new Map<FilterDraft, number>()
  const after = filters.reduce<readonly Rule[]>((before, filter) => {
    const applied = judged(filter, (report) => applyFilter(filter, before, report))
    if (applied === undefined) return before
    used.set(filter, applied.count)
    return applied.rules
  }, rules)

  const quiet = feedingOnly(ordered)
  return {
    rules: after.map((rule) => (quiet.has(rule.id) ? { ...rule, feedsOnly: true } : rule)),
    correlations: ordered.map((one) => (quiet.has(one.id) ? { ...one, feedsOnly: true } : one)),
    filters: [...used].map(([{ id, title }, count]) => ({ id, title, rules: count })),
    rejected,
    problems,
  }
}

/**
 * Ids of what only feeds correlations: referred to, and by none that says `generate: true` (Sigma Correlation 2.1, Generate).
 * A correlation that cannot run silences nothing.
 */
export function feedingOnly(correlations: readonly Correlation[]): ReadonlySet<string> {
  const running = correlations.filter(({ cannotRun }) => cannotRun === undefined)
  const ids = (of: readonly Correlation[]) => of.flatMap(({ steps }) => steps.map(({ id }) => id))
  const loud = new Set(ids(running.filter(({ generate }) => generate)))
  return new Set(ids(running).filter((id) => !loud.has(id)))
}
