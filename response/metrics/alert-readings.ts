import type { Scope } from '../../core/access/scope.ts'
import { versionField } from '../../core/store/record-counts.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { alertKind } from '../alerts/alert.ts'
import { type AlertTimes, alertTimes, measuredAlerts, mostAlerts } from './alert-times.ts'

/** Alerts of a range. Whoever asks again gets the same reading as long as none of them has changed. */
export interface AlertReading {
  readonly rows: readonly AlertTimes[]
  /** False when there were too many: then it holds the newest days that fit. */
  readonly whole: boolean
}

/** Reads the alerts of a range, as far as the scope goes. */
export type AlertReadings = (scope: Scope, range: Range) => Promise<AlertReading>

interface Range {
  readonly from: number
  readonly to: number
}
/** A day's part of a range, as the store counts it. */
interface Day extends Range {
  readonly count: number
  readonly newest: number
}

/** A day of UTC: as long as a day, wherever it begins. */
const dayLong = 86_400_000
/** Alerts that are kept in memory, over all scopes and days. */
const mostKept = 2 * mostAlerts
/** Readings that are kept whole. */
const mostReadings = 8
/** Stretches of days that are read side by side. */
const atOnce = 4

/**
 * Reads the alerts of a range a day at a time and keeps each day as long as nothing of it has changed: the store counts the alerts
 * of a day and tells their highest version. An alert that is new, changed or come into the scope raises that version, since each
 * write has a higher one than all before it; one that is gone lowers the number.
 */
export function createAlertReadings(records: RecordStore): AlertReadings {
  const days = new Map<string, { readonly stamp: string; readonly rows: readonly AlertTimes[] }>()
  const readings = new Map<string, { readonly stamp: string; readonly reading: AlertReading }>()

  async function counted(scope: Scope, range: Range): Promise<readonly Day[]> {
    const steps = { field: 'first', width: dayLong }
    const of = { by: [], steps, highest: versionField }
    const tallies = await records.tally(scope, alertKind, measuredAlerts(range), of)
    return tallies
      .map(({ values, count, highest }): Day => {
        const at = Number(values[0])
        return { from: Math.max(range.from, at), to: Math.min(range.to, at + dayLong), count, newest: highest ?? 0 }
      })
      .sort((a, b) => b.from - a.from)
  }

  /** Keeps the days that were read last. */
  function keep(key: string, stamp: string, rows: readonly AlertTimes[]): void {
    days.delete(key)
    days.set(key, { stamp, rows })
    let kept = 0
    for (const day of days.values()) kept += day.rows.length
    for (const [oldest, day] of days) {
      if (kept <= mostKept) break
      days.delete(oldest)
      kept -= day.rows.length
    }
  }

  /** The days' alerts; those that lie side by side are asked for together. */
  async function readDays(
    scope: Scope,
    runs: readonly (readonly Day[])[],
  ): Promise<ReadonlyMap<Day, readonly AlertTimes[]>> {
    const found = new Map<Day, readonly AlertTimes[]>()
    const read = async (run: readonly Day[]) => {
      const range = { from: Math.min(...run.map(({ from }) => from)), to: Math.max(...run.map(({ to }) => to)) }
      const { rows } = await alertTimes(records, scope, range)
      const byDay = Map.groupBy(rows, ({ event }) => Math.floor(event / dayLong))
      for (const day of run) found.set(day, byDay.get(Math.floor(day.from / dayLong)) ?? [])
    }
    await Promise.all(runs.map(read))
    return found
  }

  return async (scope: Scope, range: Range): Promise<AlertReading> => {
    const who = JSON.stringify(scope)
    // What came up to here is written in whole; a day with anything newer may hold half of a write.
    const settled = await records.lastChange()
    const all = await counted(scope, range)
    const fitting = newestThatFit(all)
    const keyOf = (day: Day) => `${who} ${day.from} ${day.to}`
    const stampOf = ({ count, newest }: Day) => `${count} ${newest}`
    const stamp = fitting.map((day) => `${keyOf(day)} ${stampOf(day)}`).join()
    const key = `${who} ${range.from} ${range.to}`
    const known = readings.get(key)
    if (known?.stamp === stamp) return known.reading
    const runs = runsOf(fitting, (day) => days.get(keyOf(day))?.stamp !== stampOf(day))
    const kept = fitting.map((day) => days.get(keyOf(day))?.rows ?? [])
    const read = await readDays(scope, runs)
    for (const [day, rows] of read) if (day.newest <= settled) keep(keyOf(day), stampOf(day), rows)
    const rows = fitting.flatMap((day, at) => read.get(day) ?? kept[at] ?? [])
    const reading = { rows, whole: all.reduce((sum, { count }) => sum + count, 0) <= mostAlerts }
    if (fitting.every(({ newest }) => newest <= settled)) {
      readings.delete(key)
      readings.set(key, { stamp, reading })
      for (const oldest of readings.keys()) if (readings.size > mostReadings) readings.delete(oldest)
    }
    return reading
  }
}

/** The newest days that together hold no more than can be read, and one at least. */
function newestThatFit(days: readonly Day[]): readonly Day[] {
  let sum = 0
  return days.filter(({ count }, at) => {
    sum += count
    return at === 0 || sum <= mostAlerts
  })
}

/** Days that nothing kept lies between, in stretches of about the same number of alerts. */
function runsOf(days: readonly Day[], isMissing: (day: Day) => boolean): readonly (readonly Day[])[] {
  const share = days.reduce((sum, day) => sum + (isMissing(day) ? day.count : 0), 0) / atOnce
  const runs: Day[][] = []
  let room = 0
  for (const day of days) {
    if (!isMissing(day)) room = 0
    else {
      if (room < day.count) {
        runs.push([])
        room = Math.max(share, day.count)
      }
      runs.at(-1)?.push(day)
      room -= day.count
    }
  }
  return runs
}
