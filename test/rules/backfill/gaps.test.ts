import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { type Backfill, backfillKind, newBackfill, openBackfills } from '../../../rules/backfill/backfill.ts'
import { fillGaps } from '../../../rules/backfill/fill-gaps.ts'
import {
  changedGaps,
  closedGaps,
  fingerprintOf,
  gapsOf,
  type RuleGaps,
  recordGaps,
} from '../../../rules/backfill/gaps.ts'
import { logons } from '../../support/backfill-world.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

// What a rule has not seen is told by when it came into force, went, and was edited.

const hour = 3_600_000
const day = 24 * hour
const now = Date.UTC(2026, 6, 10)
const rule = (id: string, value = id): { id: string; predicate: Predicate } => ({
  id,
  predicate: { kind: 'equals', field: 'event.code', value, fold: 'none' },
})
const known = (id: string, rest: Partial<RuleGaps> = {}): [string, RuleGaps] => [
  id,
  { rule: id, fingerprint: fingerprintOf(rule(id).predicate), off: null, gaps: [], ...rest },
]

test('at the first start nothing is missing; later a new rule has seen nothing', () => {
  assert.deepEqual(
    changedGaps(new Map(), [rule('a'), rule('b')], now).map(({ gaps, off }) => [gaps, off]),
    [
      [[], null],
      [[], null],
    ],
  )
  assert.deepEqual(changedGaps(new Map([known('a')]), [rule('a'), rule('b')], now), [
    known('b', { gaps: [{ from: 0, to: now + hour }] })[1],
  ])
})

test('a rule that goes and comes back has not seen what came meanwhile, late events included', () => {
  const gone = changedGaps(new Map([known('a'), known('b')]), [rule('b')], now - 5 * day)
  assert.deepEqual(gone, [known('a', { off: now - 5 * day })[1]])
  const before = new Map([known('a', { off: now - 5 * day, gaps: [{ from: 0, to: 10 }] }), known('b')])
  assert.deepEqual(changedGaps(before, [rule('a'), rule('b')], now), [
    known('a', {
      gaps: [
        { from: 0, to: 10 },
        { from: now - 6 * day, to: now + hour },
      ],
    })[1],
  ])
})

test('a rule that looks for something else has seen nothing; one that is the same changes nothing', () => {
  const edited = changedGaps(new Map([known('a', { gaps: [{ from: 1, to: 2 }] })]), [rule('a', 'other')], now)
  assert.deepEqual(
    edited.map(({ gaps, fingerprint }) => [gaps, fingerprint]),
    [[[{ from: 0, to: now + hour }], fingerprintOf(rule('a', 'other').predicate)]],
  )
  assert.deepEqual(changedGaps(new Map([known('a', { gaps: [{ from: 1, to: 2 }] })]), [rule('a')], now), [])
})

test('gaps within the days are filled by runs, one a rule; older ones stay, and what is no longer stored is none', async (t) => {
  const clock = manualClock(now)
  const { events, records } = temporaryStore(t, clock)
  await events.append(logons(now - 20 * day, 40, 12 * hour), [])
  await recordGaps(records, [rule('old')], clock)
  await recordGaps(records, [rule('old'), rule('new')], clock)
  assert.equal((await gapsOf(records, 'old'))?.gaps.length, 0)
  const parts = { records, events, clock }
  assert.equal(await fillGaps(parts, 0), 0, 'switched off')
  assert.deepEqual((await gapsOf(records, 'new'))?.gaps, [{ from: 0, to: now + hour }])
  assert.equal(await fillGaps(parts, 7), 1)
  assert.equal(await fillGaps(parts, 7), 0, 'one run a rule')
  const [open] = await openBackfills(records)
  assert.ok(open !== undefined)
  const { rule: id, reason, from, to } = open.document
  assert.deepEqual([id, reason, from, to], ['new', 'gap', now - 7 * day, now + hour])

  const fingerprint = fingerprintOf(rule('new').predicate)
  const done: Backfill = { ...open.document, state: 'done', fingerprint }
  const oldest = now - 20 * day
  assert.deepEqual(await closedGaps(records, { ...done, fingerprint: 'of another text' }, oldest), [])
  await records.write([
    { kind: backfillKind, id: done.id, document: done, unitIds: [], expect: 'any' },
    ...(await closedGaps(records, done, oldest)),
  ])
  assert.deepEqual((await gapsOf(records, 'new'))?.gaps, [{ from: 0, to: now - 7 * day }])
  assert.equal(await fillGaps(parts, 7), 0)
  // Retention has taken what was older.
  for (let at = 20; at > 7; at--) {
    await events.dropPartition({ class: '1m', day: new Date(now - at * day).toISOString().slice(0, 10) })
  }
  assert.equal(await fillGaps(parts, 7), 0)
  assert.deepEqual((await gapsOf(records, 'new'))?.gaps, [])
})

test('a run for a gap that failed or was cancelled is left alone for a while', async (t) => {
  const clock = manualClock(now)
  const { events, records } = temporaryStore(t, clock)
  await events.append(logons(now - day, 4, hour), [])
  await recordGaps(records, [rule('old')], clock)
  await recordGaps(records, [rule('old'), rule('new')], clock)
  const run = newBackfill({ rule: 'new', from: 0, to: now }, 'gap', null, now)
  const document: Backfill = { ...run, state: 'cancelled', ended: now }
  await records.write([{ kind: backfillKind, id: run.id, document, unitIds: [], expect: 'absent' }])
  assert.equal(await fillGaps({ records, events, clock }, 7), 0)
  clock.advance(7 * hour)
  assert.equal(await fillGaps({ records, events, clock }, 7), 1)
  assert.equal((await records.list(systemScope, backfillKind, { where: { kind: 'true' }, limit: 10 })).total, 2)
})
