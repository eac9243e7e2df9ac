import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { fieldStatistics } from '../../../response/events/statistics.ts'
import { eachStore } from '../../support/each-store.ts'

const noon = Date.parse('2026-11-23T05:00:00Z')
const clock = manualClock(noon + 3_600_000)
const scope: Scope = { kind: 'units', units: ['so-tc'], unattributed: false }

for (const kind of await eachStore(clock)) {
  test(`a field on ${kind.name}: values, share, how many are without it, within the scope`, {
    skip: kind.skip,
  }, async (t) => {
    const store = await kind.open(t)
    const stored = Array.from({ length: 60 }, (_, n) => {
      const id = `20261123-${n}`
      const unit = n < 50 ? 'so-tc' : 'so-yt'
      const document = {
        '@timestamp': new Date(noon + n * 1_000).toISOString(),
        event: { id },
        ...(n % 5 === 0 ? {} : { user: { name: n % 5 === 1 ? ['an', 'bình'] : 'an' } }),
        file: { name: `f${n}` },
        vonggac: { unit: { id: unit, ids: [unit, 'tinh'] } },
      }
      return { id, partition: { class: '12m', day: '2026-11-23' }, placedByReceipt: false, document }
    })
    await store.events.append(stored, [])
    const query = { from: noon, to: noon + 60_000, where: { kind: 'true' } } as const
    const users = await fieldStatistics(store.events, scope, query, 'user.name')
    assert.deepEqual(users.total, { value: 50, relation: 'eq' })
    assert.deepEqual(users.present.total, { value: 40, relation: 'eq' })
    assert.deepEqual(users.values, [
      { value: 'an', count: 40 },
      { value: 'bình', count: 10 },
    ])
    assert.deepEqual([users.distinct, users.partial], [{ value: 2, relation: 'eq' }, false])
    assert.equal(
      users.present.buckets.reduce((sum, { count }) => sum + count, 0),
      40,
    )
    // A field without a column of its own, with more values than are shown.
    const files = await fieldStatistics(store.events, scope, { ...query, to: noon + 30_000 }, 'file.name')
    assert.deepEqual([files.distinct.value, files.values.length], [30, 30])
    assert.ok(!files.values.some(({ value }) => value === 'f55'))
    const none = await fieldStatistics(store.events, scope, query, 'no.field')
    assert.deepEqual([none.present.total.value, none.distinct.value, none.values], [0, 0, []])
  })
}
