import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../core/access/scope.ts'
import { manualClock } from '../../core/lib/clock.ts'
import { createBackfilling } from '../../roles/backfilling.ts'
import {
  askBackfill,
  type Backfill,
  listBackfills,
  openBackfills,
  pruneBackfills,
} from '../../rules/backfill/backfill.ts'
import { gapsOf, recordGaps } from '../../rules/backfill/gaps.ts'
import { type RuleSetting, ruleSettingKind } from '../../rules/live/rule-setting.ts'
import { backfillWorld, failedLogon, failedLogonText, logons } from '../support/backfill-world.ts'
import { eventually } from '../support/platform.ts'
import { temporaryStore } from '../support/temporary-store.ts'

// The jobs role's part: takes up what is asked, due or missing.

const day = 86_400_000
const minute = 60_000
const now = Date.UTC(2026, 6, 10, 2, 59)

async function backfilling(t: TestContext, schedule: RuleSetting['schedule'], ingests = true) {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-backfilling-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const rules = join(folder, 'rule.yml')
  writeFileSync(rules, failedLogonText)
  const clock = manualClock(now)
  const store = temporaryStore(t, clock)
  const { events, records } = store
  const nothing = { enabled: true, reason: '', level: null, groupBy: null, suppression: null }
  const setting: RuleSetting = { rule: failedLogon, ...nothing, schedule, changed: { at: now, by: 'lead' } }
  await records.write([{ kind: ruleSettingKind, id: failedLogon, document: setting, unitIds: [], expect: 'absent' }])
  const world = await backfillWorld(store, [rules], clock)
  if (!ingests) await world.close()
  const told: string[] = []
  const jobs = createBackfilling({
    events,
    records,
    clock,
    signal: (name) => void told.push(name),
    rulePaths: [rules],
    placeholders: {},
    timeZone: 'Asia/Ho_Chi_Minh',
    fillDays: 7,
  })
  t.after(async () => {
    await jobs.stop()
    if (ingests) await world.close()
  })
  const ended = (reason: Backfill['reason']) =>
    eventually(
      `a run for ${reason} has ended`,
      async () =>
        (await listBackfills(records, failedLogon, 20)).find((run) => run.reason === reason && run.ended !== null),
      60_000,
    )
  return { clock, store, world, jobs, ended, told }
}

test('a scheduled rule is not judged on arrival, and finds by its run what came since', async (t) => {
  const { clock, store, world, jobs, ended } = await backfilling(t, { cron: '0 10 * * *', lookbackMinutes: 60 })
  const events = logons(now - 2 * 60 * minute, 120, minute)
  assert.deepEqual(
    events.flatMap((event) => world.judging.judge(event)),
    [],
  )
  await world.ingest(events)
  jobs.start()
  await eventually('its schedule is known', () => store.records.get(systemScope, 'rule-schedule', failedLogon), 60_000)
  // Ten in the morning at Hanoi.
  clock.advance(minute)
  const run = await ended('schedule')
  assert.deepEqual([run.state, run.to - run.from, run.to], ['done', 60 * minute, now + minute])
  assert.equal(run.added, 19)
})

test('gaps are filled, once what a person asked for is done', async (t) => {
  const { clock, store, world, jobs, ended } = await backfilling(t, null)
  const { records } = store
  await world.ingest(logons(now - 2 * day, 300, 9 * minute), false)
  const rule = world.rule(failedLogon)
  assert.ok(rule !== undefined)
  const known = { id: 'known', predicate: { kind: 'true' } } as const
  await recordGaps(records, [known], world.parts.clock)
  await recordGaps(records, [known, { id: failedLogon, predicate: rule.predicate }], world.parts.clock)
  const lead = { id: 'lead', name: 'lead' }
  await askBackfill({ records, clock: world.parts.clock }, lead, { rule: failedLogon, days: 3 }, () => true)
  jobs.start()
  const asked = await ended('asked')
  assert.deepEqual([asked.state, asked.added], ['done', 100])
  clock.advance(5_000)
  // It went over all of the gap but the hour ahead of the clock and what is no longer stored.
  await eventually('nothing is missing', async () => (await gapsOf(records, failedLogon))?.gaps.length === 0)
  await pruneBackfills(records, now + 399 * day)
  assert.ok((await listBackfills(records, failedLogon, 9)).some(({ id }) => id === asked.id))
  await pruneBackfills(records, now + 401 * day)
  assert.ok((await listBackfills(records, failedLogon, 9)).every(({ id }) => id !== asked.id))
})

test('without ingest a run waits, and stopping does not', async (t) => {
  const { store, world, jobs } = await backfilling(t, null, false)
  const { events, records } = store
  await events.append(logons(now - day, 30, minute), [])
  const lead = { id: 'lead', name: 'lead' }
  await askBackfill({ records, clock: world.parts.clock }, lead, { rule: failedLogon, days: 3 }, () => true)
  jobs.start()
  await eventually('the run is under way', async () => {
    const [run] = await openBackfills(records)
    return run?.document.state === 'running'
  })
  await new Promise((resolve) => setTimeout(resolve, 500))
  const began = performance.now()
  await jobs.stop()
  // Who waits for ingest waits a minute.
  assert.ok(performance.now() - began < 30_000, 'stopping waited for ingest')
  assert.equal((await openBackfills(records)).length, 1)
})
