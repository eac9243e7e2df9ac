import { systemScope } from '../../core/access/scope.ts'
import type {
  EventReads,
  Match,
  MatchTally,
  RecordStore,
  RecordWrite,
  SeenWindow,
  StoredRecord,
} from '../../core/store/store.ts'
import { type Alert, alertKind } from './alert.ts'
import { alertId, alertWrite, newAlert } from './open.ts'

const jobKind = 'job'
const jobId = 'alert-count'

/**
 * Sets count, first and last of the alerts whose matches changed, by counting the matches; opens what ingest could not,
 * and the successor of a closed alert that matched again. Alerts and the cursor are written together, so a crash
 * repeats work and never loses any. One call goes through all that is new; returns how many alerts it wrote.
 */
export async function countAlerts(events: EventReads, records: RecordStore): Promise<number> {
  const job = await records.get<{ cursor: string }>(systemScope, jobKind, jobId)
  const { matches, cursor } = await events.touched(systemScope, job?.document.cursor)
  if (cursor === job?.document.cursor) return 0
  const writes: RecordWrite[] = []
  for (const match of matches) writes.push(...(await recount(events, records, match)))
  const done = await records.write([
    ...writes,
    { kind: jobKind, id: jobId, document: { cursor }, unitIds: [], expect: job?.version ?? 'absent' },
  ])
  // Someone changed one of the alerts meanwhile: the cursor stands, so the next call counts again.
  return done.ok ? writes.length : 0
}

/** The writes that bring the alerts of this match's key up to date. */
async function recount(events: EventReads, records: RecordStore, match: Match): Promise<RecordWrite[]> {
  const key = match.alertKey
  const latest = await latestGeneration(records, key)
  if (latest === undefined) {
    const [tally] = await events.tally(systemScope, [
      { alertKey: key, from: 0, to: Number.MAX_SAFE_INTEGER, around: match.time },
    ])
    const opened = newAlert(match)
    return [alertWrite(tally === undefined ? opened : counted(opened, tally), match.unitIds, 'absent')]
  }
  const writes: RecordWrite[] = []
  let alert = latest.document
  const window = alert.window
  const around = match.time
  const own: SeenWindow = { alertKey: key, from: window.from, to: window.to ?? Number.MAX_SAFE_INTEGER, around }
  const [tally] = await events.tally(systemScope, [own])
  if (tally !== undefined) alert = counted(alert, tally)
  if (window.to !== null) {
    const later: SeenWindow = { alertKey: key, from: window.to, to: Number.MAX_SAFE_INTEGER, around }
    const [more] = await events.tally(systemScope, [later])
    if (more !== undefined) {
      const [newest] = await events.matchesOf(systemScope, later, 1)
      const successor = counted(newAlert(newest ?? match, alert), more)
      alert = { ...alert, next: successor.id }
      writes.push(alertWrite(successor, match.unitIds, 'absent'))
    }
  }
  if (changed(alert, latest.document)) writes.push(alertWrite(alert, latest.unitIds, latest.version))
  return writes
}

async function latestGeneration(records: RecordStore, key: string): Promise<StoredRecord<Alert> | undefined> {
  let latest = await records.get<Alert>(systemScope, alertKind, alertId(key, 1))
  while (latest !== undefined && latest.document.next !== null) {
    const next: StoredRecord<Alert> | undefined = await records.get<Alert>(systemScope, alertKind, latest.document.next)
    if (next === undefined) break
    latest = next
  }
  return latest
}

const counted = (alert: Alert, tally: MatchTally): Alert => ({
  ...alert,
  count: tally.count,
  first: tally.first,
  last: tally.last,
  latestEventId: tally.latestEventId,
})

const changed = (now: Alert, before: Alert) =>
  now.count !== before.count || now.first !== before.first || now.last !== before.last || now.next !== before.next
