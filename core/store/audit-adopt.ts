import { CodedError } from '../lib/errors.ts'
import { chainHash } from './audit-chain.ts'
import type { AuditSecrets } from './audit-secrets.ts'
import type { StoredAuditRow } from './audit-verify.ts'
import type { AuditHead } from './store.ts'

/** A row of another store's audit log: as it was hashed there, and its lineage as a list. */
export interface CopiedAuditRow extends StoredAuditRow {
  readonly unitIds: readonly string[]
}

/**
 * The head after these rows, which must go on from `head` under the key of this installation. Throws CodedError `conflict`
 * when they do not: a log is taken over as it is or not at all.
 */
export function headAfter(head: AuditHead, rows: readonly CopiedAuditRow[], key: Buffer): AuditHead {
  return rows.reduce((before, row) => {
    if (row.number !== before.number + 1 || chainHash(key, before.hash, row) !== row.hash) {
      throw new CodedError('conflict', `row ${row.number} does not go on from row ${before.number} of the audit log`, {
        hint: 'Both stores need the same audit.key, and the log must verify: vonggac audit verify.',
      })
    }
    return { number: row.number, hash: row.hash }
  }, head)
}

/** Moves the head that is kept outside the store on to this one, never back. */
export function advanceHead(secrets: AuditSecrets, head: AuditHead): void {
  if ((secrets.readHead()?.number ?? 0) < head.number) secrets.writeHead(head)
}
