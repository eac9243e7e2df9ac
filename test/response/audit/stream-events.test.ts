import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf } from '../../../collector/partition.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { EventStore, Match } from '../../../core/store/store.ts'
import { streamAudit } from '../../../response/audit/stream-events.ts'
import { always, everything, start } from '../../core/store/fixtures.ts'
import { eachStore } from '../../support/each-store.ts'

const clock = manualClock(start)

for (const kind of await eachStore(clock)) {
  test(`${kind.name}: every row becomes one event, whatever is cut short, under its unit, and is judged`, {
    skip: kind.skip,
  }, async (t) => {
    const { audit, records, events } = await kind.open(t)
    const opened: Match[] = []
    const judged: string[] = []
    const parts = (append: EventStore['append']) => ({
      audit,
      records,
      append,
      place: (time: number, now: number) => placeOf(time, now, '12m'),
      judge: (stored: { id: string }) => {
        judged.push(stored.id)
        return []
      },
      opened: async (matches: readonly Match[]) => void opened.push(...matches),
      now: () => clock.now(),
    })
    const row = (actor: string, action: string, target: string, details = {}) => ({
      actor,
      action,
      target,
      unitIds: ['xa-1', 'tinh'],
      details,
    })
    await audit.append([
      row('lan', 'session.refuse', 'account/lan', { address: '203.0.113.66', why: 'wrong-credentials' }),
      row('an', 'incident.read', 'incident/SC-2026-0007'),
      { ...row('truc', 'role.grant', 'account/an', { role: 'duty-lead', unit: 'tinh' }), unitIds: [] },
    ])
    // The process ends after the events are durable, before that is written down.
    const cut: EventStore['append'] = async (...args) => {
      await events.append(...args)
      throw new Error('killed')
    }
    await assert.rejects(streamAudit(parts(cut)), /killed/)
    assert.deepEqual(await streamAudit(parts(events.append)), { taken: 3, more: false })
    assert.deepEqual(await streamAudit(parts(events.append)), { taken: 0, more: false })
    await audit.append([row('lan', 'session.open', 'account/lan')])
    assert.equal((await streamAudit(parts(events.append))).taken, 1)

    const query = { ...always, where: everything }
    const { rows } = await events.search(systemScope, query, { limit: 10 })
    assert.deepEqual(rows.map(({ event }) => event.action).toSorted(), ['role.grant', 'session.open', 'session.refuse'])
    const refused = rows.find(({ event }) => event.action === 'session.refuse')
    assert.deepEqual(refused?.event.category, ['authentication'])
    assert.equal(refused?.event.outcome, 'failure')
    assert.deepEqual(refused?.source, { ip: '203.0.113.66', address: '203.0.113.66' })
    assert.deepEqual(refused?.vonggac?.unit, { id: 'xa-1', ids: ['xa-1', 'tinh'] })
    assert.ok(!JSON.stringify(rows).includes('incident'), 'nothing tells that there is a restricted incident')
    const own = { kind: 'units', units: ['xa-1'], unattributed: false } as const
    assert.equal((await events.search(own, query, { limit: 10 })).rows.length, 2)
    assert.equal(new Set(judged).size, 3)
  })
}
