import type { AuditHead, Change, RecordWrite } from '../store.ts'

/**
 * One write of the record store: what it changes, in the order of its changes, and the audit rows that go with it. The
 * journal holds transactions by number; that of a later one is higher.
 */
export interface Transaction {
  readonly number: number
  /** Tells our own from another's when the answer to a write was lost. */
  readonly nonce: string
  readonly writes: readonly Pick<RecordWrite, 'kind' | 'id' | 'document' | 'unitIds'>[]
  readonly audit: readonly AuditSource[]
  /** The newest audit row after it. */
  readonly auditHead: AuditHead
}

/** An audit row as its index holds it; the cells that its hash covers as texts. */
export interface AuditSource {
  readonly number: number
  readonly time: number
  readonly actor: string
  readonly action: string
  readonly target: string
  readonly units: readonly string[]
  /** JSON of the lineage; null while it belongs to no unit. */
  readonly unitCell: string | null
  /** JSON. */
  readonly details: string
  readonly hash: string
}

/** Changes of one transaction, at most: a change's number is its transaction's times this, plus its place from 1 on. */
const changesEach = 100_000

/** The number of a change, which is also the version of the record it wrote. */
export const sequenceOf = (transaction: number, place: number): number => transaction * changesEach + place + 1

/** The number of the transaction that a change belongs to. */
export const transactionOf = (sequence: number): number => Math.floor(sequence / changesEach)

/** The number of a transaction's last change; lies before that of the first of the next. */
export const lastSequenceOf = ({ number, writes }: Transaction): number => sequenceOf(number, writes.length - 1)

export function changesOf({ number, writes }: Transaction): readonly Change[] {
  return writes.map(({ kind, id, unitIds }, place) => {
    const sequence = sequenceOf(number, place)
    return { sequence, kind, id, version: sequence, unitIds }
  })
}

export const mostWrites = changesEach - 1
