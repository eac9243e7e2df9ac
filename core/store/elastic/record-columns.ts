import type { Scope } from '../../access/scope.ts'
import { compilePath } from '../../event/path.ts'
import type { Predicate } from '../../predicate/predicate.ts'
import { ColumnBuilder } from '../record-columns.ts'
import type { ColumnsOf, RecordColumns } from '../store.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import type { IndexNames } from './index-names.ts'
import { longestSort } from './record-document.ts'
import { judged, liveRecords, refresh } from './record-list.ts'
import { elsewhere, numbers, texts, unsureAgg } from './record-tally.ts'
import { searchIndex } from './scan.ts'

/** Hits of one request, the most that Elasticsearch gives. */
const hitsAtOnce = 10_000
/** What is needed of an answer: the rest of a hit is longer than its values. */
const needed = 'hits.total,hits.hits.fields,hits.hits.sort,aggregations'
const sort = [{ id: { order: 'asc' } }]

interface Answer {
  readonly hits: {
    readonly total: { readonly value: number }
    readonly hits?: readonly {
      readonly fields?: Readonly<Record<string, readonly (string | number)[]>>
      readonly sort: readonly unknown[]
    }[]
  }
  readonly aggregations?: { readonly unsure: { readonly doc_count: number } }
}

/** Values of the records that the scope lets through and for which `where` holds, out of the index's columns where it can vouch for them. */
export async function recordColumns(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  kind: string,
  where: Predicate,
  of: ColumnsOf,
  most: number,
): Promise<RecordColumns> {
  const condition = visible(scope, where)
  await refresh(connection, names)
  const quick = condition.sure === undefined ? undefined : await stored(connection, names, kind, condition, of, most)
  if (quick !== undefined) return quick
  const columns = new ColumnBuilder(of, most)
  const paths = [...of.texts, ...of.numbers].map(compilePath)
  for await (const { document } of judged<object>(connection, names, kind, condition, sort)) {
    columns.add(paths.map((path) => path.values(document)))
    if (columns.isFull) break
  }
  return columns.columns()
}

/** Undefined when some document would have to be opened. */
async function stored(
  connection: ElasticConnection,
  names: IndexNames,
  kind: string,
  { filter, unsure }: ReturnType<typeof visible>,
  of: ColumnsOf,
  most: number,
): Promise<RecordColumns | undefined> {
  const wanted = [...of.texts.map(texts), ...of.numbers.map(numbers)]
  const doubts = [
    ...of.texts.map((field) => elsewhere(field, [texts(field)])),
    ...of.numbers.map((field) => elsewhere(field, [numbers(field)])),
  ]
  const columns = new ColumnBuilder(of, most)
  for (let after: readonly unknown[] | undefined; ; ) {
    const body = {
      size: hitsAtOnce,
      // Nothing of the stored documents is opened, not even their ids: that is what takes the time.
      stored_fields: '_none_',
      docvalue_fields: wanted,
      track_total_hits: false,
      query: { bool: { filter: [...liveRecords(kind), ...filter] } },
      sort,
      ...(after === undefined ? { aggs: unsureAgg(unsure, doubts) } : { search_after: after }),
    }
    const { hits, aggregations } = (await searchIndex(connection, names.records, body, needed)) as Answer
    if ((aggregations?.unsure.doc_count ?? 0) > 0) return undefined
    for (const { fields = {} } of hits.hits ?? []) {
      const cells = wanted.map((field) => fields[field]?.[0])
      // A text that long may have been cut short.
      if (cells.some((cell) => typeof cell === 'string' && cell.length >= longestSort)) return undefined
      columns.add(cells)
      if (columns.isFull) return columns.columns()
    }
    if ((hits.hits?.length ?? 0) < hitsAtOnce) return columns.columns()
    after = hits.hits?.at(-1)?.sort
  }
}
