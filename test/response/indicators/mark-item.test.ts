import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { scopeOf, systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { valueListKind } from '../../../rules/live/value-list.ts'
import { eachStore } from '../../support/each-store.ts'
import { indicatorWorld, letterOf } from '../../support/indicator-world.ts'

const day = 86_400_000
const now = Date.parse('2026-07-10T03:00:00Z')
const clock = manualClock(now)
const lead: Actor = { id: 'truc', name: 'Trực ban', grants: [{ role: 'duty-lead', unit: 'tinh' }] }
const finance: Actor = { id: 'tc', name: 'Sở Tài chính', grants: [{ role: 'analyst', unit: 'so-tc' }] }
const item = { type: 'address', value: '203.0.113.7' } as const

for (const { name, skip, open } of await eachStore(clock)) {
  test(`${name}: a false indicator stays in its list with who said so, is not searched for and leaves the rules`, {
    skip,
  }, async (t) => {
    const store = await open(t)
    const world = indicatorWorld(store, clock)
    const { indicators, units } = world
    const scope = scopeOf(lead, 'indicator.write', units)
    await world.append('so-yt', now - day, { source: { ip: '203.0.113.7' } })
    const addresses = async () =>
      (await store.records.get<{ items: string[] }>(systemScope, valueListKind, 'indicator_addresses'))?.document.items
    const made = await indicators.create(lead, scope, letterOf('tinh', '203.0.113.7\n203.0.113.8'))
    const live = await indicators.keepLive(lead, scope, { ...made, live: true })
    assert.deepEqual(await addresses(), ['203.0.113.7', '203.0.113.8'])

    const at = { id: made.id, item }
    await assert.rejects(indicators.mark(lead, scope, { ...at, version: live.version, reason: ' ' }), {
      code: 'bad-request',
    })
    await assert.rejects(indicators.mark(lead, scope, { ...at, version: made.version, reason: 'cũ' }), {
      code: 'conflict',
    })
    const other = { type: 'address', value: '192.0.2.200' } as const
    await assert.rejects(
      indicators.mark(lead, scope, { id: made.id, version: live.version, item: other, reason: 'x' }),
      { code: 'not-found' },
    )
    const marked = await indicators.mark(lead, scope, { ...at, version: live.version, reason: ' máy chủ chung ' })
    assert.deepEqual([marked.document.items, marked.document.falseItems], [2, 1])
    assert.deepEqual(await addresses(), ['203.0.113.8'])
    const [first] = await indicators.items(scope, made.id, { offset: 0, limit: 10 })
    assert.deepEqual(first?.false, { at: now, by: { id: 'truc', name: 'Trực ban' }, reason: 'máy chủ chung' })
    const search = await indicators.search(lead, scope, { id: made.id, days: 3 })
    assert.equal((await world.finish(search.id)).hits, 0)

    const back = await indicators.mark(lead, scope, { ...at, version: marked.version, reason: null })
    assert.equal(back.document.falseItems, 0)
    assert.deepEqual(await addresses(), ['203.0.113.7', '203.0.113.8'])
    const again = await indicators.search(lead, scope, { id: made.id, days: 3 })
    assert.equal((await world.finish(again.id)).hits, 1)
    const rows = (await store.audit.list(systemScope, { limit: 20 })).filter(
      ({ action }) => action === 'indicator-list.mark',
    )
    assert.deepEqual(rows.map(({ details }) => details).reverse(), [
      { ...item, false: true, reason: 'máy chủ chung' },
      { ...item, false: false },
    ])
  })

  test(`${name}: who reaches one unit marks in lists of it, not in one that rules use`, { skip }, async (t) => {
    const { indicators, units } = indicatorWorld(await open(t), clock)
    const [whole, own] = [scopeOf(lead, 'indicator.write', units), scopeOf(finance, 'indicator.write', units)]
    const list = await indicators.create(finance, own, letterOf('so-tc', '203.0.113.7'))
    const marked = await indicators.mark(finance, own, { ...list, item, reason: 'sai' })
    const live = await indicators.keepLive(lead, whole, { ...marked, live: true })
    await assert.rejects(indicators.mark(finance, own, { ...live, item, reason: null }), { code: 'not-allowed' })
  })

  test(`${name}: what stands in the line alone is found where the lines are searched too`, { skip }, async (t) => {
    const world = indicatorWorld(await open(t), clock)
    const { indicators, units } = world
    const scope = scopeOf(lead, 'indicator.write', units)
    await world.append('so-yt', now - day, { message: 'blocked 203.0.113.7:443' as unknown as object })
    const list = await indicators.create(lead, scope, letterOf('tinh', '203.0.113.7'))
    for (const [raw, hits] of [
      [false, 0],
      [true, 1],
    ] as const) {
      const search = await indicators.search(lead, scope, { id: list.id, days: 3, raw })
      const done = await world.finish(search.id)
      assert.deepEqual([done.state, done.raw, done.hits], ['done', raw, hits])
    }
  })
}
