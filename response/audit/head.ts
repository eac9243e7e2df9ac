import { systemScope } from '../../core/access/scope.ts'
import type { AuditHead, RecordStore, StoredRecord } from '../../core/store/store.ts'

export const headKind = 'audit-head'

/** The ways by which a head leaves the installation. */
export const headWays = ['syslog', 'mail', 'file'] as const
export type HeadWay = (typeof headWays)[number]

/** How far one way is. */
interface HeadDelivery {
  readonly way: HeadWay
  readonly state: 'waiting' | 'sent' | 'failed'
  /** When it was sent, or tried last; null before. */
  readonly at: number | null
  readonly tries: number
  /** Why the last try failed. */
  readonly error: string | null
}

/** A head that is sent outside: what it says, and where it has been sent. */
export interface SentHead extends AuditHead {
  readonly installation: string
  /** When it was taken, epoch milliseconds. */
  readonly time: number
  /** The head that was sent before; null for the first. */
  readonly previous: AuditHead | null
  /** Of `headWords` without it, Ed25519, base64. */
  readonly signature: string
  readonly deliveries: readonly HeadDelivery[]
}

/** What a head says, in a fixed order: the bytes that are signed. ASCII alone, so that every syslog carries it. */
export function headWords({ installation, number, hash, time, previous }: Omit<SentHead, 'signature' | 'deliveries'>) {
  const words = { installation, number, hash, time: new Date(time).toISOString(), previous }
  const plain = (text: string) =>
    text.replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return plain(JSON.stringify(words))
}

/** One line of JSON: what the head says, and the signature over it. */
export const headLine = (head: Omit<SentHead, 'deliveries'>): string =>
  `${headWords(head).slice(0, -1)},"signature":"${head.signature}"}`

/** The heads that were sent or wait, newest first. */
export async function sentHeads(records: RecordStore, limit: number): Promise<readonly StoredRecord<SentHead>[]> {
  const { rows } = await records.list<SentHead>(systemScope, headKind, {
    where: { kind: 'true' },
    sort: [{ field: 'time', direction: 'desc' }],
    limit,
  })
  return rows
}
