import type { Correlation, Step } from '../sigma/correlation.ts'
import type { Placed } from '../sigma/correlation-references.ts'
import { nearest } from '../sigma/nearest.ts'
import type { CorrelationDraft } from '../sigma/read-correlation.ts'
import type { Report } from '../sigma/report.ts'
import type { Rule } from '../sigma/rule.ts'
import type { Taxonomy } from '../sigma/taxonomy.ts'

/**
 * True if a correlation can find anything with those of its steps that give matches: one where any is enough, otherwise all
 * that one way to fulfil the condition asks for. A rule that must be missing has to be able to be there.
 */
export function isFed({ judgement }: Pick<Correlation, 'judgement'>, steps: readonly boolean[]): boolean {
  if (judgement.kind === 'measure') return steps.includes(true)
  return judgement.terms.some((term) => [...term.with, ...term.without].every((place) => steps[place] === true))
}

/** Where a correlation looks for what it refers to. */
export interface Surroundings {
  lookUp(name: string): readonly (Rule | CorrelationDraft)[]
  readonly names: readonly string[]
  readonly taxonomy: Taxonomy
  visit(draft: CorrelationDraft): Correlation | 'open' | undefined
}

/** The correlation of a draft; undefined, with a report, when what it refers to is not there or does not fit. */
export function correlationOf(draft: CorrelationDraft, around: Surroundings, report: Report): Correlation | undefined {
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
