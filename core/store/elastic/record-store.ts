import { randomBytes } from 'node:crypto'
import { inScope, type Scope } from '../../access/scope.ts'
import type { Clock } from '../../lib/clock.ts'
import { CodedError } from '../../lib/errors.ts'
import { advanceHead, type CopiedAuditRow, headAfter } from '../audit-adopt.ts'
import { type AuditSecrets, openAuditSecrets } from '../audit-secrets.ts'
import type { AuditEntry, AuditLog, Change, RecordStore, RecordWrite } from '../store.ts'
import { adoptedRow, chained, followAudit, listAudit, verifyRows, verifyRowsPart } from './audit-log.ts'
import { auditFacets, searchAudit } from './audit-search.ts'
import type { ElasticConnection } from './connection.ts'
import { gathered } from './gather.ts'
import { getMany } from './get-many.ts'
import type { IndexNames } from './index-names.ts'
import { Journal } from './journal.ts'
import { recordColumns } from './record-columns.ts'
import { type RecordSource, recordId, recordOfSource } from './record-document.ts'
import { listRecords } from './record-list.ts'
import { recordFacets, tallyRecords } from './record-tally.ts'
import { changesOf, lastSequenceOf, mostWrites, sequenceOf, type Transaction, transactionOf } from './transaction.ts'

export interface RecordParts {
  readonly connection: ElasticConnection
  readonly names: IndexNames
  /** Holds the audit log's key and head; the same on every host. */
  readonly secretsDirectory: string
  readonly clock: Clock
}

interface RecordKey {
  readonly kind: string
  readonly id: string
}
type WriteResult = Awaited<ReturnType<RecordStore['write']>>

/** Records, change log and audit log: what the journal's transactions have made, and the one way to make another. */
export async function openRecordStore(parts: RecordParts): Promise<{
  readonly records: Omit<RecordStore, 'close'>
  readonly audit: AuditLog
  /** Puts rows of another store at the end of the audit log as they are; see `headAfter`. */
  adoptAudit(rows: readonly CopiedAuditRow[]): Promise<void>
}> {
  const { connection, names, secretsDirectory } = parts
  const journal = await Journal.open(connection, names)
  const secrets = openAuditSecrets(secretsDirectory, journal.head.number > 0)
  const oneByOne = queue()
  const write = (writes: readonly RecordWrite[], entries: readonly AuditEntry[]) =>
    oneByOne(() => commit(parts, journal, secrets, writes, entries))
  const current = gathered((keys: readonly RecordKey[]) => currentOf(connection, names, keys))
  const records: Omit<RecordStore, 'close'> = {
    async get<T>(scope: Scope, kind: string, id: string) {
      const source = await current({ kind, id })
      if (source === undefined || source.deleted || !inScope(scope, source.units)) return undefined
      return recordOfSource<T>(source)
    },
    list: (scope, kind, query) => listRecords(connection, names, scope, kind, query),
    facets: (scope, kind, where, fields, limit) => recordFacets(connection, names, scope, kind, where, fields, limit),
    tally: (scope, kind, where, of) => tallyRecords(connection, names, scope, kind, where, of),
    columns: (scope, kind, where, of, most) => recordColumns(connection, names, scope, kind, where, of, most),
    async write(writes, entries = []) {
      if (writes.length === 0 && entries.length === 0) return { ok: true, versions: [] }
      if (writes.length > mostWrites) throw new CodedError('too-large', `${writes.length} records in one write`)
      return write(writes, entries)
    },
    changes: changeReader(journal, oneByOne),
    lastChange: () =>
      oneByOne(async () => {
        await journal.catchUp()
        const [newest] = journal.applied === 0 ? [] : await journal.read(journal.applied, 1)
        return newest === undefined ? 0 : lastSequenceOf(newest)
      }),
  }
  const audit: AuditLog = {
    async append(entries) {
      if (entries.length > 0) await write([], entries)
    },
    list: (scope, page) => listAudit(connection, names, scope, page),
    search: (scope, filter, page) => searchAudit(connection, names, scope, filter, page),
    follow: (scope, page) => followAudit(connection, names, scope, page),
    facets: (scope, filter, limit) => auditFacets(connection, names, scope, filter, limit),
    verify: () => verifyRows(connection, names, secrets),
    verifyPart: (before) => verifyRowsPart(connection, names, secrets, before),
  }
  const adoptAudit = (rows: readonly CopiedAuditRow[]) => oneByOne(() => adopt(journal, secrets, rows))
  return { records, audit, adoptAudit }
}

