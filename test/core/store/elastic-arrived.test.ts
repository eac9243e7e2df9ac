import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { findElasticsearch } from '../../support/elasticsearch.ts'
import { temporaryElastic } from '../../support/temporary-elastic.ts'
import { event, match, start } from './fixtures.ts'

const server = await findElasticsearch()
const skip = 'missing' in server ? server.missing : false

test('a match that is stored before its event arrives with it, once', { skip }, async (t) => {
  assert.ok('url' in server)
  const { store, close } = await temporaryElastic(server.url, manualClock(start))
  t.after(close)
  const wanted = { 'rule-1': ['word'] }
  const a = event('a', start, { fields: { word: 'a' } })
  const b = event('b', start, { fields: { word: 'b' } })
  await store.events.append([a], [match(a), match(b)])
  const first = await store.events.arrived(systemScope, wanted, undefined)
  assert.deepEqual(
    first.rows.map(({ match: { id }, values }) => [id, values.word]),
    [['match-a', ['a']]],
  )
  const between = await store.events.arrived(systemScope, wanted, first.cursor)
  assert.deepEqual(between.rows, [])
  // The batch broke off; its sender sends it again.
  await store.events.append([a, b], [match(a), match(b)])
  const second = await store.events.arrived(systemScope, wanted, between.cursor)
  assert.deepEqual(
    second.rows.map(({ match: { id }, values }) => [id, values.word]),
    [['match-b', ['b']]],
  )
  const third = await store.events.arrived(systemScope, wanted, second.cursor)
  assert.deepEqual([third.rows, third.more], [[], false])
})

test('matches of before rules were indexed are found as well', { skip }, async (t) => {
  assert.ok('url' in server)
  const { store, prefix, ask, close } = await temporaryElastic(server.url, manualClock(start))
  t.after(close)
  // As an earlier release made the index.
  await ask('DELETE', `/_index_template/${prefix}-matches`)
  const keyword = { type: 'keyword' }
  const time = { type: 'date', format: 'epoch_millis' }
  await ask('PUT', `/${prefix}-matches-standard-2026.07`, {
    mappings: {
      dynamic: false,
      properties: { ts: time, seen: time, id: keyword, alert: keyword, partition: keyword, units: keyword },
    },
  })
  const a = event('a', start)
  await store.events.append([a], [match(a), match(a, { id: 'other', ruleId: 'rule-2' })])
  const ids = (rows: readonly { match: { id: string } }[]) => rows.map((row) => row.match.id)
  const wanted = { 'rule-1': [] }
  assert.deepEqual(ids((await store.events.arrived(systemScope, wanted, undefined)).rows), ['match-a'])
  const page = await store.events.matchesIn(systemScope, wanted, { from: 0, to: start + 1 }, { limit: 5 })
  assert.deepEqual([ids(page.rows), page.cursor], [['match-a'], undefined])
})
