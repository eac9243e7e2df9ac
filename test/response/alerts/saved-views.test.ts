import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { scopeOf } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { createSavedViews } from '../../../response/alerts/saved-views.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const analyst = (id: string, ...at: string[]): Actor => ({
  id,
  name: id,
  grants: at.map((unit) => ({ role: 'analyst', unit })),
})

test('a view is its owner’s; a shared one is seen by those who read all that its owner reads, by no sibling', async (t) => {
  const clock = manualClock(Date.parse('2026-11-30T05:00:00Z'))
  const units = unitTree(sampleUnits)
  const views = createSavedViews(temporaryStore(t, clock).records, units, clock)
  const finance = analyst('finance', 'so-tc')
  const health = analyst('health', 'so-yt')
  const both = analyst('both', 'so-tc', 'so-yt')
  const team = analyst('team', 'tinh')
  const named = async (actor: Actor) =>
    (await views.list(actor, scopeOf(actor, 'alert.read', units))).map(({ name }) => name)
  await views.save(finance, { name: 'kín', address: 'host=a', shared: false })
  await views.save(finance, { name: 'chung', address: 'host=b', shared: true })
  await views.save(both, { name: 'hai sở', address: 'host=c', shared: true })
  assert.deepEqual(await named(finance), ['chung', 'kín'])
  assert.deepEqual(await named(health), [])
  assert.deepEqual(await named(both), ['chung', 'hai sở'])
  assert.deepEqual(await named(team), ['chung', 'hai sở'])

  const conflict = (error: unknown) => error instanceof CodedError && error.code === 'conflict'
  await assert.rejects(views.save(finance, { name: 'kín', address: '', shared: false }), conflict)
  const [shared] = await views.list(team, scopeOf(team, 'alert.read', units))
  const missing = (error: unknown) => error instanceof CodedError && error.code === 'not-found'
  await assert.rejects(views.remove(team, shared?.id ?? ''), missing)
  await views.remove(finance, shared?.id ?? '')
  assert.deepEqual(await named(team), ['hai sở'])
})
