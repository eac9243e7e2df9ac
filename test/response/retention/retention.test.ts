import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { Store } from '../../../core/store/store.ts'
import { addMonths, dayOf, keptUntil } from '../../../response/retention/calendar.ts'
import { diskState, forecast } from '../../../response/retention/disk.ts'
import { expired, keptPartitions, oldestPastMinimum } from '../../../response/retention/due.ts'
import { liftHold, listHolds, placeHold } from '../../../response/retention/hold.ts'
import { frameOn, retentionFrames } from '../../../response/retention/law.ts'
import { askDrops, carryOutDrops, droppingNow, listDrops } from '../../../response/retention/ledger.ts'
import { classOfLevel, classPolicy } from '../../../response/retention/policy.ts'
import { sourceClasses } from '../../../response/retention/source-classes.ts'
import { day, event, match, start } from '../../core/store/fixtures.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const frame = frameOn(retentionFrames(), '2026-11-30')
const standard = { class: '12m', level: 3 } as const

function classes(files: readonly string[] = []) {
  const read = sourceClasses(files, standard, frame)
  assert.ok(read.ok, JSON.stringify(read))
  return read.value
}
const policyOf = (name: string) => classPolicy(name, frame, classes())

function listFile(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-retention-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'sources.yml')
  writeFileSync(file, text)
  return file
}

test('months are those of the law’s table, and every frame names where it comes from', () => {
  assert.deepEqual(frame.months, { 1: 0, 2: 1, 3: 3, 4: 6, 5: 12 })
  for (const one of retentionFrames()) assert.ok(one.source.length > 10 && one.verifiedBy.length > 5)
  assert.deepEqual(frameOn(retentionFrames(), '2020-01-01'), frame, 'before the first frame it stands in')
  assert.equal(classOfLevel(frame, 3), '3m')
  assert.equal(classOfLevel(frame, 1), '1m')
})

test('months end on the calendar, and a day is kept past the last late event it can get', () => {
  assert.equal(addMonths('2026-01-31', 1), '2026-02-28')
  assert.equal(addMonths('2024-01-31', 1), '2024-02-29')
  assert.equal(addMonths('2026-12-15', 12), '2027-12-15')
  for (let at = Date.UTC(2023, 0, 1); at < Date.UTC(2028, 0, 1); at += day) {
    const until = Date.parse(keptUntil(dayOf(at), 1))
    assert.ok(until - at > 30 * day, dayOf(at))
  }
})

test('a source has the class of the first entry that fits it, else the standard one', (t) => {
  const file = listFile(
    t,
    '- { host: mail-*, level: 4 }\n- { peer: 10.1.0.?, class: 1m }\n- { host: "*", level: 2, class: 3m }\n',
  )
  const of = classes([file])
  assert.equal(of.classOf({ id: 'a', peer: '10.1.0.7', host: 'MAIL-1' }), '6m')
  assert.equal(of.classOf({ id: 'b', peer: '10.1.0.7', host: undefined }), '1m')
  assert.equal(of.classOf({ id: 'c', peer: '10.1.0.77', host: 'web' }), '3m')
  assert.equal(classes().classOf({ id: 'c', peer: '', host: 'web' }), '12m')
  assert.deepEqual(classPolicy('6m', frame, of), { class: '6m', months: 6, minimum: 6 })
  assert.deepEqual(classPolicy('12m', frame, of), { class: '12m', months: 12, minimum: 3 })
  assert.equal(classPolicy('evidence', frame, of), undefined)
})

test('mistakes in the list of sources come all at once, each with its line', (t) => {
  const file = listFile(
    t,
    '- { host: a, level: 9 }\n- { level: 3 }\n- { host: b, level: 5, class: 3m }\n- { hots: c }\n- text\n',
  )
  const read = sourceClasses([file, '/nonexistent.yml'], standard, frame)
  assert.ok(!read.ok)
  assert.deepEqual(
    read.error.map(({ line }) => line),
    [1, 2, 3, 4, 5, undefined],
  )
  const short = sourceClasses([], { class: '1m', level: 3 }, frame)
  assert.ok(!short.ok && short.error[0]?.code === 'retention-too-short')
})

async function fill(store: Store, ages: readonly number[], now: number) {
  for (const age of ages) {
    const one = event(`e${age}`, now - age * day, { class: '3m' })
    await store.events.append([one], [match(one)])
  }
}
const kept = async (store: Store) =>
  keptPartitions(await store.events.partitions(), policyOf, await listHolds(store.records))
const days = (partitions: readonly { day: string }[]) => partitions.map((partition) => partition.day).sort()

