import type { Scope } from '../../access/scope.ts'
import { CodedError } from '../../lib/errors.ts'
import type { RecordQuery, StoredRecord } from '../store.ts'
import { type Condition, visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import type { IndexNames } from './index-names.ts'
import { type RecordSource, recordOfSource, recordSourceFields, sortable, sortBy, viewOf } from './record-document.ts'
import { scan, searchIndex } from './scan.ts'

interface RecordHit {
  readonly _source: RecordSource
}
interface RecordAnswer<H> {
  readonly hits: { readonly total: { readonly value: number }; readonly hits: readonly H[] }
}
interface Answer extends RecordAnswer<RecordHit> {
  readonly aggregations: { readonly unsure: { readonly doc_count: number } }
}

/** Filters for the records of a kind that were not deleted. */
export const liveRecords = (kind: string) => [{ term: { kind } }, { term: { deleted: false } }]

/** Makes every record findable that was written before. */
export async function refresh(connection: ElasticConnection, names: IndexNames): Promise<void> {
  await connection.read('POST', `/${names.records}/_refresh`, { also: [404] })
}

/** One stretch of the records that the scope lets through and for which `where` holds, and how many there are in all. */
export async function listRecords<T>(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  kind: string,
  query: RecordQuery,
): Promise<{ rows: readonly StoredRecord<T>[]; total: number }> {
  const order = (query.sort ?? []).flatMap(({ field, direction }) => {
    if (!sortable.test(field)) throw new CodedError('bad-request', `"${field}" is no field to sort by`)
    return sortBy(field, direction)
  })
  const sort = [...order, { id: { order: 'asc' } }]
  const condition = visible(scope, query.where)
  const offset = query.offset ?? 0
  await refresh(connection, names)
  if (condition.sure !== undefined) {
    const near = offset + query.limit <= resultWindow
    const found = { query: { bool: { filter: [...liveRecords(kind), ...condition.filter] } }, sort }
    const body = {
      ...(near ? { from: offset, size: query.limit } : { size: 0 }),
      track_total_hits: true,
      _source: recordSourceFields,
      ...found,
      aggs: { unsure: { filter: { bool: { filter: condition.unsure } } } },
    }
    const answer = await searchIndex<Answer>(connection, names.records, body)
    const { hits } = answer
    const unsure = 'aggregations' in answer ? answer.aggregations.unsure.doc_count : 0
    if (unsure === 0) {
      const rows = near ? hits.hits : await farRows(connection, names, found, offset, query.limit)
      return { rows: rows.map(({ _source }) => recordOfSource<T>(_source)), total: hits.total.value }
    }
  }
  const rows: StoredRecord<T>[] = []
  let total = 0
  for await (const record of judged<T>(connection, names, kind, condition, sort)) {
    if (total >= offset && rows.length < query.limit) rows.push(record)
    total++
  }
  return { rows, total }
}

/** Rows from the first on that Elasticsearch can leave out by number; it refuses to count off more. */
const resultWindow = 10_000

/** Rows after the first `offset`: those are passed by without their documents, then it goes on from place to place. */
async function farRows(
  connection: ElasticConnection,
  names: IndexNames,
  {
    query,
    sort,
  }: { readonly query: { readonly bool: { readonly filter: readonly object[] } }; readonly sort: readonly object[] },
  offset: number,
  limit: number,
): Promise<readonly RecordHit[]> {
  type Passed = RecordAnswer<{ readonly sort: readonly unknown[] }>
  let after: readonly unknown[] | undefined
  for (let left = offset; left > 0; left -= resultWindow) {
    const size = Math.min(left, resultWindow)
    const place = after === undefined ? {} : { search_after: after }
    const body = { query, sort, ...place, size, stored_fields: '_none_', track_total_hits: false }
    const { hits } = await searchIndex<Passed>(connection, names.records, body, 'hits.hits.sort')
    if (hits.hits.length < size) return []
    after = hits.hits.at(-1)?.sort
  }
  const rows: RecordHit[] = []
  for await (const hits of scan<RecordHit>(connection, {
    index: names.records,
    filter: query.bool.filter,
    sort,
    fields: recordSourceFields,
    first: Math.min(limit, resultWindow),
    ...(after === undefined ? {} : { after }),
  })) {
    rows.push(...hits.slice(0, limit - rows.length))
    if (rows.length >= limit) break
  }
  return rows
}

/** Every record that passes, those that the query cannot vouch for judged one by one. */
export async function* judged<T>(
  connection: ElasticConnection,
  names: IndexNames,
  kind: string,
  { filter, holds }: Condition,
  sort: readonly object[],
): AsyncGenerator<StoredRecord<T>> {
  const of = { index: names.records, filter: [...liveRecords(kind), ...filter], sort, fields: recordSourceFields }
  for await (const hits of scan<RecordHit>(connection, of)) {
    for (const { _source } of hits) {
      const record = recordOfSource<T>(_source)
      if (holds(viewOf(record.document as object, record.unitIds), _source.cut)) yield record
    }
  }
}
