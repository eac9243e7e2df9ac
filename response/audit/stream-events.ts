import { systemScope } from '../../core/access/scope.ts'
import type { AuditLog, EventStore, Match, Partition, RecordStore, StoredEvent } from '../../core/store/store.ts'
import { auditEvent, isOfRestricted } from './audit-event.ts'

const cursorKind = 'audit-events'
const cursorId = 'cursor'
const atOnce = 500

/** What makes events of audit rows; to be called where events are appended. */
export interface AuditStream {
  readonly audit: Pick<AuditLog, 'follow'>
  readonly records: RecordStore
  readonly append: EventStore['append']
  /** Where an event of this time is kept. */
  place(time: number, now: number): { readonly partition: Partition; readonly placedByReceipt: boolean }
  judge(stored: StoredEvent): readonly Match[]
  /** Opens the alerts of matches that are durable. */
  opened(matches: readonly Match[]): Promise<void>
  now(): number
}

/**
 * Makes events of the rows that came since, once each, but of restricted incidents: how far it came is written down after
 * they are durable, and what a crash has done twice has the same ids. Answers how many rows it took; as many as it takes at
 * once: there may be more.
 */
export async function streamAudit(parts: AuditStream): Promise<{ readonly taken: number; readonly more: boolean }> {
  const { audit, records } = parts
  const cursor = await records.get<{ number: number }>(systemScope, cursorKind, cursorId)
  const rows = await audit.follow(systemScope, { after: cursor?.document.number ?? 0, limit: atOnce })
  const last = rows.at(-1)
  if (last === undefined) return { taken: 0, more: false }
  const now = parts.now()
  const stored = rows
    .filter((row) => !isOfRestricted(row))
    .map((row): StoredEvent => ({ ...auditEvent(row, now), ...parts.place(row.time, now) }))
  const matches = stored.flatMap(parts.judge)
  if (stored.length > 0) await parts.append(stored, matches)
  await parts.opened(matches)
  await records.write([
    {
      kind: cursorKind,
      id: cursorId,
      document: { number: last.number },
      unitIds: [],
      expect: cursor?.version ?? 'absent',
    },
  ])
  return { taken: rows.length, more: rows.length === atOnce }
}
