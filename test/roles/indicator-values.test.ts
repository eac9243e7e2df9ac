import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Actor } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import { manualClock } from '../../core/lib/clock.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { openLiveRules } from '../../rules/live/live-rules.ts'
import { indicatorWorld, letterOf, timeZone } from '../support/indicator-world.ts'
import { eventually } from '../support/platform.ts'
import { temporaryStore } from '../support/temporary-store.ts'

// Lists of indicators before the rules of the pack: taken up, and let go, while the platform runs.

const lead: Actor = { id: 'truc', name: 'Trực ban', grants: [{ role: 'duty-lead', unit: 'tinh' }] }
const pack = join(import.meta.dirname, '../../rules/pack/indicators')

test('rules of the pack look for what is live from the moment it is, and no longer than it is', async (t) => {
  const clock = manualClock(Date.parse('2026-07-10T03:00:00Z'))
  const store = temporaryStore(t, clock)
  let fires: (event: object) => readonly string[] = () => []
  const live = await openLiveRules({
    paths: [pack],
    records: store.records,
    timeZone,
    onRules({ running, report }) {
      assert.equal(report.rejected, 0, 'no rule is refused, also while nothing is listed')
      const { evaluate } = evaluator(running)
      fires = (event) => evaluate(event as Parameters<typeof evaluate>[0]).map(({ title }) => title)
    },
    onError: (error) => assert.fail(String(error)),
  })
  t.after(() => live.stop())
  const { indicators, units } = indicatorWorld(store, clock)
  const scope = scopeOf(lead, 'indicator.write', units)
  const md5 = 'd41d8cd98f00b204e9800998ecf8427e'
  const text = `203.0.113.99\n198.51.100.0/24\nevil.example\n10.0.0.9\n${md5}`
  const list = await indicators.create(lead, scope, letterOf('tinh', text))
  const seen = [
    { destination: { ip: '203.0.113.99' } },
    { source: { ip: '198.51.100.77' } },
    { dns: { question: { name: 'evil.example' } } },
    { url: { domain: 'www.evil.example' } },
    { file: { hash: { md5 } } },
  ]
  const firing = () => seen.filter((event) => fires(event).length > 0).length
  assert.equal(firing(), 0)
  const kept = await indicators.keepLive(lead, scope, { ...list, live: true })
  await eventually('every one fires', async () => firing() === seen.length)
  assert.deepEqual(fires({ source: { ip: '10.0.0.9' } }), [], 'what is marked is left out')
  assert.deepEqual(fires({ dns: { question: { name: 'notevil.example' } } }), [])
  await indicators.keepLive(lead, scope, { ...kept, live: false })
  await eventually('none fires any more', async () => firing() === 0)
})
