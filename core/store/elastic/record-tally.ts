import type { Scope } from '../../access/scope.ts'
import { compilePath } from '../../event/path.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import { RecordCounts, valuesOf, versionField } from '../record-counts.ts'
import type { Facet, RecordTally, TallyOf } from '../store.ts'
import { ValueCounts } from '../value-counts.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import type { IndexNames } from './index-names.ts'
import { longestSort } from './record-document.ts'
import { judged, liveRecords, refresh } from './record-list.ts'
import { searchIndex } from './scan.ts'

interface Counted {
  /** 0: no value that is not told comes more often than the last that is. */
  readonly doc_count_error_upper_bound: number
  readonly buckets: readonly { readonly key: string | number; readonly doc_count: number }[]
}
interface Combined {
  readonly after_key?: object
  readonly buckets: readonly {
    readonly key: Readonly<Record<string, string | number | null>>
    readonly doc_count: number
    readonly highest?: { readonly value: number | null }
  }[]
}
interface Answer<A> {
  readonly hits: { readonly total: { readonly value: number }; readonly hits: readonly never[] }
  readonly aggregations: A & { readonly unsure: { readonly doc_count: number } }
}

/** Combinations that one request counts. */
const bucketsAtOnce = 5_000
/** Values of a facet that are asked for at least: shards tell their most frequent ones, and more of them err less. */
const facetBuckets = 200
/** Where a record holds a field as text, and as number. */
export const texts = (field: string) => `sort.t:${field}`
export const numbers = (field: string) => `sort.n:${field}`
const exists = (field: string) => ({ exists: { field } })

/** Records that hold the field, but not in a key of the kind that is counted by: their documents must be opened. */
export const elsewhere = (field: string, keys: readonly string[]) => ({
  bool: { filter: [{ term: { names: field } }], must_not: keys.map(exists) },
})
/** The most frequent values of each field among the records that the scope lets through and for which `where` holds. */
export async function recordFacets(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  kind: string,
  where: Predicate,
  fields: readonly string[],
  limit: number,
): Promise<readonly Facet[]> {
  const counts = fields.map((field) => new ValueCounts(field))
  const condition = visible(scope, where)
  await refresh(connection, names)
  if (condition.sure !== undefined) {
    const terms = (field: string) => ({ terms: { field, size: Math.max(limit, facetBuckets) } })
    const answer = await searchIndex<Answer<Readonly<Record<string, Counted>>>>(connection, names.records, {
      size: 0,
      track_total_hits: false,
      query: { bool: { filter: [...liveRecords(kind), ...condition.filter] } },
      aggs: {
        ...Object.fromEntries(
          fields.flatMap((field, at) => [
            [`t${at}`, terms(texts(field))],
            [`n${at}`, terms(numbers(field))],
          ]),
        ),
        ...unsureAgg(
          condition.unsure,
          fields.map((field) => elsewhere(field, [texts(field), numbers(field)])),
        ),
      },
    })
    if (!('aggregations' in answer)) return counts.map((count) => count.facet(limit, false))
    const { aggregations } = answer
    const told = fields.map((_, at) => [aggregations[`t${at}`]?.buckets ?? [], aggregations[`n${at}`]?.buckets ?? []])
    const sure = fields.every((_, at) => aggregations[`t${at}`]?.doc_count_error_upper_bound === 0)
    const whole = told.every(
      ([text = [], number = []]) => text.every(({ key }) => String(key).length < longestSort) && number.length === 0,
    )
    if (aggregations.unsure.doc_count === 0 && whole && sure) {
      for (const [at, [text = []]] of told.entries())
        for (const { key, doc_count: count } of text) counts[at]?.addText(String(key), count)
      return counts.map((count) => count.facet(limit, false))
    }
  }
  const paths = fields.map(compilePath)
  const sort = [{ id: { order: 'asc' } }]
  for await (const { document } of judged<object>(connection, names, kind, condition, sort))
    for (const [at, path] of paths.entries()) counts[at]?.addValues(path.values(document))
  return counts.map((count) => count.facet(limit, false))
}

/** How many of the records that the scope lets through and for which `where` holds have each combination of values. */
export async function tallyRecords(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  kind: string,
  where: Predicate,
  of: TallyOf,
): Promise<readonly RecordTally[]> {
  const condition = visible(scope, where)
  await refresh(connection, names)
  const quick = condition.sure === undefined ? undefined : await combined(connection, names, kind, condition, of)
  if (quick !== undefined) return quick
  const counts = new RecordCounts(of)
  const values = valuesOf([
    ...of.by,
    ...(of.steps === undefined ? [] : [of.steps.field]),
    ...(of.highest === undefined ? [] : [of.highest]),
  ])
  const sort = [{ id: { order: 'asc' } }]
  for await (const { version, document } of judged<object>(connection, names, kind, condition, sort))
    counts.add(values(version, document))
  return counts.all()
}

/** Counted by Elasticsearch; undefined when it cannot vouch for the count. */
async function combined(
  connection: ElasticConnection,
  names: IndexNames,
  kind: string,
  { filter, unsure }: ReturnType<typeof visible>,
  { by, steps, highest }: TallyOf,
): Promise<readonly RecordTally[] | undefined> {
  const number = [...(steps === undefined ? [] : [steps.field]), ...(highest === undefined ? [] : [highest])]
  const doubted = number.filter((field) => field !== versionField)
  const doubts = [
    ...by.map((field) => elsewhere(field, [texts(field)])),
    ...doubted.map((field) => elsewhere(field, [numbers(field)])),
  ]
  const sources = [
    ...by.map((field, at) => ({ [`v${at}`]: { terms: { field: texts(field), missing_bucket: true } } })),
    ...(steps === undefined
      ? []
      : [{ step: { histogram: { field: numbers(steps.field), interval: steps.width, missing_bucket: true } } }]),
  ]
  const found: RecordTally[] = []
  let after: object | undefined
  do {
    const answer: Answer<{ readonly combined: Combined }> | { readonly hits: object } = await searchIndex<
      Answer<{ readonly combined: Combined }>
    >(connection, names.records, {
      size: 0,
      track_total_hits: false,
      query: { bool: { filter: [...liveRecords(kind), ...filter] } },
      aggs: {
        combined: {
          composite: { size: bucketsAtOnce, sources, ...(after === undefined ? {} : { after }) },
          ...(highest === undefined
            ? {}
            : { aggs: { highest: { max: { field: highest === versionField ? 'version' : numbers(highest) } } } }),
        },
        ...unsureAgg(unsure, doubts),
      },
    })
    if (!('aggregations' in answer)) return []
    if (answer.aggregations.unsure.doc_count > 0) return undefined
    const { buckets, after_key: next } = answer.aggregations.combined
    // A key that long may have been cut short.
    if (buckets.some(({ key }) => Object.values(key).some((value) => String(value).length >= longestSort)))
      return undefined
    for (const { key, doc_count: count, highest: high } of buckets)
      found.push({ values: Object.values(key), count, highest: high?.value ?? null })
    after = next
  } while (after !== undefined)
  return found
}

/** Counts the records that must be opened to be sure of them. */
export const unsureAgg = (unsure: readonly object[], doubts: readonly object[]) => ({
  unsure: { filter: { bool: { should: [{ bool: { filter: unsure } }, ...doubts], minimum_should_match: 1 } } },
})
