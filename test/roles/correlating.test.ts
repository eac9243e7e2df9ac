import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { systemScope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { manualClock } from '../../core/lib/clock.ts'
import type { Store, StoredEvent } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../../response/alerts/alert.ts'
import { type Finding, findingKind } from '../../response/alerts/finding.ts'
import { matchOf, quieted, quietOf } from '../../response/alerts/match.ts'
import { viewAlert } from '../../response/alerts/queue.ts'
import { createTriage } from '../../response/alerts/triage.ts'
import { findingKeeper } from '../../roles/finding-keeper.ts'
import { Correlator } from '../../rules/engine/correlate/correlator.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { loadRuleFiles } from '../../rules/engine/load.ts'
import { temporaryStore } from '../support/temporary-store.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const minute = 60_000
const hour = 60 * minute
/** Noon of a day in the zone. */
const start = Date.UTC(2026, 6, 1, 5)
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const base = (n: number, name: string) =>
  `title: ${name}\nid: ${id(n)}\nname: ${name}\nlogsource: {product: x}\ndetection: {a: {event.action: ${name}}, condition: a}\n`
const correlation = (n: number, name: string, lines: string) =>
  `title: ${name}\nid: ${id(n)}\nname: ${name}\nlevel: high\ncorrelation:\n${lines.replace(/^/gm, '  ')}\n`
const bases = [base(1, 'fail'), base(2, 'ok'), base(3, 'read')]
const brute = correlation(
  11,
  'brute',
  'type: event_count\nrules: [fail]\ngroup-by: [source.ip]\ntimespan: 10m\ncondition: {gte: 4}',
)
const spray = correlation(
  12,
  'spray',
  'type: value_count\nrules: [fail]\ngroup-by: [source.ip]\ntimespan: 10m\ncondition: {gte: 3, field: user.name}',
)
const broken = correlation(
  13,
  'broken',
  'type: temporal_ordered\nrules: [brute, ok]\ngroup-by: [source.ip]\ntimespan: 1h',
)
const few = correlation(
  14,
  'few',
  'type: event_count\nrules: [read]\ngroup-by: [source.ip]\ntimespan: 10m\ncondition: {eq: 2}',
)
const all = [brute, spray, broken, few]

interface Happening {
  readonly at: number
  readonly action: string
  readonly ip?: string
  readonly user?: string
  readonly units?: readonly string[]
}
let made = 0
function eventOf({ at, action, ip = '10.0.0.1', user = 'root', units = ['xa-1', 'tinh'] }: Happening): StoredEvent {
  const time = new Date(at).toISOString()
  const eventId = `${time.slice(0, 16).replace(/[-T:]/g, '')}-${String(made++).padStart(6, '0')}`
  const document: EventDocument = {
    '@timestamp': time,
    event: { id: eventId, action },
    source: { ip },
    user: { name: user },
    ...(units[0] === undefined ? {} : { vonggac: { unit: { id: units[0], ids: units } } }),
  }
  return { id: eventId, partition: { class: 'standard', day: time.slice(0, 10) }, placedByReceipt: false, document }
}

function desk(t: TestContext, texts: readonly string[] = all) {
  const clock = manualClock(start)
  const store: Store = temporaryStore(t, clock)
  let rules = load(texts)
  const parts = {
    events: store.events,
    records: store.records,
    clock,
    keeper: findingKeeper(store.records, clock, timeZone),
    counts: (match: Parameters<typeof quietOf>[0]) => quietOf(match)?.by !== 'exception',
  }
  let correlator = new Correlator(parts)
  correlator.use(rules.correlations)
  const judged = (events: readonly StoredEvent[]) =>
    events.flatMap((one) =>
      evaluator(rules.rules)
        .evaluate(one.document)
        .map((rule) =>
          matchOf(rule, one.document, { eventId: one.id, partition: one.partition, seen: clock.now(), timeZone }),
        ),
    )
  return {
    store,
    clock,
    judged,
    async ingest(events: readonly StoredEvent[]) {
      await store.events.append(events, judged(events))
    },
    async rounds() {
      while ((await correlator.round()).more);
    },
    /** A new process, with other rules if there are any. */
    restart(others?: readonly string[]) {
      if (others !== undefined) rules = load(others)
      correlator = new Correlator(parts)
      correlator.use(rules.correlations)
    },
    async findings() {
      const { rows } = await store.records.list<Finding>(systemScope, findingKind, {
        where: { kind: 'true' },
        limit: 1_000,
      })
      return rows.map(({ document }) => document).sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    async alerts() {
      const { rows } = await store.records.list<Alert>(systemScope, alertKind, {
        where: { kind: 'true' },
        limit: 1_000,
      })
      return rows.map(({ document }) => document).sort((a, b) => a.first - b.first)
    },
  }
}

function load(texts: readonly string[]) {
  const report = loadRuleFiles([{ file: 'a', bytes: Buffer.from([...bases, ...texts].join('---\n')) }], {
    taxonomy: 'identity',
  })
  assert.deepEqual(report.problems, [])
  return report
}

const fails = (times: readonly number[], more: Partial<Happening> = {}) =>
  times.map((at) => eventOf({ at, action: 'fail', ...more }))
/** What stands, without what depends on when it was seen. */
const standing = (findings: readonly Finding[]) =>
  findings.filter((one) => one.standing).map(({ seen: _, ...one }) => one)

test('guessing passwords, then success: one alert of the last in the chain, with its events and its reason', async (t) => {
  const { store, ingest, rounds, alerts, findings } = desk(t, [brute, broken])
  await ingest([
    ...fails([0, 1, 2, 3].map((n) => start + n * minute)),
    eventOf({ at: start + 9 * minute, action: 'ok' }),
  ])
  await rounds()
  const found = await alerts()
  assert.deepEqual(
    found.map(({ rule, count, severity, source, unit, first, last }) => [
      rule.title.en,
      count,
      severity,
      source,
      unit,
      first,
      last,
    ]),
    [['broken', 1, 'high', '10.0.0.1', 'xa-1', start, start + 9 * minute]],
  )
  const [finding] = (await findings()).filter(({ rule }) => rule.id === id(13))
  assert.deepEqual([finding?.count, finding?.whole, finding?.timespan], [5, true, hour])
  const view = await viewAlert(store, systemScope, found[0]?.id ?? '')
  assert.deepEqual(
    view?.events.map((event) => event.event.action),
    ['ok', 'fail', 'fail', 'fail', 'fail'],
  )
  assert.equal(view?.findings.length, 1)
})

test('the same matches make the same findings: in order, shuffled, a third six hours late, with restarts between', async (t) => {
  const happenings = fc.sample(
    fc.record({
      at: fc.integer({ min: 0, max: 90 }).map((n) => start - 12 * hour + n * minute),
      action: fc.constantFrom('fail', 'fail', 'fail', 'ok', 'read'),
      ip: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
      user: fc.constantFrom('a', 'b', 'c', 'd'),
      units: fc.constantFrom(['xa-1', 'tinh'], ['xa-2', 'tinh']),
    }),
    { numRuns: 130, seed: 7 },
  )
  const events = happenings.map(eventOf).sort((a, b) => (a.id < b.id ? -1 : 1))
  const orders: Record<string, readonly (readonly StoredEvent[])[]> = {
    'in order': [events],
    'one batch after another': Array.from({ length: 7 }, (_, n) => events.slice(n * 20, n * 20 + 20)),
    shuffled: [...events.keys()]
      .sort((a, b) => ((a * 7_919) % 131) - ((b * 7_919) % 131))
      .map((n) => [events[n] as StoredEvent]),
    'a third late': [events.filter((_, n) => n % 3 > 0), events.filter((_, n) => n % 3 === 0)],
    'sent twice': [events.slice(0, 80), events.slice(50), events],
  }
  let expected: readonly object[] | undefined
  for (const [name, batches] of Object.entries(orders)) {
    await t.test(name, async (inner) => {
      const { clock, ingest, rounds, restart, findings } = desk(inner)
      for (const [place, batch] of batches.entries()) {
        await ingest(batch)
        if (batches.length < 50 || place % 20 === 0) await rounds()
        if (place % 4 === 1) restart()
        clock.advance(name === 'a third late' ? 6 * hour : 1_000)
      }
      clock.advance(hour)
      restart()
      await rounds()
      const found = standing(await findings())
      assert.ok(found.length > 12, `${found.length} findings`)
      for (const n of [11, 12, 13, 14])
        assert.ok(
          found.some(({ rule }) => rule.id === id(n)),
          `none of ${n}`,
        )
      expected ??= found
      assert.deepEqual(found, expected)
    })
  }
})

test('a crash between what is found and how far it came repeats work and changes nothing', async (t) => {
  const { store, ingest, rounds, restart, findings, alerts } = desk(t)
  await ingest(fails([0, 1, 2, 3].map((n) => start + n * minute)))
  await rounds()
  const before = [await findings(), await alerts()]
  const job = await store.records.get(systemScope, 'job', 'correlation')
  assert.ok(job)
  await store.records.write([{ kind: 'job', id: 'correlation', document: undefined, unitIds: [], expect: job.version }])
  restart()
  await rounds()
  assert.deepEqual([await findings(), await alerts()], before)
})

test('a number that more could spoil is judged when its window is over, after a restart too; a late event takes it back', async (t) => {
  const { clock, ingest, rounds, restart, findings, alerts } = desk(t, [few])
  const read = (n: number) => eventOf({ at: start + n * minute, action: 'read' })
  await ingest([read(0), read(1)])
  await rounds()
  assert.deepEqual(await findings(), [])
  restart()
  clock.advance(14 * minute)
  await rounds()
  assert.deepEqual(await findings(), [])
  clock.advance(2 * minute)
  restart()
  await rounds()
  assert.equal((await findings()).length, 1)
  assert.deepEqual(
    (await alerts()).map(({ status }) => status),
    ['new'],
  )
  await ingest([read(2)])
  await rounds()
  assert.deepEqual(
    (await findings()).map((one) => one.standing),
    [false],
  )
  assert.deepEqual(
    (await alerts()).map(({ status, closed }) => [status, closed?.by]),
    [['closed', 'Vọng Gác']],
  )
})

test('a late event revises a finding and adds none', async (t) => {
  const { clock, ingest, rounds, findings, alerts } = desk(t, [brute])
  await ingest(fails([0, 1, 2, 3].map((n) => start + n * minute)))
  await rounds()
  const [before] = await findings()
  clock.advance(6 * hour)
  await ingest(fails([start + 30_000]))
  await rounds()
  const after = await findings()
  assert.deepEqual(
    after.map((one) => [one.id, one.count, one.measure]),
    [[before?.id, 5, 5]],
  )
  assert.deepEqual(
    (await alerts()).map(({ count }) => count),
    [1],
  )
})

test('a finding that spans units is one alert above them and one for each, and no part names another', async (t) => {
  const { ingest, rounds, findings, alerts } = desk(t, [spray])
  const at = (n: number) => start + n * minute
  await ingest([
    ...fails([at(0)], { user: 'an', units: ['xa-1', 'tinh'] }),
    ...fails([at(1)], { user: 'binh', units: ['xa-2', 'tinh'] }),
    ...fails([at(2)], { user: 'chi', units: ['xa-2', 'tinh'] }),
  ])
  await rounds()
  assert.deepEqual((await alerts()).map(({ unit }) => unit).sort(), ['tinh', 'xa-1', 'xa-2'])
  const found = await findings()
  const whole = found.find((one) => one.whole)
  assert.deepEqual([whole?.unit, whole?.count, whole?.measure, whole?.values], ['tinh', 3, 3, ['an', 'binh', 'chi']])
  for (const part of found.filter((one) => !one.whole)) {
    const text = JSON.stringify(part)
    const others = part.unit === 'xa-1' ? ['xa-2', 'binh', 'chi'] : ['xa-1', '"an"']
    for (const word of [...others, whole?.id ?? '', ...found.filter((one) => one !== part).map((one) => one.id)]) {
      assert.ok(!text.includes(word), `${part.unit} names ${word}`)
    }
    assert.equal(part.measure, null)
  }
  const parts = found.filter((one) => !one.whole)
  assert.deepEqual(parts.map(({ unit, count, values }) => [unit, count, values]).sort(), [
    ['xa-1', 1, ['an']],
    ['xa-2', 2, ['binh', 'chi']],
  ])
})

test('a match on a closed alert: what grows opens a successor, what stays does not', async (t) => {
  const { store, clock, ingest, rounds, alerts } = desk(t, [brute])
  const triage = createTriage(store.records, clock)
  await ingest(fails([0, 1, 2, 3].map((n) => start + n * minute)))
  await rounds()
  const [first] = await alerts()
  assert.ok(first)
  clock.advance(minute)
  await triage.close(
    { id: 'u', name: 'U', grants: [] },
    { scope: systemScope, id: first.id, revision: first.revision, disposition: 'benign', note: '' },
  )
  await rounds()
  assert.equal((await alerts()).length, 1)
  clock.advance(minute)
  await ingest(fails([start + 4 * minute]))
  await rounds()
  assert.deepEqual((await alerts()).map(({ status, generation, count }) => [status, generation, count]).sort(), [
    ['closed', 1, 1],
    ['new', 2, 1],
  ])
})

test('a correlation that is added later finds what was stored before; what an exception covers is none of it', async (t) => {
  const { store, judged, rounds, restart, findings, alerts } = desk(t, [few])
  await rounds()
  const events = fails([0, 1, 2, 3].map((n) => start - 20 * 24 * hour + n * minute))
  const excepted = fails([0, 1, 2, 3].map((n) => start - 10 * 24 * hour + n * minute))
  await store.events.append(events, judged(events))
  await store.events.append(
    excepted,
    judged(excepted).map((match) => quieted(match, { by: 'exception', of: 'x' }, timeZone)),
  )
  await rounds()
  assert.deepEqual(await findings(), [])
  restart([few, brute])
  await rounds()
  assert.deepEqual(
    (await findings()).map(({ first }) => first),
    [start - 20 * 24 * hour],
  )
  assert.equal((await alerts()).length, 1)
})
