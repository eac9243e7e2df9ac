import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { contains, regex } from '../../../core/predicate/build.ts'
import { openElasticStore } from '../../../core/store/elastic/open.ts'
import { findElasticsearch } from '../../support/elasticsearch.ts'
import { plenty, type TemporaryElastic, temporaryElastic } from '../../support/temporary-elastic.ts'
import { always, audited, event, everything, idsOf, match, start, write } from './fixtures.ts'

const server = await findElasticsearch()
const skip = 'missing' in server ? server.missing : false
const url = 'url' in server ? server.url : ''

function elastic(name: string, work: (opened: TemporaryElastic) => Promise<void>): void {
  test(name, { skip }, async () => {
    const opened = await temporaryElastic(url, manualClock(start))
    try {
      await work(opened)
    } finally {
      await opened.close()
    }
  })
}
const coded = (code: string) => (error: unknown) => error instanceof CodedError && error.code === code

elastic(
  'a refused document goes to the dead letters with its reason, the rest is stored, and it can be sent again',
  async (opened) => {
    const { store, prefix, ask } = opened
    // An index that someone made by hand, with a mapping that does not take what we write.
    const index = `/${prefix}-events-standard-2026.07.01`
    await ask('PUT', index, { mappings: { properties: { id: { type: 'long' } } } })
    const good = { ...event('17', start), id: '17' }
    const bad = event('not-a-number', start)
    const result = await store.events.append([good, bad], [match(bad)])
    assert.deepEqual(result, { inserted: 2, duplicates: 0, newMatches: 1 })
    // Sent again by its sender: kept once.
    assert.deepEqual(await store.events.append([bad], [match(bad)]), { inserted: 0, duplicates: 1, newMatches: 0 })
    await ask('POST', `/${prefix}-dead-letters/_refresh`)
    const { hits } = (await ask('GET', `/${prefix}-dead-letters/_search`)) as {
      hits: { total: { value: number }; hits: { _source: { reason: string } }[] }
    }
    assert.equal(hits.total.value, 1)
    assert.match(hits.hits[0]!._source.reason, /document_parsing_exception/)

    assert.deepEqual(await store.events.replay(), { stored: 0, refused: 1 })
    await ask('DELETE', index)
    assert.deepEqual(await store.events.replay(), { stored: 1, refused: 0 })
    assert.deepEqual(await store.events.get(systemScope, 'not-a-number'), bad.document)
    assert.deepEqual(await store.events.replay(), { stored: 0, refused: 0 })
  },
)

elastic(
  'a read-only index refuses as full, and the same batch goes in once it is writable',
  async ({ store, prefix, ask }) => {
    const events = [event('a', start), event('b', start)]
    await store.events.append([events[0]!], [match(events[0]!)])
    for (const block of ['read_only_allow_delete', 'write']) {
      await ask('PUT', `/${prefix}-events-*/_settings`, { index: { blocks: { [block]: true } } })
      await assert.rejects(
        store.events.append(
          events,
          events.map((one) => match(one)),
        ),
        coded('store-full'),
      )
      await ask('PUT', `/${prefix}-events-*/_settings`, { index: { blocks: { [block]: null } } })
    }
    assert.deepEqual(
      await store.events.append(
        events,
        events.map((one) => match(one)),
      ),
      {
        inserted: 1,
        duplicates: 1,
        newMatches: 0,
      },
    )
    assert.ok((await store.records.write([write('alert', 'first', {})])).ok)
    await ask('PUT', `/${prefix}-records/_settings`, { index: { blocks: { read_only_allow_delete: true } } })
    await ask('PUT', `/${prefix}-journal-*/_settings`, { index: { blocks: { read_only_allow_delete: true } } })
    await assert.rejects(store.records.write([write('alert', 'a', {})]), coded('store-full'))
    await ask('PUT', `/${prefix}-records,${prefix}-journal-*/_settings`, {
      index: { blocks: { read_only_allow_delete: null } },
    })
    assert.ok((await store.records.write([write('alert', 'a', {})])).ok)
  },
)

elastic('several processes write records in one order and lose nothing', async ({ store, again }) => {
  const stores = [store, await again(), await again()]
  await store.records.write([write('counter', 'a', { n: 0 })])
  const add = async (from: (typeof stores)[number]): Promise<void> => {
    for (;;) {
      const now = await from.records.get<{ n: number }>(systemScope, 'counter', 'a')
      const { ok } = await from.records.write(
        [write('counter', 'a', { n: now!.document.n + 1 }, { expect: now!.version })],
        [audited('counter.add')],
      )
      if (ok) return
    }
  }
  await Promise.all(stores.flatMap((one) => [add(one), add(one), add(one)]))
  for (const one of stores) {
    assert.deepEqual((await one.records.get(systemScope, 'counter', 'a'))?.document, { n: 9 })
    const changes = await one.records.changes(0, 100)
    assert.equal(changes.length, 10)
    assert.deepEqual(changes, await store.records.changes(0, 100))
    assert.equal(await one.records.lastChange(), changes.at(-1)?.sequence)
  }
  const verdict = await store.audit.verify()
  assert.ok(verdict.ok && verdict.rows === 9)
})

