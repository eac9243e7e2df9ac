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
import { quietOf } from './match.ts'
import { alertId, alertWrite, newAlert } from './open.ts'
import { countQuiet } from './quiet-count.ts'

const jobKind = 'job'
const jobId = 'alert-count'

/**
 * Sets count, first and last of the alerts whose matches changed, by counting the matches; opens what ingest could not,
 * and the successor of a closed alert that matched again. Matches that open no alert are counted apart. Alerts and the cursor are written together, so a crash
 * repeats work and never loses any. One call goes through all that is new; returns how many counts it wrote.
 */
export async function countAlerts(events: EventReads, records: RecordStore): Promise<number> {
  const job = await records.get<{ cursor: string }>(systemScope, jobKind, jobId)
  const { matches, cursor } = await events.touched(systemScope, job?.document.cursor)
  if (cursor === job?.document.cursor) return 0
  const writes = [
    ...(await recount(
      events,
      records,
      matches.filter((match) => quietOf(match) === undefined),
    )),
    ...(await countQuiet(
      events,
      records,
      matches.filter((match) => quietOf(match) !== undefined),
    )),
  ]
  const done = await records.write([
    ...writes,
    { kind: jobKind, id: jobId, document: { cursor }, unitIds: [], expect: job?.version ?? 'absent' },
  ])
  // Someone changed one of the alerts meanwhile: the cursor stands, so the next call counts again.
  return done.ok ? writes.length : 0
}

const forever = Number.MAX_SAFE_INTEGER

/** The writes that bring the alerts of these matches' keys (one match a key) up to date. */
async function recount(
  events: EventReads,
  records: RecordStore,
  matches: readonly Match[],
): Promise<readonly RecordWrite[]> {
  const latest = await Promise.all(matches.map((match) => latestGeneration(records, match.alertKey)))
  const windows: SeenWindow[] = []
  const later: SeenWindow[] = []
  for (const [at, match] of matches.entries()) {
    const { from, to } = latest[at]?.document.window ?? { from: 0, to: null }
    const place = { alertKey: match.alertKey, around: match.time }
    windows.push({ ...place, from, to: to ?? forever })
    if (to !== null) later.push({ ...place, from: to, to: forever })
  }
  const [own, after] = await Promise.all([tallies(events, windows), tallies(events, later)])

  const writes: RecordWrite[] = []
  for (const [at, match] of matches.entries()) {
    const before = latest[at]
    let alert = before?.document ?? newAlert(match)
    const tally = own.get(match.alertKey)
    if (tally !== undefined) alert = counted(alert, tally)
    const more = after.get(match.alertKey)
    if (more !== undefined) {
      const window = later.find(({ alertKey }) => alertKey === match.alertKey)
      const [newest] = window === undefined ? [] : await events.matchesOf(systemScope, window, 1)
      const successor = counted(newAlert(newest ?? match, alert), more)
      alert = { ...alert, next: successor.id }
      writes.push(alertWrite(successor, match.unitIds, 'absent'))
    }
    if (before === undefined) writes.push(alertWrite(alert, match.unitIds, 'absent'))
    else if (changed(alert, before.document)) writes.push(alertWrite(alert, before.unitIds, before.version))
  }
  return writes
}

async function tallies(events: EventReads, windows: readonly SeenWindow[]): Promise<ReadonlyMap<string, MatchTally>> {
  if (windows.length === 0) return new Map()
  const found = await events.tally(systemScope, windows)
  return new Map(found.map((tally) => [tally.alertKey, tally]))
}

/** The newest alert of a key; undefined when there is none. */
export async function latestGeneration(records: RecordStore, key: string): Promise<StoredRecord<Alert> | undefined> {
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
