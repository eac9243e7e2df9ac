import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { RecordStore } from '../../../core/store/store.ts'
import { type Alert, alertKind } from '../../../response/alerts/alert.ts'
import { matchOf } from '../../../response/alerts/match.ts'
import { nameTactics } from '../../../response/alerts/name-tactics.ts'
import { newAlert } from '../../../response/alerts/open.ts'
import { alertFacets, listAlerts } from '../../../response/alerts/queue.ts'
import { tacticFields, tacticsOf } from '../../../response/alerts/tactics.ts'
import { eachStore } from '../../support/each-store.ts'
import { storeAlerts, untouchedAlert } from '../../support/stored-alerts.ts'

const noon = Date.parse('2026-11-30T05:00:00Z')
const clock = manualClock(noon)
const range = { from: noon - 3_600_000, to: noon + 1 }
const page = { sort: 'last', direction: 'desc', limit: 100, offset: 0 } as const
const sets = [[], ['execution'], ['execution', 'persistence']]

const alert = (n: number, named: boolean): Alert =>
  untouchedAlert(n, noon - n * 1_000, 'high', {
    id: `a${String(n).padStart(3, '0')}`,
    rule: { id: `rule-${n % 3}`, title: { vi: 'Luật', en: 'Rule' } },
    unit: 'tinh',
    host: 'may-1',
    opened: noon - n,
    ...(named ? tacticFields(sets[n % 3]) : {}),
  })

const tacticsIn = async (records: RecordStore, more: object = {}) =>
  Object.fromEntries(
    (
      (await alertFacets(records, systemScope, { ...range, ...more })).find(({ field }) => field === 'tactic')
        ?.values ?? []
    ).map(({ value, count }) => [value, count]),
  )

test('tags name tactics; techniques, groups, software and other namespaces do not', () => {
  const tags = [
    'attack.persistence',
    'attack.t1059.001',
    'attack.initial_access',
    'attack.g0032',
    'attack.s0154',
    'attack.ta0001',
    'cve.2021-44228',
    'attack.persistence',
    'attack.',
  ]
  assert.deepEqual(tacticsOf(tags), ['initial-access', 'persistence'])
  const rule = { id: 'r', titles: { vi: 'Luật', en: 'Rule' }, level: 'high', groupBy: [], tags } as const
  const at = { eventId: 'e', partition: { class: '12m', day: '2026-11-30' }, seen: noon, timeZone: 'UTC' }
  const event = { '@timestamp': new Date(noon).toISOString(), event: { id: 'e' } }
  const opened = newAlert(matchOf(rule, event, at))
  assert.deepEqual(
    [opened.tactics, opened.tacticSet],
    [['initial-access', 'persistence'], 'initial-access+persistence'],
  )
  const plain = newAlert(matchOf({ ...rule, tags: [] }, event, at))
  assert.ok(!('tactics' in plain) && !('tacticSet' in plain))
})

for (const kind of await eachStore(clock)) {
  test(`alerts are counted and found by each of their tactics on ${kind.name}`, { skip: kind.skip }, async (t) => {
    const { records } = await kind.open(t)
    await storeAlerts(records, 30, (n) => alert(n, true))
    assert.deepEqual(await tacticsIn(records), { execution: 20, persistence: 10 })
    const total = async (more: object) => (await listAlerts(records, systemScope, { ...range, ...more }, page)).total
    assert.equal(await total({ tactic: ['persistence'] }), 10)
    assert.equal(await total({ tactic: ['persistence', 'execution'] }), 20)
    assert.equal(await total({ tactic: [''] }), 10, 'those of no tactic')
    assert.equal(await total({ without: ['tactic=persistence'] }), 20)
    assert.deepEqual(await tacticsIn(records, { tactic: ['persistence'] }), { execution: 20, persistence: 10 })
    const oldest = await listAlerts(records, systemScope, range, { ...page, sort: 'age', limit: 2 })
    assert.deepEqual(
      oldest.rows.map(({ id }) => id),
      ['a029', 'a028'],
    )
  })

  test(`alerts of an earlier release get the tactics of their rules, some at a time, on ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const { records } = await kind.open(t)
    await storeAlerts(records, 30, (n) => alert(n, false))
    const rules = [
      { id: 'rule-0', tags: ['attack.t1059'] },
      { id: 'rule-1', tags: ['attack.execution'] },
      { id: 'rule-2', tags: ['attack.persistence', 'attack.execution'] },
    ]
    assert.equal(await nameTactics(records, rules, 12), true)
    assert.equal(await nameTactics(records, rules, 12), false)
    assert.deepEqual(await tacticsIn(records), { execution: 20, persistence: 10 })
    const kept = await records.get<Alert>(systemScope, alertKind, 'a002')
    const { tactics: _, tacticSet: __, ...rest } = kept?.document ?? alert(0, false)
    assert.deepEqual(rest, alert(2, false), 'and nothing else of them changes')
    const before = await records.lastChange()
    assert.equal(await nameTactics(records, rules, 12), false)
    assert.equal(await records.lastChange(), before, 'once is enough')
  })
}
