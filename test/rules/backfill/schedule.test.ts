import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { manualClock } from '../../../core/lib/clock.ts'
import type { RecordStore } from '../../../core/store/store.ts'
import { type Backfill, backfillWrite, openBackfills } from '../../../rules/backfill/backfill.ts'
import { askScheduled, judgingOnArrival, readCron, scheduledRules } from '../../../rules/backfill/schedule.ts'
import { loadRules } from '../../../rules/engine/load.ts'
import type { RuleSetting } from '../../../rules/live/rule-setting.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const zone = 'Asia/Ho_Chi_Minh'
const minute = 60_000
const hour = 60 * minute
/** What a run goes over again of the one before. */
const overlap = 10 * minute
/** Ten to seven in the morning at Hanoi. */
const now = Date.UTC(2026, 6, 9, 23, 50)

test('a cron line is five fields, and comes at some time', () => {
  for (const text of ['*/15 * * * *', '0 7 * * MON-FRI', '30 6 1 * *']) assert.ok(readCron(text, zone).ok, text)
  for (const text of ['', 'x', '61 * * * *', '* * * * * *', '0 0 31 2 *', '0 7 * *']) {
    assert.equal(readCron(text, zone).ok, false, text)
  }
})

test('a rule is run when it is due, over its lookback, in the zone of the installation', async (t) => {
  const clock = manualClock(now)
  const { records } = temporaryStore(t, clock)
  const at = new Map([['daily', { cron: '0 7 * * *', lookbackMinutes: 90 }]])
  const ask = () => askScheduled({ records, clock }, at, zone)
  assert.equal(await ask(), 0, 'when it is first seen it waits for its time')
  clock.advance(9 * minute)
  assert.equal(await ask(), 0)
  clock.advance(minute)
  assert.equal(await ask(), 1)
  assert.equal(await ask(), 0, 'once a time')
  const [run] = await openBackfills(records)
  const due = now + 10 * minute
  assert.deepEqual(
    [run?.document.rule, run?.document.reason, run?.document.from, run?.document.to],
    ['daily', 'schedule', due - 90 * minute, due],
  )
})

test('times that were missed make one run over all that time; one that goes on holds up the next', async (t) => {
  const clock = manualClock(now)
  const { records } = temporaryStore(t, clock)
  const at = new Map([['quarterly', { cron: '*/15 * * * *', lookbackMinutes: 20 }]])
  const ask = () => askScheduled({ records, clock }, at, zone)
  await ask()
  clock.advance(10 * minute)
  assert.equal(await ask(), 1)
  await endAll(records)
  const down = clock.now()
  clock.advance(5 * hour + 7 * minute)
  assert.equal(await ask(), 1, 'not twenty')
  const [late] = await openBackfills(records)
  assert.deepEqual([late?.document.from, late?.document.to], [down - overlap, down + 5 * hour])
  clock.advance(30 * minute)
  assert.equal(await ask(), 0, 'the run before has not ended')
  await endAll(records)
  assert.equal(await ask(), 1)
  const [next] = await openBackfills(records)
  assert.deepEqual([next?.document.from, next?.document.to], [down + 5 * hour - overlap, down + 5 * hour + 30 * minute])
  clock.advance(90 * 24 * hour)
  await endAll(records)
  assert.equal(await ask(), 1)
  const [bounded] = await openBackfills(records)
  assert.equal((bounded?.document.to ?? 0) - (bounded?.document.from ?? 0), 31 * 24 * hour)
})

test('a scheduled rule is not judged on arrival, unless its line cannot be read', () => {
  const { rules } = loadRules([join(import.meta.dirname, '../../../rules/pack/linux')], { taxonomy: 'ecs' })
  const [one, other] = rules
  assert.ok(one !== undefined && other !== undefined)
  const set = {
    running: rules,
    settings: new Map([
      [one.id, setting(one.id, '*/5 * * * *')],
      [other.id, setting(other.id, 'broken')],
    ]),
  }
  assert.deepEqual([...scheduledRules(set, zone).keys()], [one.id])
  const judging = judgingOnArrival(set, zone).map(({ id }) => id)
  assert.equal(judging.includes(one.id), false)
  assert.ok(judging.includes(other.id))
})

function setting(rule: string, cron: string): RuleSetting {
  const nothing = { enabled: true, reason: '', level: null, groupBy: null, suppression: null }
  return { rule, ...nothing, schedule: { cron, lookbackMinutes: 10 }, changed: { at: 0, by: 'lead' } }
}

async function endAll(records: RecordStore): Promise<void> {
  for (const { document, version } of await openBackfills(records)) {
    await records.write([backfillWrite({ ...document, state: 'done' } satisfies Backfill, version)])
  }
}
