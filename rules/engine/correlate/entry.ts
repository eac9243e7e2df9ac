import type { Scalar } from '../../../core/event/path.ts'
import { textOf } from '../../../core/event/path.ts'
import { foldCase } from '../../../core/lib/fold-text.ts'
import { hashId } from '../../../core/lib/ids.ts'
import type { Correlation } from '../../sigma/correlation.ts'

/** An event behind an entry: where it is found, and the lineage of the unit that owns it. */
export interface EventRef {
  readonly eventId: string
  /** Event time, epoch milliseconds. */
  readonly time: number
  readonly unitIds: readonly string[]
  /** The information system that it is about, where one is known. */
  readonly system?: { readonly id: string; readonly code: string; readonly level: string }
}

/** Which group a match belongs to: the values of the fields of `group-by`, as they were met and folded into a key. */
export interface Group {
  readonly key: string
  readonly values: readonly string[]
}

/** What a correlation looks at: a match of one of its rules, or a finding of a correlation that it refers to. */
export interface Entry {
  readonly id: string
  /** The place of its rule among the correlation's steps. */
  readonly step: number
  readonly time: number
  /** When it was judged. */
  readonly seen: number
  readonly group: Group
  /** What the correlation measures: numbers, or folded texts that are told apart. */
  readonly amounts: readonly (number | string)[]
  /** The same as it was met. */
  readonly shown: readonly string[]
  readonly events: readonly EventRef[]
}

/** A match or a finding before it is sorted into groups; `values` gives what a field holds. */
export interface Occurrence extends Pick<Entry, 'id' | 'time' | 'seen' | 'events'> {
  values(field: string): readonly Scalar[]
}

/** Groups that one match may belong to through fields with several values. */
const mostGroups = 16

/**
 * The entries that an occurrence makes for a step: one a group. None where a field of `group-by`, or the field that is
 * measured, has no value: what cannot be placed is no part of any window. Case does not tell groups or values apart.
 */
export function entriesOf(correlation: Correlation, step: number, occurrence: Occurrence): readonly Entry[] {
  const { groupBy = [], values: measured = [] } = correlation.steps[step] ?? {}
  const read = (names: readonly string[]): readonly Scalar[] => {
    for (const name of names) {
      const values = occurrence.values(name)
      if (values.length > 0) return values
    }
    return []
  }
  const amounts = amountsOf(correlation, measured.map(read))
  if (amounts === undefined) return []
  let groups: readonly (readonly string[])[] = [[]]
  for (const names of groupBy) {
    const texts = [...new Set(read(names).map(textOf))]
    groups = groups.flatMap((group) => texts.map((text) => [...group, text])).slice(0, mostGroups)
  }
  const { id, time, seen, events } = occurrence
  return groups.map((values) => {
    const key = JSON.stringify(values.map(foldCase))
    return { id, step, time, seen, group: { key, values }, ...amounts, events }
  })
}

/** What is measured of an occurrence; undefined where it has nothing of it. */
function amountsOf(
  { judgement, valueFields }: Correlation,
  values: readonly (readonly Scalar[])[],
): Pick<Entry, 'amounts' | 'shown'> | undefined {
  if (valueFields.length === 0 || judgement.kind !== 'measure') return { amounts: [], shown: [] }
  if (judgement.measure.kind === 'distinct') {
    let tuples: readonly (readonly string[])[] = [[]]
    for (const some of values) {
      tuples = tuples.flatMap((tuple) => some.map((value) => [...tuple, textOf(value)])).slice(0, mostGroups)
    }
    if (tuples.length === 0) return undefined
    return {
      amounts: tuples.map((tuple) => JSON.stringify(tuple.map(foldCase))),
      shown: tuples.map((tuple) => tuple.join(' · ')),
    }
  }
  const numbers = (values[0] ?? []).map(numberOf).filter((number) => number !== undefined)
  return numbers.length === 0 ? undefined : { amounts: numbers, shown: numbers.map(String) }
}

function numberOf(value: Scalar): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** The span of time, counted from the epoch, to which a window that ends at this moment belongs. */
export const bucketOf = (time: number, timespan: number): number => Math.floor(time / timespan)

/** The id of a finding: the same whatever order its matches came in. */
export const findingId = (correlation: string, groupKey: string, bucket: number): string =>
  hashId(correlation, groupKey, String(bucket))