elastic(
  'a write that was committed and not applied is applied by whoever comes next',
  async ({ store, prefix, ask, again }) => {
    await store.records.write([write('alert', 'a', { n: 1 })])
    const transaction = {
      number: 2,
      nonce: 'died before it could apply',
      writes: [{ kind: 'alert', id: 'a', document: { n: 2 }, unitIds: [] }],
      audit: [],
      auditHead: { number: 0, hash: '' },
    }
    const commit = { number: 2, transaction: JSON.stringify(transaction) }
    await ask('PUT', `/${prefix}-journal-000000/_create/2`, commit)
    // Whoever hears of the change finds it done.
    const changes = await store.records.changes(100_001, 10)
    assert.equal(changes.length, 1)
    assert.deepEqual((await store.records.get(systemScope, 'alert', 'a'))?.document, { n: 2 })
    await ask('PUT', `/${prefix}-journal-000000/_create/3`, {
      number: 3,
      transaction: JSON.stringify({
        ...transaction,
        number: 3,
        writes: [{ ...transaction.writes[0], document: { n: 3 } }],
      }),
    })
    const other = await again()
    assert.deepEqual((await other.records.get(systemScope, 'alert', 'a'))?.document, { n: 3 })
    // Applying an old one again changes nothing, not even after a deletion.
    await other.records.write([write('alert', 'a', undefined)])
    await again()
    assert.equal(await store.records.get(systemScope, 'alert', 'a'), undefined)
  },
)

elastic(
  'the journal is dropped segment by segment, with the marks of deleted records; who was away goes on with what is left',
  async ({ store, prefix, ask, again }) => {
    await store.records.write([write('alert', 'kept', { n: 1 }), write('alert', 'gone', {})])
    await store.records.write([write('alert', 'gone', undefined)])
    // As if two hundred thousand writes had come in between.
    const put = (number: number) =>
      ask('PUT', `/${prefix}-journal-00000${Math.floor((number - 1) / 100_000)}/_create/${number}?refresh=true`, {
        number,
        transaction: JSON.stringify({ number, nonce: '', writes: [], audit: [], auditHead: { number: 0, hash: '' } }),
      })
    await put(100_000)
    for (let number = 199_999; number <= 200_000; number++) await put(number)
    const later = await again()
    assert.ok((await later.records.write([write('alert', 'new', {})])).ok)
    assert.deepEqual(Object.keys(await ask('GET', `/${prefix}-journal-*/_alias`)).sort(), [
      `${prefix}-journal-000001`,
      `${prefix}-journal-000002`,
    ])
    await ask('POST', `/${prefix}-records/_refresh`)
    const { count } = await ask('GET', `/${prefix}-records/_count`)
    assert.equal(count, 2)
    const { total } = await later.records.list(systemScope, 'alert', { where: everything, limit: 10 })
    assert.equal(total, 2)
  },
)

elastic(
  'the audit log shows an edit, a lost row, a lost end and another key',
  async ({ store, prefix, ask, again, secretsDirectory }) => {
    for (const action of ['a.one', 'a.two', 'a.three'])
      await store.audit.append([audited(action, { unitIds: ['xa-1'] })])
    assert.ok((await store.audit.verify()).ok)
    const row = (await ask('GET', `/${prefix}-audit/_doc/2`)) as { _source: { [field: string]: unknown } }
    for (const change of [{ actor: 'someone' }, { units: [] }, { details: '{}' }]) {
      await ask('PUT', `/${prefix}-audit/_doc/2`, { ...row._source, ...change })
      assert.deepEqual(await store.audit.verify(), { ok: false, number: 2, reason: 'edited' })
    }
    await ask('PUT', `/${prefix}-audit/_doc/2`, row._source)
    assert.ok((await store.audit.verify()).ok)
    const last = (await ask('GET', `/${prefix}-audit/_doc/3`)) as typeof row
    await ask('DELETE', `/${prefix}-audit/_doc/3`)
    assert.deepEqual(await store.audit.verify(), { ok: false, number: 3, reason: 'dropped' })
    await ask('PUT', `/${prefix}-audit/_doc/3`, last._source)
    await ask('DELETE', `/${prefix}-audit/_doc/1`)
    assert.deepEqual(await store.audit.verify(), { ok: false, number: 1, reason: 'missing' })
    const key = join(secretsDirectory, 'audit.key')
    const before = readFileSync(key, 'utf8')
    writeFileSync(key, `${'0'.repeat(64)}\n`)
    assert.equal((await (await again()).audit.verify()).ok, false)
    writeFileSync(key, before)
  },
)

