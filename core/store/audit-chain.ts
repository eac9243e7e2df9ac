import { createHmac } from 'node:crypto'

/** An audit row as its table holds it: the texts that the hash covers, as they stand. */
export interface AuditCells {
  readonly time: number
  readonly actor: string
  readonly action: string
  readonly target: string
  readonly unit_ids: string | null
  readonly details: string
}

/**
 * The hash of a row: HMAC-SHA-256 (RFC 2104) over the hash of the row before it (empty for the first) and the row's
 * cells, hex. Its number is not covered: place in the chain is what the previous hash proves.
 */
export function chainHash(key: Buffer, previous: string, row: AuditCells): string {
  const cells = [previous, row.time, row.actor, row.action, row.target, row.unit_ids, row.details]
  return createHmac('sha256', key).update(JSON.stringify(cells)).digest('hex')
}
