import type { AuditLog, EventReads, RecordStore } from '../core/store/store.ts'
import { windowedAudit, windowedEvents, windowedRecords } from '../core/store/windowed.ts'
import { alertKind } from '../response/alerts/alert.ts'

interface Reads {
  readonly events: EventReads
  readonly records: RecordStore
  readonly audit: AuditLog
}

/** The store as people read it: held to the window of their scope. An alert lies where its first event does. */
export function windowed(store: Reads): Reads {
  return {
    events: windowedEvents(store.events),
    records: windowedRecords(store.records, { [alertKind]: 'first' }),
    audit: windowedAudit(store.audit),
  }
}
