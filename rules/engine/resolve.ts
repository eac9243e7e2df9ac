import type { Problem } from '../../core/lib/errors.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { Correlation, Step } from '../sigma/correlation.ts'
import type { FilterDraft } from '../sigma/filter.ts'
import { covers, filtered } from '../sigma/filter.ts'
import { nearest } from '../sigma/nearest.ts'
import type { CorrelationDraft, Placed } from '../sigma/read-correlation.ts'
import type { Report } from '../sigma/report.ts'
import { report as newReport } from '../sigma/report.ts'
import type { LogSource, Rule } from '../sigma/rule.ts'
import type { Taxonomy } from '../sigma/taxonomy.ts'

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
 * True if a correlation can find anything with those of its steps that give matches: one where any is enough, otherwise all
 * that one way to fulfil the condition asks for. A rule that must be missing has to be able to be there.
 */
export function isFed({ judgement }: Pick<Correlation, 'judgement'>, steps: readonly boolean[]): boolean {
  if (judgement.kind === 'measure') return steps.includes(true)
  return judgement.terms.some((term) => [...term.with, ...term.without].every((place) => steps[place] === true))
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

interface Surroundings {
  lookUp(name: string): readonly (Rule | CorrelationDraft)[]
  readonly names: readonly string[]
  readonly taxonomy: Taxonomy
  visit(draft: CorrelationDraft): Correlation | 'open' | undefined
}

function correlationOf(draft: CorrelationDraft, around: Surroundings, report: Report): Correlation | undefined {
  const { rules: references, grouping, measured, aliases: _, at: __, positions: ___, ...rest } = draft
  const unmapped: (Unmapped | undefined)[] = []
  const steps = references.map((reference, place) =>
    stepOf(draft, reference, around, report, (found) => {
      unmapped[place] ??= found
    }),
  )
  if (report.failed) return undefined
  const fed = isFed(
    draft,
    references.map((_, place) => unmapped[place] === undefined),
  )
  const dead = fed ? undefined : unmapped.find((one) => one !== undefined)
  return {
    ...rest,
    steps: steps.filter((step) => step !== undefined),
    groupBy: grouping.map(({ name }) => name),
    valueFields: measured.map(({ name }) => name),
    feedsOnly: false,
    cannotRun:
      dead === undefined ? undefined : { reason: dead.reason, line: draft.positions.lines.linePos(dead.at).line },
  }
}

/** Why a step gives no matches here, and where that stands. */
interface Unmapped {
  readonly reason: string
  readonly at: number
}

function stepOf(
  draft: CorrelationDraft,
  reference: Placed,
  around: Surroundings,
  report: Report,
  cannot: (why: Unmapped) => void,
): Step | undefined {
  const { name, at } = reference
  const [found, another] = around.lookUp(name)
  if (found === undefined) {
    const close = nearest(name, around.names)
    const hint = close === undefined ? 'it must be among the rules that were loaded' : `did you mean ${close}?`
    report.error('unknown-rule', at, `there is no rule “${name}”`, hint)
    return undefined
  }
  if (another !== undefined) {
    const hint = `refer to it by its id: ${found.id} or ${another.id}`
    report.error('ambiguous-rule', at, `several rules are called “${name}”`, hint)
    return undefined
  }
  const wanted = (fields: readonly Placed[], fieldsOf: (field: string) => readonly string[]) =>
    fields.map((field) => {
      const alias = draft.aliases.find((one) => one.name === field.name)
      const own = alias?.fields.find(({ rule }) => rule.name === name)
      if (alias !== undefined && own === undefined) {
        report.warning('incomplete-alias', alias.at, `the alias ${alias.name} says nothing of ${name}`)
      }
      const names = fieldsOf(own?.field ?? field.name)
      if (names.length === 0) cannot({ reason: `field not mapped: ${own?.field ?? field.name}`, at: field.at })
      return names
    })
  if ('detection' in found) {
    if (found.cannotRun !== undefined) cannot({ reason: `${name}: ${found.cannotRun.reason}`, at })
    const mapping = around.taxonomy.source(found.logsource)
    const fields = (field: string) => (found.cannotRun === undefined ? (mapping?.fields(field) ?? [field]) : [field])
    return {
      kind: 'rule',
      id: found.id,
      title: found.titles,
      groupBy: wanted(draft.grouping, fields),
      values: wanted(draft.measured, fields),
    }
  }
  const inner = around.visit(found)
  if (inner === 'open') {
    report.error(
      'correlation-cycle',
      at,
      `“${name}” looks at this correlation in turn`,
      'a chain must have a beginning',
    )
    return undefined
  }
  if (inner === undefined) {
    report.error('unknown-rule', at, `the correlation “${name}” was rejected`, `${found.file}:${found.line}`)
    return undefined
  }
  if (inner.cannotRun !== undefined) cannot({ reason: `${name}: ${inner.cannotRun.reason}`, at })
  const carried = (field: string) => {
    if (inner.groupBy.includes(field)) return [field]
    const hint = inner.groupBy.length === 0 ? 'it has no group-by' : `it has: ${inner.groupBy.join(', ')}`
    report.error('correlation-field', at, `the findings of “${name}” have no field ${field}`, hint)
    return [field]
  }
  return {
    kind: 'correlation',
    id: inner.id,
    title: inner.titles,
    groupBy: wanted(draft.grouping, carried),
    values: wanted(draft.measured, carried),
  }
}

function applyFilter(filter: FilterDraft, rules: readonly Rule[], report: Report) {
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
