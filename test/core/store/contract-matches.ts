import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Store } from '../../../core/store/store.ts'
import type { OpenStore } from './contract.ts'
import { day, event, match, minute, start } from './fixtures.ts'

export function describeMatches(name: string, open: OpenStore): void {
  const withStore = (work: (store: Store) => Promise<void>) => async () => {
    const opened = await open(manualClock(start))
    try {
      await work(opened.store)
    } finally {
      await opened.close()
    }
  }

  describe(`${name}: matches`, () => {
    test(
      'a match comes back as it was appended, newest first, within its window of judgement',
      withStore(async (store) => {
        const events = [0, 1, 2, 3].map((i) => event(`e${i}`, start + i * minute, { units: ['xa-1', 'tinh'] }))
        const matches = events.map((one, i) =>
          match(one, { seen: 100 + i, facts: { level: 'high', list: [1, null, 'Đ'] } }),
        )
        await store.events.append(events, matches)
        const all = await store.events.matchesOf(systemScope, { alertKey: 'alert-1', from: 0, to: 1_000 }, 10)
        assert.deepEqual(all, matches.toReversed())
        const some = await store.events.matchesOf(systemScope, { alertKey: 'alert-1', from: 100, to: 102 }, 10)
        assert.deepEqual(
          some.map(({ id }) => id),
          ['match-e2', 'match-e1'],
        )
        const newest = await store.events.matchesOf(systemScope, { alertKey: 'alert-1', from: 0, to: 1_000 }, 1)
        assert.deepEqual(
          newest.map(({ id }) => id),
          ['match-e3'],
        )
        assert.deepEqual(await store.events.matchesOf(systemScope, { alertKey: 'alert-2', from: 0, to: 1_000 }, 10), [])
      }),
    )

    test(
      'a match alone, as back-fill writes it, is kept once',
      withStore(async (store) => {
        const one = event('a', start)
        await store.events.append([one], [])
        const late = match(one, { ruleId: 'rule-2', id: 'late' })
        assert.deepEqual(await store.events.append([], [late, late]), { inserted: 0, duplicates: 0, newMatches: 1 })
        assert.deepEqual(await store.events.append([], [late]), { inserted: 0, duplicates: 0, newMatches: 0 })
      }),
    )

    test(
      'a tally counts over days and classes, with first, last and the newest event',
      withStore(async (store) => {
        const events = [
          event('a', start - minute),
          event('b', start + minute, { class: 'extended' }),
          event('d', start + 2 * minute),
          event('c', start + 2 * minute, { class: 'extended' }),
        ]
        const matches = events.map((one, i) => match(one, { seen: 10 + i }))
        // At the same moment as the last, in the same partition, but before it by its id.
        matches.push(match(events[2]!, { id: 'match-a', eventId: 'not the newest', seen: 20 }))
        const other = match(events[0]!, { id: 'other', alertKey: 'alert-2', seen: 50 })
        await store.events.append(events, [...matches, other])
        const whole = { alertKey: 'alert-1', from: 0, to: 1_000 }
        const expected = {
          alertKey: 'alert-1',
          count: 5,
          first: start - minute,
          last: start + 2 * minute,
          latestEventId: 'd',
        }
        assert.deepEqual(await store.events.tally(systemScope, [whole]), [expected])
        assert.deepEqual(await store.events.tally(systemScope, [{ ...whole, around: start }]), [expected])
        const windows = [
          { alertKey: 'alert-2', from: 0, to: 1_000 },
          { alertKey: 'nothing', from: 0, to: 1_000 },
          { alertKey: 'alert-1', from: 10, to: 11 },
        ]
        assert.deepEqual(await store.events.tally(systemScope, windows), [
          { alertKey: 'alert-2', count: 1, first: start - minute, last: start - minute, latestEventId: 'a' },
          { alertKey: 'alert-1', count: 1, first: start + minute, last: start + minute, latestEventId: 'b' },
        ])
        assert.deepEqual(await store.events.tally(systemScope, []), [])
      }),
    )

    test(
      'what was touched is told once, one match a key, over all partitions, old ones included',
      withStore(async (store) => {
        assert.deepEqual((await store.events.touched(systemScope, undefined)).matches, [])
        const a = event('a', start)
        const b = event('b', start - 40 * day)
        await store.events.append([a, b], [match(a), match(a, { id: 'twice' }), match(b, { alertKey: 'alert-2' })])
        const first = await store.events.touched(systemScope, undefined)
        assert.deepEqual(first.matches.map(({ alertKey }) => alertKey).sort(), ['alert-1', 'alert-2'])
        const nothing = await store.events.touched(systemScope, first.cursor)
        assert.deepEqual(nothing.matches, [])
        const late = match(b, { id: 'late', alertKey: 'alert-3' })
        await store.events.append([], [late, match(a)])
        const next = await store.events.touched(systemScope, nothing.cursor)
        assert.deepEqual(next.matches, [late])
        await assert.rejects(
          store.events.touched(systemScope, 'x'),
          (error) => error instanceof CodedError && error.code === 'bad-request',
        )
      }),
    )

    test(
      'matches of some rules arrive once each, with what fields of their events hold',
      withStore(async (store) => {
        const wanted = { one: ['source.ip', 'user.name'], two: ['host'] }
        assert.deepEqual((await store.events.arrived(systemScope, wanted, undefined)).rows, [])
        const a = event('a', start, {
          fields: { source: { ip: '10.0.0.1' }, user: { name: ['Đ', 'e'] }, host: { x: 1 } },
        })
        const b = event('b', start - 40 * day, { fields: { host: 7 } })
        const one = match(a, { ruleId: 'one', id: 'm1' })
        const two = match(b, { ruleId: 'two', id: 'm2' })
        await store.events.append([a, b], [one, match(a, { ruleId: 'three', id: 'm3' }), two])
        const first = await store.events.arrived(systemScope, wanted, undefined)
        const byId = (rows: readonly { match: { id: string } }[]) =>
          rows.toSorted((x, y) => (x.match.id < y.match.id ? -1 : 1))
        assert.equal(first.more, false)
        assert.deepEqual(byId(first.rows), [
          { match: one, values: { 'source.ip': ['10.0.0.1'], 'user.name': ['Đ', 'e'] } },
          { match: two, values: { host: [7] } },
        ])
        const nothing = await store.events.arrived(systemScope, wanted, first.cursor)
        assert.deepEqual(nothing.rows, [])
        const late = match(b, { ruleId: 'one', id: 'm4' })
        await store.events.append([b], [late, one])
        const next = await store.events.arrived(systemScope, wanted, nothing.cursor)
        assert.deepEqual(next.rows, [{ match: late, values: {} }])
        assert.deepEqual((await store.events.arrived(systemScope, {}, undefined)).rows, [])
        await assert.rejects(
          store.events.arrived(systemScope, wanted, 'x'),
          (error) => error instanceof CodedError && error.code === 'bad-request',
        )
      }),
    )

    test(
      'matches of some rules by event time, page by page, over partitions, ties by id',
      withStore(async (store) => {
        const events = [0, 1, 2, 3, 4, 5].map((i) =>
          event(`e${i}`, start - 3 * minute + (i >> 1) * 3 * minute, {
            class: i % 2 === 0 ? 'standard' : 'extended',
            fields: { n: i },
          }),
        )
        const matches = events.flatMap((one, i) => [
          match(one, { ruleId: i % 3 === 0 ? 'one' : 'two', id: `m${i}` }),
          match(one, { ruleId: 'three', id: `x${i}` }),
        ])
        await store.events.append(events, matches)
        const wanted = { one: ['n'], two: ['n'], none: ['n'] }
        const range = { from: start - 3 * minute, to: start + 3 * minute }
        const pages: string[][] = []
        for (let cursor: string | undefined; ; ) {
          const page = await store.events.matchesIn(systemScope, wanted, range, {
            limit: 3,
            ...(cursor === undefined ? {} : { cursor }),
          })
          pages.push(page.rows.map(({ match: { id, ruleId }, values }) => `${id} ${ruleId} ${values.n}`))
          cursor = page.cursor
          if (cursor === undefined) break
        }
        assert.deepEqual(pages, [['m0 one 0', 'm1 two 1', 'm2 two 2'], ['m3 one 3']])
        const whole = await store.events.matchesIn(systemScope, { two: [] }, { from: 0, to: start + day }, { limit: 9 })
        assert.deepEqual(
          whole.rows.map(({ match: { id } }) => id),
          ['m1', 'm2', 'm4', 'm5'],
        )
        assert.equal(whole.cursor, undefined)
        await assert.rejects(
          store.events.matchesIn(systemScope, wanted, range, { limit: 1, cursor: 'x' }),
          (error) => error instanceof CodedError && error.code === 'bad-request',
        )
      }),
    )
  })
}