test('partitions past their class are deleted whole, never under hold; each deletion is in ledger and audit', async (t) => {
  const clock = manualClock(start)
  const store = temporaryStore(t, clock)
  await fill(store, [0, 80, 94, 96, 120, 200], start)
  const today = dayOf(start)
  const held = dayOf(start - 120 * day)
  const hold = await placeHold(store.records, 'truc', { from: held, to: held, classes: null, reason: 'vụ 12' }, clock)
  await askDrops(store.records, expired(await kept(store), today, []), 'expired', clock)
  assert.deepEqual(
    days(await droppingNow(store.records)),
    days([{ day: dayOf(start - 200 * day) }, { day: dayOf(start - 96 * day) }]),
  )
  assert.deepEqual(expired(await kept(store), today, await droppingNow(store.records)), [], 'none is asked for twice')

  clock.advance(1000)
  assert.equal(await carryOutDrops(store.events, store.records, clock), 2)
  assert.deepEqual(
    days(await store.events.partitions()),
    days([0, 80, 94, 120].map((age) => ({ day: dayOf(start - age * day) }))),
  )
  const ledger = await listDrops(store.records, 10)
  assert.deepEqual(
    ledger.map(({ state, reason, events, matches, ended }) => [state, reason, events, matches, ended]),
    [
      ['done', 'expired', 1, 1, start + 1000],
      ['done', 'expired', 1, 1, start + 1000],
    ],
  )
  const audit = await store.audit.list(systemScope, { limit: 10 })
  assert.equal(audit.filter(({ action }) => action === 'partition.drop').length, 2)
  assert.equal((await store.audit.verify()).ok, true)

  await liftHold(store.records, 'truc', hold.id, clock)
  await assert.rejects(liftHold(store.records, 'truc', hold.id, clock), { code: 'conflict' })
  assert.deepEqual(days(expired(await kept(store), today, [])), [held])
})

test('a hold that comes after the asking still saves the partition; a claim that a crash left is carried out', async (t) => {
  const clock = manualClock(start)
  const store = temporaryStore(t, clock)
  await fill(store, [100, 200], start)
  const [saved] = (await kept(store)).filter((partition) => partition.day === dayOf(start - 200 * day))
  assert.ok(saved !== undefined)
  await askDrops(store.records, [saved], 'expired', clock)
  await placeHold(store.records, 'truc', { from: saved.day, to: saved.day, classes: ['3m'], reason: 'vụ 13' }, clock)
  assert.equal(await carryOutDrops(store.events, store.records, clock), 0)
  assert.equal((await listDrops(store.records, 1))[0]?.state, 'held')
  assert.equal((await store.events.partitions()).length, 2)

  const [gone] = (await kept(store)).filter((partition) => partition.day !== saved.day)
  assert.ok(gone !== undefined)
  await askDrops(store.records, [gone], 'disk', clock)
  const crashing = { dropPartition: () => Promise.reject(new Error('killed')) }
  await assert.rejects(carryOutDrops(crashing, store.records, clock))
  assert.equal(await carryOutDrops(store.events, store.records, clock), 1)
  assert.deepEqual(days(await store.events.partitions()), [saved.day])
})

test('a hold names days and a reason', async (t) => {
  const clock = manualClock(start)
  const { records } = temporaryStore(t, clock)
  const wrong = [
    { from: '2026-02-30x', to: '2026-03-01', reason: 'x' },
    { from: '2026-03-02', to: '2026-03-01', reason: 'x' },
    { from: '2026-03-01', to: '2026-03-01', reason: ' ' },
  ]
  for (const one of wrong) {
    await assert.rejects(placeHold(records, 'truc', { ...one, classes: null }, clock), { code: 'bad-request' })
  }
})

const partition = (age: number, bytes: number, name = '12m') => ({
  class: name,
  day: dayOf(start - age * day),
  events: 1,
  matches: 0,
  bytes,
})
const marks = { warnAt: 75, fullAt: 85, headroom: Number.MAX_SAFE_INTEGER }

test('a full disk takes the oldest that is past the law’s months, and nothing younger', () => {
  const all = keptPartitions(
    [partition(10, 1), partition(100, 1), partition(120, 1), partition(40, 1, '3m')],
    policyOf,
    [],
  )
  assert.equal(oldestPastMinimum(all, dayOf(start), [])?.day, dayOf(start - 120 * day))
  const young = keptPartitions([partition(10, 1), partition(80, 1), partition(400, 1, 'unknown')], policyOf, [])
  assert.equal(oldestPastMinimum(young, dayOf(start), []), undefined)
})

test('watermarks: filling, full, and not full while plenty is free', () => {
  assert.equal(diskState({ total: 100, free: 30 }, marks).level, 'ok')
  assert.equal(diskState({ total: 100, free: 25 }, marks).level, 'filling')
  assert.equal(diskState({ total: 100, free: 15 }, marks).level, 'full')
  assert.equal(diskState({ total: 100, free: 15 }, { ...marks, headroom: 10 }).level, 'filling')
  assert.equal(diskState({ total: 0, free: 0 }, marks).usedPercent, 0)
})

test('the forecast follows the last days, and what expires gives room back', () => {
  const week = Array.from({ length: 7 }, (_, back) => partition(back + 1, 10))
  const today = dayOf(start)
  const kept7 = keptPartitions(week, policyOf, [])
  const soon = forecast({ total: 1000, free: 250 }, marks, kept7, policyOf, today)
  assert.deepEqual(soon, { growth: 10, daysUntilFull: 10 })
  const short = keptPartitions(
    week.map((one) => ({ ...one, class: '1m' })),
    policyOf,
    [],
  )
  assert.equal(forecast({ total: 1000, free: 900 }, marks, short, policyOf, today).daysUntilFull, null)
  assert.equal(forecast({ total: 1000, free: 400 }, marks, short, policyOf, today).daysUntilFull, 25)
  assert.deepEqual(forecast({ total: 1000, free: 400 }, marks, [], policyOf, today), {
    growth: null,
    daysUntilFull: null,
  })
  const [only] = keptPartitions([partition(0, 500)], policyOf, [])
  assert.ok(only !== undefined)
  assert.equal(forecast({ total: 1000, free: 400 }, marks, [only], policyOf, today).growth, null, 'today is not over')
})
