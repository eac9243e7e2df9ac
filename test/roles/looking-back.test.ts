import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../../core/access/actor.ts'
import { scopeOf } from '../../core/access/scope.ts'
import { manualClock } from '../../core/lib/clock.ts'
import { createLookingBack } from '../../roles/looking-back.ts'
import { indicatorWorld, letterOf, timeZone } from '../support/indicator-world.ts'
import { eventually } from '../support/platform.ts'
import { temporaryStore } from '../support/temporary-store.ts'

// The jobs role's part: takes up searches that are asked for, one holder at a time.

const lead: Actor = { id: 'truc', name: 'Trực ban', grants: [{ role: 'duty-lead', unit: 'tinh' }] }
const now = Date.parse('2026-07-10T03:00:00Z')

test('two jobs roles: searches end, what is found is counted once, a store that fails is told once and tried again', async (t) => {
  const clock = manualClock(now)
  const { events, records } = temporaryStore(t, clock)
  const world = indicatorWorld({ events, records } as Parameters<typeof indicatorWorld>[0], clock)
  const { indicators, units } = world
  const scope = scopeOf(lead, 'indicator.write', units)
  for (let i = 0; i < 48; i++)
    await world.append('so-yt', now - (i + 1) * 3_600_000, { source: { ip: '198.51.100.7' } })
  let failing = true
  const search: typeof events.search = (...asked) =>
    failing ? Promise.reject(new Error('away')) : events.search(...asked)
  const told: string[] = []
  const parts = { events: { ...events, search, histogram: events.histogram.bind(events) }, records, clock, timeZone }
  const roles = [1, 2].map(() => createLookingBack({ ...parts, signal: (name) => void told.push(name) }))
  const lists = [
    await indicators.create(lead, scope, letterOf('tinh', '198.51.100.7')),
    await indicators.create(lead, scope, letterOf('tinh', '198.51.100.0/24')),
  ]
  for (const { id } of lists) await indicators.search(lead, scope, { id, days: 7 })
  t.after(() => Promise.all(roles.map((role) => role.stop())))
  for (const role of roles) role.start()
  await eventually('it is told', async () => told.length > 0)
  failing = false
  for (const { id } of lists) {
    const [ended] = await eventually('the search is done', async () => {
      const searches = await indicators.searches(scope, id)
      return searches.every(({ document }) => document.ended !== null) && searches
    })
    assert.deepEqual([ended?.document.state, ended?.document.matched], ['done', 48])
  }
  assert.deepEqual(told, ['look-back-failed'])
})
