import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { systemScope, type UnitScope } from '../../core/access/scope.ts'
import { manualClock } from '../../core/lib/clock.ts'
import type { StoredEvent } from '../../core/store/store.ts'
import { quieted } from '../../response/alerts/match.ts'
import { viewAlert } from '../../response/alerts/queue.ts'
import { createTriage } from '../../response/alerts/triage.ts'
import {
  all,
  broken,
  brute,
  correlationDesk,
  eventOf,
  fails,
  few,
  hour,
  id,
  minute,
  spray,
  standing,
  start,
  timeZone,
} from '../support/correlation-desk.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { noTakers } from '../support/no-takers.ts'
import { temporaryElastic } from '../support/temporary-elastic.ts'
import { temporaryStore } from '../support/temporary-store.ts'

const desk = (t: TestContext, texts: readonly string[] = all) =>
  correlationDesk((clock) => temporaryStore(t, clock), texts)

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
  const { correlateBatch } = correlationDesk((clock) => temporaryStore(t, clock))
  const batch = correlateBatch(events)
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
      assert.deepEqual(
        found.flatMap(({ whole, id: one, count }) => (whole ? [[one, count]] : [])),
        batch,
        'as with all matches at hand',
      )
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

test('two processes in turn: what one saw while the other did not look is not lost', async (t) => {
  const { ingest, rounds, another, findings } = desk(t, [brute])
  const others = another()
  for (const [n, look] of [rounds, others, rounds, others, rounds].entries()) {
    await ingest(fails([start + n * minute]))
    await look()
  }
  assert.deepEqual(
    (await findings()).map(({ count }) => count),
    [5],
  )
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
  const { store, ingest, rounds, findings, alerts } = desk(t, [spray])
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
  const commune: UnitScope = { kind: 'units', units: ['xa-1'], unattributed: false }
  const seen = await Promise.all(
    (await alerts()).map(async ({ id: one, unit }) => [unit, await viewAlert(store, commune, one)] as const),
  )
  for (const [unit, view] of seen) {
    if (unit !== 'xa-1') assert.equal(view, undefined, `${unit} is shown to xa-1`)
    else {
      assert.deepEqual(
        view?.events.map((event) => event.user),
        [{ name: 'an' }],
      )
      assert.deepEqual(
        view?.findings.map(({ count, values }) => [count, values]),
        [[1, ['an']]],
      )
    }
  }
  const parts = found.filter((one) => !one.whole)
  assert.deepEqual(parts.map(({ unit, count, values }) => [unit, count, values]).sort(), [
    ['xa-1', 1, ['an']],
    ['xa-2', 2, ['binh', 'chi']],
  ])
})

test('the alert of a finding tells the information system that all of it is about, and none where there are several', async (t) => {
  const { ingest, rounds, alerts } = desk(t, [brute])
  const system = (n: number) => ({ id: `s-${n}`, code: `HT-${n}`, level: 3 })
  const at = (n: number) => start + n * minute
  const guessed = (ip: string, systems: readonly number[]) =>
    systems.map((n, place) => eventOf({ at: at(place), action: 'fail', ip, ...(n > 0 && { system: system(n) }) }))
  await ingest([...guessed('10.0.0.1', [1, 1, 0, 1]), ...guessed('10.0.0.2', [1, 2, 1, 1])])
  await rounds()
  const told = (await alerts()).map(({ source, system: of }) => [source, of])
  assert.deepEqual(told.sort(), [
    ['10.0.0.1', { id: 's-1', code: 'HT-1', level: '3' }],
    ['10.0.0.2', undefined],
  ])
})

test('a match on a closed alert: what grows opens a successor, what stays does not', async (t) => {
  const { store, clock, ingest, rounds, alerts } = desk(t, [brute])
  const triage = createTriage(store.records, clock, noTakers)
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

const server = await findElasticsearch()
test('on Elasticsearch correlations find what they find on files', {
  skip: 'missing' in server && server.missing,
}, async (t) => {
  assert.ok('url' in server)
  const elastic = await temporaryElastic(server.url, manualClock(start), { refreshAtOnce: false })
  t.after(elastic.close)
  const events = [
    ...fails([0, 1, 2, 3, 5].map((n) => start + n * minute)),
    ...fails(
      [0, 2, 4, 6].map((n) => start + n * minute),
      { ip: '10.0.0.2', units: ['xa-2', 'tinh'] },
    ),
    ...['a', 'b', 'c'].map((user, n) => eventOf({ at: start + n * minute, action: 'fail', ip: '10.0.0.3', user })),
    eventOf({ at: start + 20 * minute, action: 'ok' }),
    ...[0, 1].map((n) => eventOf({ at: start + n * minute, action: 'read', ip: '10.0.0.4' })),
  ]
  const found: { findings: readonly object[]; alerts: readonly object[] }[] = []
  for (const one of [desk(t), correlationDesk(() => elastic.store)]) {
    const late = events.filter((_, n) => n % 3 === 0)
    await one.ingest(events.filter((event) => !late.includes(event)))
    await one.rounds()
    one.restart()
    one.clock.advance(6 * hour)
    await one.ingest(late)
    await one.rounds()
    const alerts = (await one.alerts()).map(({ opened: _, ...alert }) => alert)
    found.push({ findings: standing(await one.findings()), alerts })
  }
  assert.ok((found[0]?.findings.length ?? 0) >= 5)
  assert.deepEqual(found[1], found[0])
})
