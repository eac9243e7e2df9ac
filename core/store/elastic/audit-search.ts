import type { Scope } from '../../access/scope.ts'
import { CodedError } from '../../lib/errors.ts'
import { auditWords, wantedWords } from '../audit-words.ts'
import type { AuditFilter, AuditRow, Facet } from '../store.ts'
import type { BulkAnswer } from './bulk.ts'
import { visible } from './condition.ts'
import type { ElasticConnection } from './connection.ts'
import type { IndexNames } from './index-names.ts'
import { scan, searchIndex } from './scan.ts'
import { auditFields } from './templates.ts'
import type { AuditSource } from './transaction.ts'

interface Hits {
  readonly hits: {
    readonly total: { readonly value: number }
    readonly hits: readonly { readonly _source: AuditSource }[]
  }
}
interface Counted {
  readonly buckets: readonly { readonly key: string; readonly doc_count: number }[]
}

/** A row as it goes into its index, JSON: with the words that it is found by. */
export const auditSource = (row: AuditSource): string => JSON.stringify({ ...row, words: auditWords(row) })

/** Makes every row findable that was written before. */
export async function refreshAudit(connection: ElasticConnection, names: IndexNames): Promise<void> {
  await connection.read('POST', `/${names.audit}/_refresh`, { also: [404] })
}

/** Rows that pass the filters, by number. */
export async function auditRows(
  connection: ElasticConnection,
  names: IndexNames,
  filter: readonly object[],
  order: 'asc' | 'desc',
  size: number,
): Promise<readonly AuditSource[]> {
  const sort = [{ number: { order, unmapped_type: 'long' } }]
  const body = { size, query: { bool: { filter } }, sort, track_total_hits: false }
  const { hits } = await searchIndex<Hits>(connection, names.audit, body)
  return hits.hits.map(({ _source }) => _source)
}

/** A row as it was written. */
export const auditRow = (source: AuditSource): AuditRow => {
  const { number, time, actor, action, target, units: unitIds, details, hash } = source
  return { number, time, actor, action, target, unitIds, details: JSON.parse(details) as AuditRow['details'], hash }
}

/** See `AuditLog.search`. */
export async function searchAudit(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  filter: AuditFilter,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<{ rows: readonly AuditRow[]; next?: number }> {
  await refreshAudit(connection, names)
  const numbers = before === undefined ? [] : [{ range: { number: { lt: before } } }]
  const found = await auditRows(connection, names, [...numbers, ...filtersOf(scope, filter)], 'desc', limit + 1)
  const rows = found.slice(0, limit).map(auditRow)
  const last = rows.at(-1)
  return found.length > limit && last !== undefined ? { rows, next: last.number } : { rows }
}

/** See `AuditLog.facets`. */
export async function auditFacets(
  connection: ElasticConnection,
  names: IndexNames,
  scope: Scope,
  filter: AuditFilter,
  limit: number,
): Promise<readonly Facet[]> {
  await refreshAudit(connection, names)
  const of = (field: string) => ({ terms: { field, size: limit, order: [{ _count: 'desc' }, { _key: 'asc' }] } })
  const answer = await searchIndex<Hits & { readonly aggregations?: Readonly<Record<string, Counted>> }>(
    connection,
    names.audit,
    {
      size: 0,
      query: { bool: { filter: filtersOf(scope, filter) } },
      aggs: { actor: of('actor'), action: of('action') },
    },
  )
  const counted = 'aggregations' in answer ? answer.aggregations : undefined
  return ['actor', 'action'].map((field) => ({
    field,
    values: (counted?.[field]?.buckets ?? []).map(({ key: value, doc_count: count }) => ({ value, count })),
    partial: false,
  }))
}

function filtersOf(scope: Scope, filter: AuditFilter): readonly object[] {
  const { actors, actions, target, from, to, unit, text } = filter
  const anyOf = (should: readonly object[]) =>
    should.length === 0 ? { match_none: {} } : { bool: { should, minimum_should_match: 1 } }
  const time = { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) }
  return [
    ...visible(scope).filter,
    ...(actors === undefined ? [] : [{ terms: { actor: actors } }]),
    ...(actions === undefined
      ? []
      : [anyOf(actions.map((action) => (action.endsWith('.') ? { prefix: { action } } : { term: { action } })))]),
    ...(target === undefined ? [] : [{ term: { target } }]),
    ...(Object.keys(time).length === 0 ? [] : [{ range: { time } }]),
    ...(unit === undefined ? [] : [{ term: { units: unit } }]),
    ...wantedWords(text).map((word) => ({ prefix: { words: word } })),
  ]
}

/** Rows of before schema version 2 were found by number, target and unit alone: they are put into the index anew. */
export async function indexAuditRows(connection: ElasticConnection, names: IndexNames): Promise<void> {
  await connection.ask('PUT', `/${names.audit}/_mapping`, { body: { properties: auditFields }, also: [404] })
  await refreshAudit(connection, names)
  const fields = ['number', 'time', 'actor', 'action', 'target', 'units', 'unitCell', 'details', 'hash']
  const sort = [{ number: { order: 'asc', unmapped_type: 'long' } }]
  interface Hit {
    readonly _source: AuditSource
    readonly _seq_no: number
    readonly _primary_term: number
  }
  for await (const hits of scan<Hit>(connection, { index: names.audit, filter: [], sort, fields, numbered: true })) {
    const lines = hits.flatMap(({ _source, _seq_no, _primary_term }) => [
      JSON.stringify({
        index: {
          _index: names.audit,
          _id: String(_source.number),
          if_seq_no: _seq_no,
          if_primary_term: _primary_term,
        },
      }),
      auditSource(_source),
    ])
    const answer = await connection.ask<BulkAnswer>('POST', '/_bulk', { lines })
    const failed = answer.items.find(({ index }) => (index?.status ?? 500) >= 300 && index?.status !== 409)
    if (failed !== undefined)
      throw new CodedError('internal', `audit rows could not be indexed anew: ${JSON.stringify(failed)}`)
  }
}