elastic('a newer schema is refused', async ({ prefix, ask, again }) => {
  await ask('PUT', `/${prefix}-meta/_doc/schema?refresh=true`, { version: 99 })
  await assert.rejects(again(), coded('newer-schema'))
})

test('a server that does not answer, a wrong prefix and missing secrets say so', async () => {
  const options = { urls: ['http://127.0.0.1:1'], prefix: 'vonggac', secretsDirectory: '/nonexistent' }
  await assert.rejects(openElasticStore(options), coded('store-busy'))
  await assert.rejects(openElasticStore({ ...options, prefix: 'Vọng' }), coded('bad-request'))
  await assert.rejects(openElasticStore({ ...options, caFile: '/nonexistent.pem' }), coded('bad-request'))
  await assert.rejects(
    openElasticStore({ ...options, username: 'vonggac', passwordFile: '/nonexistent' }),
    coded('bad-request'),
  )
})

elastic('long texts: found by their beginning, judged by the matcher past it, counted right', async ({ store }) => {
  const long = (tail: string): string => `${'x'.repeat(9_000)}${tail}`
  const events = [
    event('short', start, { fields: { process: { command_line: 'needle' } } }),
    event('with', start + 1, { fields: { process: { command_line: long('needle') } } }),
    event('without', start + 2, { fields: { process: { command_line: long('hay') } } }),
    event('original', start + 3, { fields: { winlog: { text: long('NEEDLE') } } }),
  ]
  await store.events.append(events, [])
  const ask = async (where: Parameters<typeof store.events.search>[1]['where']) => {
    const query = { ...always, where }
    const { rows } = await store.events.search(systemScope, query, { limit: 10 })
    const { total } = await store.events.histogram(systemScope, query, 10)
    const [facet] = await store.events.facets(systemScope, query, ['event.dataset'], 10)
    assert.deepEqual(total, { value: rows.length, relation: 'eq' })
    assert.deepEqual(facet?.values, rows.length === 0 ? [] : [{ value: 'linux.auth', count: rows.length }])
    return idsOf(rows)
  }
  const found = contains('process.command_line', 'needle')
  assert.deepEqual(await ask(found), ['with', 'short'])
  assert.deepEqual(await ask({ kind: 'not', of: found }), ['original', 'without'])
  assert.deepEqual(await ask(regex('process.command_line', 'need[l]e$')), ['with', 'short'])
  assert.deepEqual(await ask({ kind: 'equals', field: 'process.command_line', value: long('hay'), fold: 'case' }), [
    'without',
  ])
  assert.deepEqual(
    await ask({
      kind: 'anyField',
      test: { kind: 'wildcard', pattern: [{ any: 'run' }, 'needle', { any: 'run' }], fold: 'search' },
    }),
    ['original', 'with', 'short'],
  )
})

test('an inexact question over many events stops at its budget and says so; its cursor goes on', { skip }, async () => {
  const opened = await temporaryElastic(url, manualClock(start), { budget: 0 })
  try {
    const events = Array.from({ length: 4_500 }, (_, i) =>
      event(`e${String(i).padStart(5, '0')}`, start + i, { fields: { a: `text ${i}`, b: 'text' } }),
    )
    await opened.store.events.append(events, [])
    const where = { kind: 'fieldEquals', field: 'a', other: 'b', how: 'startswith', fold: 'case' } as const
    const histogram = await opened.store.events.histogram(systemScope, { ...always, where }, 10)
    assert.equal(histogram.total.relation, 'gte')
    assert.ok(histogram.total.value > 0 && histogram.total.value < 4_500)
    const [facet] = await opened.store.events.facets(systemScope, { ...always, where }, ['a'], 10)
    assert.equal(facet?.partial, true)
    const none = { ...where, how: 'equals' } as const
    let pages = 0
    let cursor: string | undefined
    do {
      const page = await opened.store.events.search(
        systemScope,
        { ...always, where: none },
        { limit: 10, ...(cursor === undefined ? {} : { cursor }) },
      )
      assert.deepEqual(page.rows, [])
      cursor = page.cursor
      pages++
    } while (cursor !== undefined && pages < 600)
    assert.ok(pages > 2 && cursor === undefined, `${pages} pages`)
    const patient = await opened.again({ budget: plenty })
    const all = await patient.events.histogram(systemScope, { ...always, where: everything }, 10)
    assert.deepEqual(all.total, { value: 4_500, relation: 'eq' })
  } finally {
    await opened.close()
  }
})
