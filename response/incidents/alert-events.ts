import type { Scope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { EventReads, RecordStore } from '../../core/store/store.ts'
import type { Alert } from '../alerts/alert.ts'
import { findingsOf } from '../alerts/finding.ts'

/** An alert's newest events within the scope, newest first; those of what a correlation found where it is one's alert. */
export async function newestEvents(
  { records, events }: { readonly records: RecordStore; readonly events: EventReads },
  scope: Scope,
  { key, window, last, rule }: Alert,
  limit: number,
): Promise<readonly { readonly id: string; readonly document: EventDocument }[]> {
  const seen = { alertKey: key, from: window.from, to: window.to ?? Number.MAX_SAFE_INTEGER, around: last }
  let ids = (await events.matchesOf(scope, seen, limit)).map(({ eventId }) => eventId)
  if (ids.length === 0) {
    const found = (await findingsOf(records, scope, { key, rule }, limit)).flatMap((finding) => finding.events)
    const newest = [...found].sort((a, b) => b.time - a.time)
    ids = [...new Set(newest.map(({ eventId }) => eventId))].slice(0, limit)
  }
  const documents = await Promise.all(ids.map((id) => events.get(scope, id)))
  return documents.flatMap((document, at) => {
    const id = ids[at]
    return document === undefined || id === undefined ? [] : [{ id, document }]
  })
}
