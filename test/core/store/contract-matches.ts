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
  })
}
