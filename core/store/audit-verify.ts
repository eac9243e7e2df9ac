import { setImmediate } from 'node:timers/promises'
import { type AuditCells, chainHash } from './audit-chain.ts'
import { type AuditSecrets, emptyHead } from './audit-secrets.ts'
import type { AuditProgress, AuditVerdict } from './store.ts'

/** Rows checked between two looks at the thread's other work. */
const atOnce = 2_000

/** A row as its store holds it. */
export interface StoredAuditRow extends AuditCells {
  readonly number: number
  readonly hash: string
}

/** Gives the rows with a number above `after`, by number, at most `limit`. */
export type ReadAuditRows = (
  after: number,
  limit: number,
) => readonly StoredAuditRow[] | Promise<readonly StoredAuditRow[]>

/**
 * Checks the next stretch of the chain, from its first row on or from where the check before ended, and at the end holds the
 * chain against the head that is kept outside the store. The head is read first, so rows that arrive meanwhile only put the
 * log ahead of it.
 *
 * Answers the first row that is wrong: `missing` where a number is skipped or the head is gone, `key` when the log as a
 * whole was written with another key, `reordered` when the row belongs after another one, `edited` for every other row
 * that does not fit its hash, `dropped` when the log ends before its head.
 */
export async function verifyPart(
  readRows: ReadAuditRows,
  secrets: AuditSecrets,
  before: AuditProgress | undefined,
): Promise<AuditProgress | AuditVerdict> {
  const head = before === undefined ? secrets.readHead() : before.head
  let last = before?.last ?? emptyHead
  let headHash = before === undefined && head?.number === 0 ? emptyHead.hash : before?.headHash
  const rows = await readRows(last.number, atOnce)
  for (const row of rows) {
    const number = last.number + 1
    if (row.number !== number) return { ok: false, number, reason: 'missing' }
    if (chainHash(secrets.key, last.hash, row) !== row.hash) {
      return { ok: false, number, reason: await whyWrong(readRows, secrets, row) }
    }
    if (number === head?.number) headHash = row.hash
    last = { number, hash: row.hash }
  }
  if (rows.length === atOnce) return { last, head, headHash }
  if (head === undefined) return { ok: false, number: last.number + 1, reason: 'missing' }
  if (last.number < head.number) return { ok: false, number: last.number + 1, reason: 'dropped' }
  if (headHash !== head.hash) return { ok: false, number: head.number, reason: 'edited' }
  return { ok: true, rows: last.number, head: last.number === 0 ? undefined : last }
}

/** Walks the whole chain; see `verifyPart`. */
export async function verifyAudit(readRows: ReadAuditRows, secrets: AuditSecrets): Promise<AuditVerdict> {
  let progress: AuditProgress | undefined
  for (;;) {
    const part = await verifyPart(readRows, secrets, progress)
    if ('ok' in part) return part
    progress = part
    await setImmediate()
  }
}

/** What happened to a row that does not fit; looked for only once something is wrong. */
async function whyWrong(
  readRows: ReadAuditRows,
  secrets: AuditSecrets,
  wrong: StoredAuditRow,
): Promise<'key' | 'reordered' | 'edited'> {
  let previous = ''
  let fits = 0
  let movedHere = false
  let headStands = false
  const head = secrets.readHead()
  for (let after = 0; ; ) {
    const rows = await readRows(after, atOnce)
    for (const row of rows) {
      if (chainHash(secrets.key, previous, row) === row.hash) fits += 1
      if (chainHash(secrets.key, row.hash, wrong) === wrong.hash) movedHere = true
      if (row.number === head?.number && row.hash === head.hash) headStands = true
      previous = row.hash
      after = row.number
    }
    if (rows.length < atOnce) break
  }
  if (movedHere || chainHash(secrets.key, '', wrong) === wrong.hash) return 'reordered'
  return fits === 0 && !headStands ? 'key' : 'edited'
}
