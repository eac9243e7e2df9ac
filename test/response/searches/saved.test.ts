import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { scopeOf } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError, type ErrorCode } from '../../../core/lib/errors.ts'
import { savedViews } from '../../../response/alerts/saved-views.ts'
import { createSaved } from '../../../response/searches/saved.ts'
import { savedSearches } from '../../../response/searches/saved-searches.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { eachStore } from '../../support/each-store.ts'

const clock = manualClock(Date.parse('2026-11-30T05:00:00Z'))
const units = unitTree(sampleUnits)
const analyst = (id: string, ...at: string[]): Actor => ({
  id,
  name: id,
  grants: at.map((unit) => ({ role: 'analyst', unit })),
})
const finance = analyst('finance', 'so-tc')
const health = analyst('health', 'so-yt')
const both = analyst('both', 'so-tc', 'so-yt')
const team = analyst('team', 'tinh')
const is = (code: ErrorCode) => (error: unknown) => error instanceof CodedError && error.code === code

for (const kind of await eachStore(clock)) {
  for (const what of [savedViews, savedSearches]) {
    test(`a ${what.noun} on ${kind.name} is its owner’s; a shared one is seen by those who read what it may name`, {
      skip: kind.skip,
    }, async (t) => {
      const { records, audit } = await kind.open(t)
      const saved = createSaved(records, units, clock, what)
      const named = async (actor: Actor) =>
        (await saved.list(actor, scopeOf(actor, what.reads, units))).map(({ name }) => name)
      await saved.save(finance, { name: 'kín', address: 'host=a', shared: false })
      await saved.save(finance, { name: 'chung', address: 'host=b', shared: true })
      await saved.save(both, { name: 'hai sở', address: 'host=c', shared: true })
      assert.deepEqual(await named(finance), ['chung', 'kín'])
      assert.deepEqual(await named(health), [])
      assert.deepEqual(await named(both), ['chung', 'hai sở'])
      assert.deepEqual(await named(team), ['chung', 'hai sở'])

      // The team hands one to the analysts of one unit; its siblings learn nothing of it, and nobody shares with whom he does not read.
      await saved.save(team, { name: 'cho y tế', address: 'query=x', shared: true, unit: 'so-yt' })
      assert.deepEqual(await named(health), ['cho y tế'])
      assert.deepEqual(await named(finance), ['chung', 'kín'])
      await assert.rejects(
        saved.save(finance, { name: 'x', address: '', shared: true, unit: 'so-yt' }),
        is('not-found'),
      )

      await assert.rejects(saved.save(finance, { name: 'kín', address: '', shared: false }), is('conflict'))
      const shared = (await saved.list(team, scopeOf(team, what.reads, units))).find(({ name }) => name === 'chung')
      await assert.rejects(saved.remove(team, shared?.id ?? ''), is('not-found'))
      await saved.remove(finance, shared?.id ?? '')
      assert.deepEqual(await named(team), ['cho y tế', 'hai sở'])
      const [row] = await audit.list(scopeOf(team, what.reads, units), { limit: 1 })
      assert.equal(row?.action, `${what.noun}.remove`)
    })
  }
}
