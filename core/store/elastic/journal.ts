import { setTimeout as wait } from 'node:timers/promises'
import { CodedError } from '../../lib/errors.ts'
import { emptyHead } from '../audit-secrets.ts'
import type { AuditHead } from '../store.ts'
import { auditSource } from './audit-search.ts'
import { type BulkAnswer, shardWait } from './bulk.ts'
import type { ElasticConnection } from './connection.ts'
import { refusalOf } from './errors.ts'
import { createIndex } from './event-writer.ts'
import { getMany } from './get-many.ts'
import { type IndexNames, journalSegment } from './index-names.ts'
import { pruneJournal } from './prune-journal.ts'
import { recordId, recordSource } from './record-document.ts'
import { searchQuery } from './scan.ts'
import { sequenceOf, type Transaction } from './transaction.ts'

/** Transactions read at once. */
const atOnce = 50
/** Writers that meet try again so often before they give up; the one that went first always gets on. */
const tries = 60

interface Kept {
  readonly transaction: string
}

/**
 * The one order of all record writes of an installation, however many processes write (docs/adr/0007). Transaction n is the
 * document n; making it is the commit, and only one can make it. Records and audit rows are made out of it afterwards:
 *
 * - Whoever commits n has before applied all up to n − 1, so only the newest can be committed and not applied.
 * - Applying twice changes nothing (external versions), so whoever meets a transaction applies it.
 */
export class Journal {
  readonly #connection: ElasticConnection
  readonly #names: IndexNames
  /** Everything up to this number is applied. */
  #applied = 0
  #head: AuditHead = emptyHead
  readonly #segments = new Set<string>()

  private constructor(connection: ElasticConnection, names: IndexNames) {
    this.#connection = connection
    this.#names = names
  }

  /** Finds the newest transaction and applies it. */
  static async open(connection: ElasticConnection, names: IndexNames): Promise<Journal> {
    const journal = new Journal(connection, names)
    const last = await journal.#newest()
    journal.#applied = Math.max(0, last - 1)
    await journal.catchUp()
    return journal
  }

  /** The number of the newest transaction that is known to be applied. */
  get applied(): number {
    return this.#applied
  }

  /** The number of the oldest transaction that is kept: that of the segment before the one being written. */
  get oldest(): number {
    return Math.max(0, Math.floor(this.#applied / journalSegment) - 1) * journalSegment + 1
  }

  /** The newest audit row as of `applied`. */
  get head(): AuditHead {
    return this.#head
  }

  /** Transactions from a number on, in order, without a gap; empty when there are none yet. */
  async read(from: number, limit: number): Promise<readonly Transaction[]> {
    const found: Transaction[] = []
    while (found.length < limit) {
      const first = from + found.length
      // Mostly there is nothing new: that is asked with one id.
      const count = found.length === 0 ? 1 : Math.min(atOnce, limit - found.length)
      const some = await this.#get(first, count)
      found.push(...some)
      if (some.length < count) break
    }
    return found
  }

  /** Applies what others have committed meanwhile. */
  async catchUp(): Promise<void> {
    for (;;) {
      const some = await this.read(this.#applied + 1, atOnce)
      for (const transaction of some) await this.#apply(transaction)
      if (some.length < atOnce) return
    }
  }

  /**
   * Commits what `build` makes of the state as of `applied`, and applies it. Undefined from `build` gives up. `build` is
   * called again when another was first.
   */
  async commit(build: () => Promise<Transaction | undefined>): Promise<Transaction | undefined> {
    for (let attempt = 0; attempt < tries; attempt++) {
      await this.catchUp()
      const transaction = await build()
      if (transaction === undefined) return undefined
      if (await this.#put(transaction)) {
        await this.#apply(transaction)
        return transaction
      }
      await wait(Math.random() * Math.min(50, 5 * (attempt + 1)))
    }
    throw new CodedError('store-busy', 'too many write records at once', { hint: 'Try again in a moment.' })
  }

  /** True when the transaction is in the journal: put there now, or by a try whose answer was lost. */
  async #put(transaction: Transaction): Promise<boolean> {
    const { number, nonce } = transaction
    const index = this.#names.journal(number)
    if (!this.#segments.has(index)) {
      await createIndex(this.#connection, index)
      await pruneJournal(this.#connection, this.#names, this.oldest)
      this.#segments.add(index)
    }
    const body = { number, transaction: JSON.stringify(transaction) }
    const answer = await this.#connection.ask<{ result?: string }>('PUT', `/${index}/_create/${number}`, {
      body,
      also: [409],
      query: { timeout: shardWait },
    })
    if (answer.result === 'created') return true
    const [there] = await this.#get(number, 1)
    return there?.nonce === nonce
  }

  async #get(first: number, count: number): Promise<readonly Transaction[]> {
    const docs = Array.from({ length: count }, (_, i) => ({
      _index: this.#names.journal(first + i),
      _id: String(first + i),
    }))
    const answer = await getMany<Kept>(this.#connection, docs)
    const found: Transaction[] = []
    for (const { _source } of answer) {
      if (_source === undefined) break
      found.push(JSON.parse(_source.transaction) as Transaction)
    }
    return found
  }

  async #newest(): Promise<number> {
    type Answer = { readonly hits: { readonly hits: readonly { readonly sort: readonly [number] }[] } }
    const path = `/${this.#names.allJournals}`
    const query = { ignore_unavailable: true, allow_no_indices: true }
    await this.#connection.ask('POST', `${path}/_refresh`, { query })
    const body = { size: 1, _source: false, sort: [{ number: { order: 'desc', unmapped_type: 'long' } }] }
    const { hits } = await this.#connection.read<Answer>('POST', `${path}/_search`, { body, query: searchQuery })
    return hits.hits[0]?.sort[0] ?? 0
  }

  /** Makes records and audit rows out of a transaction. Versions from outside (the change's number) leave newer ones alone. */
  async #apply(transaction: Transaction): Promise<void> {
    const { number, writes, audit, auditHead } = transaction
    const versioned = (index: string, id: string, version: number): string =>
      JSON.stringify({ index: { _index: index, _id: id, version, version_type: 'external' } })
    const lines = [
      ...writes.flatMap((write, place) => {
        const version = sequenceOf(number, place)
        return [versioned(this.#names.records, recordId(write.kind, write.id), version), recordSource(write, version)]
      }),
      ...audit.flatMap((row) => [versioned(this.#names.audit, String(row.number), number), auditSource(row)]),
    ]
    if (lines.length > 0) {
      const answer = await this.#connection.ask<BulkAnswer>('POST', '/_bulk', { lines, query: { timeout: shardWait } })
      for (const item of answer.items) {
        const { status, error = {} } = item.index ?? { status: 500 }
        if (status < 300 || status === 409) continue
        throw (
          refusalOf(status, error) ??
          new CodedError('internal', `transaction ${number}: ${error.type}: ${error.reason}`)
        )
      }
    }
    if (number <= this.#applied) return
    this.#applied = number
    this.#head = auditHead
  }
}
