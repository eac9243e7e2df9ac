import type { AuditLog, EventReads, RecordStore } from '../core/store/store.ts'
import { windowedAudit, windowedEvents, windowedRecords } from '../core/store/windowed.ts'
import { alertKind } from '../response/alerts/alert.ts'
import { entryKind } from '../response/incidents/entry.ts'
import { evidenceKind } from '../response/incidents/evidence.ts'
import { incidentKind } from '../response/incidents/incident.ts'
import { indicatorListKind } from '../response/indicators/indicator-list.ts'
import { indicatorHitKind, lookBackKind } from '../response/indicators/look-back.ts'
import { shiftEntryKind, shiftKind } from '../response/shifts/shift.ts'

interface Reads {
  readonly events: EventReads
  readonly records: RecordStore
  readonly audit: AuditLog
}

/**
 * The store as people read it: held to the window of their scope. An alert lies where its first event does, an incident
 * where it was opened, what was written into it where that was, and a copied event at its own time.
 */
export function windowed(store: Reads): Reads {
  return {
    events: windowedEvents(store.events),
    records: windowedRecords(store.records, {
      [alertKind]: 'first',
      [shiftKind]: 'started',
      [shiftEntryKind]: 'at',
      [indicatorListKind]: 'kept',
      [lookBackKind]: 'asked',
      [indicatorHitKind]: 'first',
      [incidentKind]: 'opened',
      [entryKind]: 'recorded',
      [evidenceKind]: 'at',
    }),
    audit: windowedAudit(store.audit),
  }
}
