import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../core/access/scope.ts'
import { manualClock } from '../../core/lib/clock.ts'
import type { RecordStore, StoredEvent } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../../response/alerts/alert.ts'
import { countAlerts } from '../../response/alerts/count.ts'
import { heldBack, type QuietCount, quietCountKind } from '../../response/alerts/quiet-count.ts'
import { createJudging } from '../../roles/judging.ts'
import type { RuleException } from '../../rules/live/exception.ts'
import { RuleReader } from '../../rules/live/rule-reader.ts'
import { buildRuleSet } from '../../rules/live/rule-set.ts'
import type { RuleSetting, Suppression } from '../../rules/live/rule-setting.ts'
import { temporaryStore } from '../support/temporary-store.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const noon = Date.parse('2026-11-30T05:00:00Z')
const id = '5b1e5a0e-3c57-4f0e-9d39-2a7f6f0f7a11'
const text = `title: T
id: ${id}
status: test
logsource: { product: linux, service: cron }
detection: { selection: { message: x }, condition: selection }
level: low
vonggac: { group-by: [host.name] }
`
const step = { at: 0, by: '' }

const rulesOf = (more: { exception?: string; suppression?: Suppression } = {}) => {
  const exception: RuleException = {
    id: 'x1',
    title: '',
    rules: null,
    expression: more.exception ?? '',
    list: null,
    unit: null,
    owner: '',
    reason: '',
    expires: null,
    ended: null,
    created: step,
    changed: step,
  }
  const setting: RuleSetting = {
    rule: id,
    enabled: true,
    reason: '',
    level: null,
    groupBy: null,
    suppression: more.suppression ?? null,
    schedule: null,
    changed: step,
  }
  return buildRuleSet(
    {
      files: [{ file: 'a.yml', content: text }],
      problems: [],
      texts: new Map(),
      settings: new Map([[id, setting]]),
      exceptions: new Map(more.exception === undefined ? [] : [['x1', exception]]),
      lists: new Map(),
      versions: new Map(),
    },
    { taxonomy: 'ecs', timeZone, reader: new RuleReader() },
  )
}

const event = (name: string, host: string, minutes = 0): StoredEvent => ({
  id: name,
  partition: { class: '12m', day: '2026-11-30' },
  placedByReceipt: false,
  document: {
    '@timestamp': new Date(noon + minutes * 60_000).toISOString(),
    event: { id: name, dataset: 'linux.cron' },
    process: { name: 'cron' },
    message: 'x',
    host: { name: host },
  },
})

function desk(t: TestContext) {
  const clock = manualClock(noon)
  const store = temporaryStore(t, clock)
  const start = () => createJudging(store.records, clock, timeZone)
  let judging = start()
  return {
    store,
    judging: () => judging,
    /** As a process that was killed and started again. */
    async restart() {
      judging = start()
      await judging.restore()
    },
    /** As the ingest role does with a batch. */
    async ingest(events: readonly StoredEvent[], opening = true) {
      const matches = events.flatMap((one) => judging.judge(one))
      const result = await store.events.append(events, matches)
      judging.stored(matches, result)
      if (opening) await judging.opened(matches)
      return matches
    },
    async counts() {
      while ((await countAlerts(store.events, store.records)) > 0);
      return { alerts: await alertsOf(store.records), quiet: await quietOf(store.records) }
    },
  }
}

async function alertsOf(records: RecordStore) {
  const { rows } = await records.list<Alert>(systemScope, alertKind, { where: { kind: 'true' }, limit: 100 })
  return Object.fromEntries(rows.map(({ document }) => [document.host, document.count]))
}

async function quietOf(records: RecordStore) {
  const { rows } = await records.list<QuietCount>(systemScope, quietCountKind, { where: { kind: 'true' }, limit: 100 })
  return rows.reduce((sum, { document }) => sum + document.count, 0)
}

