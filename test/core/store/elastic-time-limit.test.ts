import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ElasticConnection } from '../../../core/store/elastic/connection.ts'
import { newestHits } from '../../../core/store/elastic/newest-hits.ts'
import { searchFor, type Timed } from '../../../core/store/elastic/scan.ts'
import type { Place } from '../../../core/store/event-place.ts'

const hour = 3_600_000
const whole = { total: 2, successful: 2 }

interface Body {
  readonly size: number
  readonly timeout?: string
  readonly query: { readonly bool: { readonly filter: readonly [{ range: { ts: { gte: number; lt: number } } }] } }
  readonly search_after?: readonly [number, string]
}

/** A server with an event a minute that cannot look through more than an hour within any limit. */
function slowServer(minutes: number) {
  const asked: Body[] = []
  const read = async (_: string, __: string, { body }: { body: Body }) => {
    asked.push(body)
    const { gte, lt } = body.query.bool.filter[0].range.ts
    if (body.timeout !== undefined && lt - gte > hour) {
      // Some hits, and not the newest.
      return { timed_out: true, _shards: whole, hits: { hits: [{ sort: [0, 'stray'] }] } }
    }
    const [ts, id] = body.search_after ?? [Number.POSITIVE_INFINITY, '']
    const hits = Array.from({ length: minutes }, (_, n) => ({ sort: [n * 60_000, `e${n}`] as const }))
      .filter(({ sort: [at, name] }) => at >= gte && at < lt && (at < ts || (at === ts && name < id)))
      .reverse()
    return { timed_out: false, _shards: whole, hits: { hits: hits.slice(0, body.size) } }
  }
  return { asked, connection: { read } as unknown as ElasticConnection }
}

async function gather(minutes: number, after?: Place) {
  const { asked, connection } = slowServer(minutes)
  const found: unknown[] = []
  const places: (Place | undefined)[] = []
  const query = { from: 0, to: minutes * 60_000 }
  const of = { index: 'events', query, filter: [], first: 7, after, limit: 1_000 }
  for await (const { hits, upTo } of newestHits(connection, of)) {
    found.push(...hits.map(({ sort }) => sort?.[1]))
    places.push(upTo)
  }
  return { asked, found, places }
}

test('a search that was cut short is asked again for less, so that what comes is always the newest', async () => {
  const { asked, found, places } = await gather(600)
  assert.deepEqual(
    found,
    Array.from({ length: 600 }, (_, n) => `e${599 - n}`),
  )
  assert.equal(places.at(-1), undefined)
  assert.ok(asked.length > 10 && asked.length < 60, `${asked.length} requests`)
})

test('from every place on, what was not told yet comes, and nothing twice', async () => {
  const all = await gather(150)
  for (const place of all.places) {
    if (place === undefined) continue
    const { found } = await gather(150, place)
    assert.deepEqual(found, all.found.slice(all.found.length - found.length))
    assert.ok(found.length < 150)
  }
})

test('a count that ran out of time is an answer; one that lacks a shard is asked for again, to be refused', async () => {
  const answers: Timed[] = [
    { timed_out: true, _shards: whole },
    { timed_out: false, _shards: { total: 2, successful: 1 } },
    { timed_out: false, _shards: whole },
  ]
  const asked: { body: { timeout?: string }; query: { allow_partial_search_results: boolean } }[] = []
  const connection = {
    read: async (_: string, __: string, ask: (typeof asked)[number]) => {
      asked.push(ask)
      return answers[asked.length - 1]
    },
  } as unknown as ElasticConnection
  assert.equal((await searchFor(connection, 'events', 500, {})).timed_out, true)
  assert.equal(asked.length, 1)
  assert.equal(asked[0]?.body.timeout, '500ms')
  await searchFor(connection, 'events', 500, {})
  assert.deepEqual(
    asked.map(({ body, query }) => [body.timeout, query.allow_partial_search_results]),
    [
      ['500ms', true],
      ['500ms', true],
      [undefined, false],
    ],
  )
})
