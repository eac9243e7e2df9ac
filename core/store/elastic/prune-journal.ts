import type { ElasticConnection } from './connection.ts'
import { type IndexNames, journalSegment } from './index-names.ts'
import { scan } from './scan.ts'
import { sequenceOf } from './transaction.ts'

interface Mark {
  readonly _id: string
  readonly _seq_no: number
  readonly _primary_term: number
}

/**
 * Drops the journal's segments before the transaction `oldest`, and the marks of records that were deleted before it: no
 * write so old can still be on its way. Called when a segment begins.
 */
export async function pruneJournal(connection: ElasticConnection, names: IndexNames, oldest: number): Promise<void> {
  for (let end = oldest - 1; end > 0; end -= journalSegment) {
    const { error } = await connection.ask<{ error?: unknown }>('DELETE', `/${names.journal(end)}`, { also: [404] })
    if (error !== undefined) break
  }
  if (oldest === 1) return
  const filter = [{ term: { deleted: true } }, { range: { version: { lt: sequenceOf(oldest, 0) } } }]
  const of = { index: names.records, filter, sort: [{ id: { order: 'asc' } }], fields: [], numbered: true }
  for await (const hits of scan<Mark>(connection, of)) {
    // Made anew meanwhile, it has another number and stays.
    const lines = hits.map(({ _id, _seq_no: ifSeqNo, _primary_term: ifTerm }) =>
      JSON.stringify({ delete: { _index: names.records, _id, if_seq_no: ifSeqNo, if_primary_term: ifTerm } }),
    )
    await connection.ask('POST', '/_bulk', { lines })
  }
}