async function commit(
  { connection, names, clock }: RecordParts,
  journal: Journal,
  secrets: AuditSecrets,
  writes: readonly RecordWrite[],
  entries: readonly AuditEntry[],
): Promise<WriteResult> {
  const nonce = randomBytes(12).toString('hex')
  let conflict: RecordWrite | undefined
  const transaction = await journal.commit(async (): Promise<Transaction | undefined> => {
    const number = journal.applied + 1
    conflict = conflictOf(writes, await currentOf(connection, names, writes), number)
    if (conflict !== undefined) return undefined
    const { rows, head } = chained(entries, journal.head, secrets.key, clock)
    const written = writes.map(({ kind, id, document, unitIds }) => ({ kind, id, document, unitIds }))
    return { number, nonce, writes: written, audit: rows, auditHead: head }
  })
  if (transaction === undefined) return { ok: false, conflict: { kind: conflict?.kind ?? '', id: conflict?.id ?? '' } }
  if (entries.length > 0) secrets.writeHead(transaction.auditHead)
  return { ok: true, versions: writes.map((_, place) => sequenceOf(transaction.number, place)) }
}

async function adopt(journal: Journal, secrets: AuditSecrets, rows: readonly CopiedAuditRow[]): Promise<void> {
  const nonce = randomBytes(12).toString('hex')
  const transaction = await journal.commit(async (): Promise<Transaction> => {
    const auditHead = headAfter(journal.head, rows, secrets.key)
    return { number: journal.applied + 1, nonce, writes: [], audit: rows.map(adoptedRow), auditHead }
  })
  if (transaction !== undefined) advanceHead(secrets, transaction.auditHead)
}

/** The first write that does not find the version it expects, earlier ones of the same batch counted. */
function conflictOf(
  writes: readonly RecordWrite[],
  current: readonly (RecordSource | undefined)[],
  number: number,
): RecordWrite | undefined {
  const versions = new Map<string, number | undefined>()
  return writes.find(({ kind, id, expect, document }, place) => {
    const key = recordId(kind, id)
    const source = current[place]
    const version = versions.has(key) ? versions.get(key) : source?.deleted === false ? source.version : undefined
    versions.set(key, document === undefined ? undefined : sequenceOf(number, place))
    return expect !== 'any' && (expect === 'absent' ? version !== undefined : version !== expect)
  })
}

/** The records as they are now, whether or not a search would find them yet. */
async function currentOf(
  connection: ElasticConnection,
  names: IndexNames,
  keys: readonly RecordKey[],
): Promise<readonly (RecordSource | undefined)[]> {
  const docs = keys.map(({ kind, id }) => ({ _index: names.records, _id: recordId(kind, id) }))
  const found = await getMany<RecordSource>(connection, docs)
  return found.map(({ _source }) => _source)
}

/**
 * Reads the change log: what the journal's transactions changed. A transaction is told once it is applied, so whoever hears of
 * a change finds the record so.
 */
function changeReader(journal: Journal, oneByOne: ReturnType<typeof queue>): RecordStore['changes'] {
  /** Where the last answer ended: transactions without changes, and those told in whole, are not read again. */
  let ended = { after: -1, next: 1 }
  return async (after, limit) => {
    const changes: Change[] = []
    // Who was away for longer than the journal is kept goes on with the oldest that is left.
    let next = Math.max(ended.after === after ? ended.next : transactionOf(after), journal.oldest)
    for (;;) {
      const some = await journal.read(next, 100)
      const newest = some.at(-1)
      if (newest === undefined) break
      if (newest.number > journal.applied) await oneByOne(() => journal.catchUp())
      for (const transaction of some) {
        changes.push(...changesOf(transaction).filter(({ sequence }) => sequence > after))
        if (changes.length > limit) return changes.slice(0, limit)
      }
      next = newest.number + 1
      if (changes.length === limit) break
    }
    ended = { after: changes.at(-1)?.sequence ?? after, next }
    return changes
  }
}

/** Runs what it is given one after the other, whatever becomes of each. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
}
