import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemScope } from '../../core/access/scope.ts'
import { manualClock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { always, event, match, start, write } from '../core/store/fixtures.ts'
import { ownServer } from '../support/elasticsearch.ts'
import { temporaryElastic } from '../support/temporary-elastic.ts'

const kills = 1
const batchesBetween = 6
const batchSize = 300

const server = await ownServer()
const skip = server === undefined ? 'the minimal distribution of Elasticsearch cannot be had' : false

test('Elasticsearch killed while it is written to keeps every acknowledged event once, with its matches', {
  skip,
  timeout: 580_000,
}, async (t) => {
  assert.ok(server !== undefined)
  t.after(() => server.remove())
  await server.start()
  const opened = await temporaryElastic(server.url, manualClock(start), { refreshAtOnce: false })
  const { store } = opened
  const acknowledged = new Set<string>()
  let records = 0

  for (let batch = 0; batch < (kills + 1) * batchesBetween; batch++) {
    const events = Array.from({ length: batchSize }, (_, i) => event(`${batch}-${i}`, start + batch * 1_000 + i))
    const matches = events.filter((_, i) => i % 3 === 0).map((one) => match(one))
    let restarted: Promise<void> | undefined
    /** While it is away something is sent in any case, however quickly this batch went. */
    const away = () => assert.rejects(store.events.append(events, matches), { code: 'store-busy' })
    if (batch % batchesBetween === batchesBetween - 1 && batch < kills * batchesBetween) {
      // In the middle of the batch's requests, as near as time can tell.
      restarted = new Promise((resolve) => setTimeout(resolve, Math.random() * 30))
        .then(server.kill)
        .then(away)
        .then(server.start)
    }
    for (;;) {
      try {
        await store.events.append(events, matches)
        const number = batch
        const { ok } = await store.records.write([write('batch', 'last', { number })])
        if (ok) records++
        break
      } catch (error) {
        assert.ok(error instanceof CodedError && error.code === 'store-busy', String(error))
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    }
    for (const { id } of events) acknowledged.add(id)
    await restarted
  }

  await opened.ask('POST', `/${opened.prefix}-*/_refresh`)
  const { total } = await store.events.histogram(systemScope, always, 10)
  assert.deepEqual(total, { value: acknowledged.size, relation: 'eq' })
  const stored = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await store.events.search(systemScope, always, {
      limit: 1_000,
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const row of page.rows) stored.add(String(row.event.id))
    cursor = page.cursor
  } while (cursor !== undefined)
  assert.deepEqual(
    [...acknowledged].filter((id) => !stored.has(id)),
    [],
  )
  const found = await store.events.matchesOf(systemScope, { alertKey: 'alert-1', from: 0, to: start }, 1_000_000)
  assert.deepEqual(
    found.map(({ eventId }) => eventId).toSorted(),
    [...acknowledged].filter((id) => Number(id.split('-')[1]) % 3 === 0).toSorted(),
  )
  // What follows matches by the cursor has met every one of them, across the restarts.
  const { matches: touched } = await store.events.touched(systemScope, undefined)
  assert.equal(touched.length, 1)
  assert.deepEqual((await store.records.get(systemScope, 'batch', 'last'))?.document, {
    number: (kills + 1) * batchesBetween - 1,
  })
  assert.ok((await store.records.changes(0, 1_000)).length >= records)
  await opened.close()
})
