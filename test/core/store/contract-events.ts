import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { EventQuery, Store, StoredEvent } from '../../../core/store/store.ts'
import type { OpenStore } from './contract.ts'
import { always, day, equals, event, everything, idsOf, match, minute, start } from './fixtures.ts'

export function describeEvents(name: string, open: OpenStore): void {
  const withStore = (work: (store: Store) => Promise<void>) => async () => {
    const opened = await open(manualClock(start))
    try {
      await work(opened.store)
    } finally {
      await opened.close()
    }
  }
  const found = async (store: Store, query: Partial<EventQuery> = {}): Promise<readonly (string | undefined)[]> =>
    idsOf((await store.events.search(systemScope, { ...always, ...query }, { limit: 1_000 })).rows)

  describe(`${name}: events`, () => {
    test(
      'an event comes back as it was appended',
      withStore(async (store) => {
        const odd = event('a', start, {
          fields: {
            'host.name': 'x',
            tags: ['a', null, 1.5],
            deep: { list: [{ k: 'Đ' }] },
            nul: 'a\u0000b',
            empty: {},
          },
        })
        await store.events.append([odd], [])
        assert.deepEqual(await store.events.get(systemScope, 'a'), odd.document)
        assert.deepEqual((await store.events.search(systemScope, always, { limit: 1 })).rows, [odd.document])
        assert.equal(await store.events.get(systemScope, 'b'), undefined)
      }),
    )

    test(
      'an event appended again, in one batch or the next, is kept once and its first form stays',
      withStore(async (store) => {
        const first = event('a', start)
        const changed = event('a', start, { fields: { message: 'changed' } })
        assert.deepEqual(await store.events.append([first, first], [match(first)]), {
          inserted: 1,
          duplicates: 1,
          newMatches: 1,
        })
        assert.deepEqual(await store.events.append([changed, event('b', start)], [match(first)]), {
          inserted: 1,
          duplicates: 1,
          newMatches: 0,
        })
        assert.deepEqual(await store.events.get(systemScope, 'a'), first.document)
        assert.deepEqual(await found(store), ['b', 'a'])
      }),
    )

    test(
      'identical documents with ids of their own are as many events',
      withStore(async (store) => {
        const events = Array.from({ length: 3_000 }, (_, i) => event(`same-${String(i).padStart(4, '0')}`, start))
        const result = await store.events.append(
          events,
          events.map((one) => match(one)),
        )
        assert.deepEqual(result, { inserted: 3_000, duplicates: 0, newMatches: 3_000 })
        const histogram = await store.events.histogram(systemScope, always, 10)
        assert.deepEqual(histogram.total, { value: 3_000, relation: 'eq' })
      }),
    )

    test(
      'an event placed by receipt that is sent again after midnight is not stored twice, nor are its matches',
      withStore(async (store) => {
        const on = (id: string, receipt: number): StoredEvent =>
          event(id, 0, { day: new Date(receipt).toISOString().slice(0, 10), placedByReceipt: true })
        await store.events.append([on('a', start)], [match(on('a', start))])
        for (const later of [start + day, start + 3 * day]) {
          const again = on('a', later)
          const result = await store.events.append([again], [match(again), match(again, { id: `second-${later}` })])
          assert.deepEqual(result, { inserted: 0, duplicates: 1, newMatches: 1 })
        }
        assert.deepEqual(await found(store), ['a'])
        const matches = await store.events.matchesOf(systemScope, { alertKey: 'alert-1', from: 0, to: start }, 10)
        assert.equal(matches.length, 3)
        for (const one of matches) assert.equal(one.partition.day, '2026-07-01')
      }),
    )

    test(
      'search gives newest first, across days and classes, ties by id, and pages without gap or repeat',
      withStore(async (store) => {
        const events: StoredEvent[] = []
        for (let i = 0; i < 120; i++) {
          const time = start - 2 * day + Math.floor(i / 30) * 18 * 60 * minute
          events.push(event(`e${String(i).padStart(3, '0')}`, time, { class: i % 2 === 0 ? 'standard' : 'extended' }))
        }
        await store.events.append(events.toReversed(), [])
        const expected = events.map(({ id }) => id).toReversed()
        assert.deepEqual(await found(store), expected)

        const paged: (string | undefined)[] = []
        let cursor: string | undefined
        do {
          const page = await store.events.search(systemScope, always, {
            limit: 7,
            ...(cursor === undefined ? {} : { cursor }),
          })
          assert.ok(page.rows.length <= 7)
          paged.push(...idsOf(page.rows))
          cursor = page.cursor
        } while (cursor !== undefined)
        assert.deepEqual(paged, expected)
      }),
    )

    test(
      'a page says where each of its events lies',
      withStore(async (store) => {
        const events = [
          event('b', start + 1, { class: 'extended' }),
          event('a', start),
          event('forged', start - 90 * day, { day: '2026-07-01', placedByReceipt: true }),
        ]
        await store.events.append(events, [])
        const { rows, places } = await store.events.search(systemScope, always, { limit: 10 })
        assert.deepEqual(idsOf(rows), ['b', 'a', 'forged'])
        assert.deepEqual(
          places,
          events.map(({ partition }) => partition),
        )
      }),
    )

    test(
      'the last full page has no cursor',
      withStore(async (store) => {
        await store.events.append([event('a', start), event('b', start + 1)], [])
        assert.equal((await store.events.search(systemScope, always, { limit: 2 })).cursor, undefined)
      }),
    )

    test(
      'a page after an insert goes on where the page before it ended',
      withStore(async (store) => {
        await store.events.append(
          [event('a', start), event('c', start + 2 * minute), event('e', start + 4 * minute)],
          [],
        )
        const first = await store.events.search(systemScope, always, { limit: 2 })
        assert.deepEqual(idsOf(first.rows), ['e', 'c'])
        await store.events.append(
          [event('f', start + 5 * minute), event('d', start + 3 * minute), event('b', start + minute)],
          [],
        )
        const second = await store.events.search(systemScope, always, { limit: 10, cursor: first.cursor ?? '' })
        assert.deepEqual(idsOf(second.rows), ['b', 'a'])
      }),
    )

    test(
      'a cursor that no search gave is refused',
      withStore(async (store) => {
        for (const cursor of ['', 'x', Buffer.from('{"ts":"1"}').toString('base64url')]) {
          await assert.rejects(
            store.events.search(systemScope, always, { limit: 1, cursor }),
            (error) => error instanceof CodedError && error.code === 'bad-request',
          )
        }
      }),
    )

    test(
      'the range of time includes its start and excludes its end',
      withStore(async (store) => {
        await store.events.append(
          [event('a', start - 1), event('b', start), event('c', start + 9), event('d', start + 10)],
          [],
        )
        assert.deepEqual(await found(store, { from: start, to: start + 10 }), ['c', 'b'])
        const histogram = await store.events.histogram(
          systemScope,
          { from: start, to: start + 10, where: everything },
          5,
        )
        assert.equal(histogram.total.value, 2)
        assert.deepEqual(await found(store, { from: start + 10, to: start }), [])
      }),
    )

    test(
      'an event whose time lies far outside its partition is found by its time',
      withStore(async (store) => {
        const today = '2026-07-01'
        const forged = [
          event('old', Date.UTC(1970, 0, 1), { day: today, placedByReceipt: true }),
          event('ancient', Date.UTC(1965, 5, 1), { day: today, placedByReceipt: true }),
          event('future', Date.UTC(2099, 0, 1), { day: today, placedByReceipt: true }),
        ]
        await store.events.append([event('now', start + minute), ...forged], [])
        assert.deepEqual(await found(store, { from: Date.UTC(1970, 0, 1), to: Date.UTC(1971, 0, 1) }), ['old'])
        assert.deepEqual(await found(store, { from: Date.UTC(2098, 0, 1), to: Date.UTC(2100, 0, 1) }), ['future'])
        assert.deepEqual(await found(store, { from: start, to: start + day }), ['now'])
        assert.deepEqual(await found(store), ['future', 'now', 'old', 'ancient'])
        const early = { from: Date.UTC(1965, 0, 1), to: Date.UTC(1971, 0, 1), where: everything }
        const histogram = await store.events.histogram(systemScope, early, 10)
        assert.equal(histogram.total.value, 2)
        assert.equal(histogram.buckets.filter(({ count }) => count > 0).length, 2)
        const [facet] = await store.events.facets(systemScope, early, ['event.id'], 10)
        assert.deepEqual(facet?.values.map(({ value }) => value).sort(), ['ancient', 'old'])
        assert.equal((await store.events.get(systemScope, 'future'))?.event.id, 'future')
        assert.deepEqual(
          (await store.events.partitions()).map((one) => one.day),
          [today],
        )
      }),
    )

    test(
      'a histogram covers the whole range, in readable steps, and adds up',
      withStore(async (store) => {
        const times = [0, 1, 59, 60, 61, 119].map((at) => start + at * minute)
        await store.events.append(
          times.map((time, i) => event(`e${i}`, time)),
          [],
        )
        const range = { from: start, to: start + 2 * 60 * minute, where: everything }
        const histogram = await store.events.histogram(systemScope, range, 24)
        assert.equal(histogram.interval, 5 * minute)
        assert.equal(histogram.buckets.length, 24)
        assert.equal(histogram.buckets[0]?.from, start)
        assert.deepEqual(
          histogram.buckets.flatMap(({ from, count }) => (count > 0 ? [[(from - start) / minute, count]] : [])),
          [
            [0, 2],
            [55, 1],
            [60, 2],
            [115, 1],
          ],
        )
        assert.deepEqual(histogram.total, { value: 6, relation: 'eq' })
        const wide = await store.events.histogram(systemScope, always, 12)
        assert.ok(wide.buckets.length <= 12)
        assert.equal(
          wide.buckets.reduce((sum, { count }) => sum + count, 0),
          6,
        )
      }),
    )

    test(
      'facets count values by event, lists by element, numbers by their text, and leave the absent out',
      withStore(async (store) => {
        const fields = [
          { host: { name: 'web-1' }, user: { name: 'an' }, url: { port: 443 } },
          { host: { name: ['web-1', 'web-2', 'web-2'] }, user: { name: 'an' }, url: { port: 443.0 } },
          { 'host.name': 'web-1', user: { name: 'Đỗ' }, url: { port: '443' } },
          { host: { name: null }, user: { name: [] }, url: {} },
          { host: { name: { odd: 'object' } }, user: { name: 7 }, url: { port: [443, 80] } },
        ]
        await store.events.append(
          fields.map((one, i) => event(`e${i}`, start + i, { fields: one })),
          [],
        )
        const facets = await store.events.facets(systemScope, always, ['host.name', 'user.name', 'url.port'], 10)
        assert.deepEqual(facets, [
          {
            field: 'host.name',
            values: [
              { value: 'web-1', count: 3 },
              { value: 'web-2', count: 1 },
            ],
            partial: false,
          },
          {
            field: 'user.name',
            values: [
              { value: 'an', count: 2 },
              { value: '7', count: 1 },
              { value: 'Đỗ', count: 1 },
            ],
            partial: false,
          },
          {
            field: 'url.port',
            values: [
              { value: '443', count: 4 },
              { value: '80', count: 1 },
            ],
            partial: false,
          },
        ])
        const [few] = await store.events.facets(
          systemScope,
          { ...always, where: equals('user.name', 'an') },
          ['host.name'],
          1,
        )
        assert.deepEqual(few?.values, [{ value: 'web-1', count: 2 }])
        assert.deepEqual(await found(store, { where: equals('host.name', 'web-2') }), ['e1'])
        assert.deepEqual(await found(store, { where: { kind: 'not', of: equals('host.name', 'web-1') } }), ['e4', 'e3'])
        assert.deepEqual(await found(store, { where: { kind: 'exists', field: 'host.name' } }), [
          'e4',
          'e2',
          'e1',
          'e0',
        ])
      }),
    )

    test(
      'a text that only looks like part of a statement is a text',
      withStore(async (store) => {
        const hostile = `'; drop table event; --`
        await store.events.append(
          [event(hostile, start, { fields: { user: { name: hostile } } }), event('b', start)],
          [],
        )
        assert.deepEqual(await found(store, { where: equals('user.name', hostile) }), [hostile])
        assert.deepEqual(await found(store, { where: equals(hostile, 'x') }), [])
        const [facet] = await store.events.facets(systemScope, always, [hostile], 5)
        assert.deepEqual(facet?.values, [])
        assert.equal((await store.events.get(systemScope, hostile))?.event.id, hostile)
      }),
    )

    test(
      'partitions tell how much is in them, and names that are no plain names are refused',
      withStore(async (store) => {
        const a = event('a', start)
        await store.events.append([a, event('b', start), event('c', start - day, { class: 'extended' })], [match(a)])
        const states = await store.events.partitions()
        assert.deepEqual(
          states.map((state) => ({ ...state, bytes: 0 })),
          [
            { class: 'standard', day: '2026-07-01', events: 2, matches: 1, bytes: 0 },
            { class: 'extended', day: '2026-06-30', events: 1, matches: 0, bytes: 0 },
          ],
        )
        for (const { bytes } of states) assert.ok(bytes > 0)
        for (const bad of ['../x', 'A', '', 'a/b'])
          await assert.rejects(store.events.append([event('x', start, { class: bad })], []))
        await assert.rejects(store.events.append([event('x', start, { day: '../../2026' })], []))
        await assert.rejects(store.events.append([event('x', start, { day: '2026-13-45x' })], []))
        assert.equal((await store.events.partitions()).length, 2)
      }),
    )

    test(
      'a dropped partition is gone whole, with its matches; the others stay, and its day can begin anew',
      withStore(async (store) => {
        const a = event('a', start)
        const b = event('b', start + day)
        await store.events.append([a, b, event('c', start, { class: 'extended' })], [match(a), match(b)])
        assert.deepEqual(await found(store), ['b', 'c', 'a'])
        await store.events.dropPartition(a.partition)
        assert.deepEqual(await found(store), ['b', 'c'])
        assert.equal(await store.events.get(systemScope, 'a'), undefined)
        const [tally] = await store.events.tally(systemScope, [{ alertKey: 'alert-1', from: 0, to: start + 10 * day }])
        assert.equal(tally?.count, 1)
        assert.equal((await store.events.partitions()).length, 2)
        await store.events.dropPartition(a.partition)
        await store.events.append([event('again', start)], [])
        assert.deepEqual(await found(store), ['b', 'c', 'again'])
        await assert.rejects(store.events.dropPartition({ class: '../x', day: '2026-07-01' }))
      }),
    )
  })
}