test('an excepted event that is sent again counts once, whatever became of the exception', async (t) => {
  const { ingest, counts, judging } = desk(t)
  await judging().use(await rulesOf({ exception: 'host.name: a' }))
  await ingest([event('e1', 'a'), event('e2', 'b')])
  assert.deepEqual(await counts(), { alerts: { b: 1 }, quiet: 1 })
  // The exception ends; the sender sends both again, and one that is new.
  await judging().use(await rulesOf())
  await ingest([event('e1', 'a'), event('e2', 'b'), event('e3', 'a')])
  assert.deepEqual(await counts(), { alerts: { a: 1, b: 1 }, quiet: 1 })
  await ingest([event('e1', 'a')])
  assert.deepEqual(await counts(), { alerts: { a: 1, b: 1 }, quiet: 1 }, 'no alert without a match')
})

test('an exception that came later silences nothing that was counted before', async (t) => {
  const { ingest, counts, judging } = desk(t)
  await judging().use(await rulesOf())
  await ingest([event('e1', 'a')])
  await judging().use(await rulesOf({ exception: 'host.name: a' }))
  await ingest([event('e1', 'a'), event('e2', 'a')])
  assert.deepEqual(await counts(), { alerts: { a: 1 }, quiet: 1 })
})

test('suppression: the same decision when sent again, and after a kill', async (t) => {
  const { store, ingest, counts, judging, restart } = desk(t)
  const rules = await rulesOf({ suppression: { fields: [], minutes: 60 } })
  await judging().use(rules)
  const batch = [event('e1', 'a', 0), event('e2', 'b', 10), event('e3', 'a', 20), event('e4', 'c', 61)]
  await ingest(batch)
  const wanted = { alerts: { a: 2, c: 1 }, quiet: 1 }
  assert.deepEqual(await counts(), wanted)
  await ingest(batch)
  assert.deepEqual(await counts(), wanted)
  await restart()
  await judging().use(rules)
  await ingest(batch)
  assert.deepEqual(await counts(), wanted)
  await ingest([event('e5', 'd', 62)])
  assert.deepEqual(await counts(), { ...wanted, quiet: 2 })
  const { rows } = await store.records.list<Alert>(systemScope, alertKind, { where: { kind: 'true' }, limit: 10 })
  const held = rows.map(async ({ document }) => [
    document.host,
    await heldBack(store.records, systemScope, document.key),
  ])
  assert.deepEqual(Object.fromEntries(await Promise.all(held)), { a: 1, c: 1 }, 'shown with the alert it stands behind')
})

test('a batch that was stored before the kill and not announced opens its alerts, and holds others back again', async (t) => {
  const { ingest, counts, judging, restart } = desk(t)
  const rules = await rulesOf({ suppression: { fields: [], minutes: 60 } })
  await judging().use(rules)
  const batch = [event('e1', 'a', 0), event('e2', 'b', 10)]
  await ingest(batch, false)
  await restart()
  await judging().use(rules)
  await ingest(batch)
  await ingest([event('e3', 'c', 20)])
  assert.deepEqual(await counts(), { alerts: { a: 1 }, quiet: 2 })
})

test('nothing stands behind the alert of a batch that the store refused', async (t) => {
  const { ingest, counts, judging } = desk(t)
  await judging().use(await rulesOf({ suppression: { fields: [], minutes: 60 } }))
  judging().refused([...judging().judge(event('lost', 'a', 0))])
  await ingest([event('e1', 'b', 10)])
  assert.deepEqual(await counts(), { alerts: { b: 1 }, quiet: 0 })
})

test('the key of suppression is made of the fields that are named; without one of them nothing is held back', async (t) => {
  const { ingest, counts, judging } = desk(t)
  await judging().use(await rulesOf({ suppression: { fields: ['host.name', 'user.name'], minutes: 60 } }))
  await ingest([event('e1', 'a', 0), event('e2', 'a', 1), event('e3', 'b', 2)])
  assert.deepEqual(await counts(), { alerts: { a: 2, b: 1 }, quiet: 0 })
})
