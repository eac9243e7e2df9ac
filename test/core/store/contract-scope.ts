import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Scope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import type { Store } from '../../../core/store/store.ts'
import type { OpenedStore, OpenStore } from './contract.ts'
import { always, audited, day, event, everything, match, start, write } from './fixtures.ts'

/** One canary a unit, its word found nowhere else. `xa-10` begins with the id of `xa-1`; `none` belongs to no unit. */
const units = [
  { word: 'canary-one', lineage: ['xa-1', 'tinh'] },
  { word: 'canary-ten', lineage: ['xa-10', 'tinh'] },
  { word: 'canary-ward', lineage: ['phuong-2', 'tinh'] },
  { word: 'canary-province', lineage: ['tinh'] },
  { word: 'canary-none', lineage: [] },
] as const

/** Who asks, and whose canaries they must find: all of these and none of the others. */
const callers: readonly { name: string; scope: Scope; sees: readonly string[] }[] = [
  { name: 'own unit', scope: { kind: 'units', units: ['xa-1'], unattributed: false }, sees: ['canary-one'] },
  {
    name: 'a unit whose id begins alike',
    scope: { kind: 'units', units: ['xa-10'], unattributed: false },
    sees: ['canary-ten'],
  },
  {
    name: 'two units',
    scope: { kind: 'units', units: ['phuong-2', 'xa-1'], unattributed: false },
    sees: ['canary-one', 'canary-ward'],
  },
  {
    name: 'the parent',
    scope: { kind: 'units', units: ['tinh'], unattributed: false },
    sees: ['canary-one', 'canary-ten', 'canary-ward', 'canary-province'],
  },
  {
    name: 'the response team',
    scope: { kind: 'units', units: ['tinh'], unattributed: true },
    sees: units.map(({ word }) => word),
  },
  { name: 'unattributed alone', scope: { kind: 'units', units: [], unattributed: true }, sees: ['canary-none'] },
  { name: 'nobody', scope: { kind: 'units', units: [], unattributed: false }, sees: [] },
  {
    name: 'an unknown unit',
    scope: { kind: 'units', units: ['xa', 'xa-1|tinh', '|', '%'], unattributed: false },
    sees: [],
  },
]

/** So deep that a back end may judge it another way than by its own query language. */
const deep: Predicate = Array.from({ length: 400 }).reduce<Predicate>((of) => ({ kind: 'not', of }), everything)
/** So wide that it may as well. */
const wide: Predicate = {
  kind: 'any',
  of: Array.from({ length: 400 }, (_, i): Predicate => ({ kind: 'exists', field: i === 7 ? 'word' : `f${i}` })),
}

export function describeScope(name: string, open: OpenStore): void {
  describe(`${name}: scope`, () => {
    let opened: OpenedStore
    let store: Store
    before(async () => {
      opened = await open(manualClock(start))
      store = opened.store
      const events = units.flatMap(({ word, lineage }) =>
        [start, start - day].map((time) =>
          event(`${word}-${time}`, time, { units: lineage, fields: { word, host: { name: word } } }),
        ),
      )
      await store.events.append(
        events,
        events.map((one) => match(one, { facts: { word: one.document.word as string } })),
      )
      const writes = units.map(({ word, lineage }) => write('alert', word, { word }, { unitIds: lineage }))
      await store.records.write(
        writes,
        units.map(({ word, lineage }) => audited('alert.read', { target: word, unitIds: lineage })),
      )
    })
    after(() => opened.close())

    /** Every read of the store, each answering anything in which a canary's word would show. */
    const window = { alertKey: 'alert-1', from: 0, to: start }
    const reads: Readonly<Record<string, (scope: Scope, where: Predicate) => Promise<unknown>>> = {
      'events.search': (scope, where) => store.events.search(scope, { ...always, where }, { limit: 100 }),
      'events.facets': (scope, where) => store.events.facets(scope, { ...always, where }, ['host.name'], 100),
      'events.facets of a field without a column': (scope, where) =>
        store.events.facets(scope, { ...always, where }, ['word'], 100),
      'events.get': (scope) => Promise.all(units.map(({ word }) => store.events.get(scope, `${word}-${start}`))),
      'events.matchesOf': (scope) => store.events.matchesOf(scope, window, 100),
      'events.arrived': (scope) => store.events.arrived(scope, { 'rule-1': ['word', 'event.id'] }, undefined),
      'events.matchesIn': (scope) =>
        store.events.matchesIn(scope, { 'rule-1': ['word', 'event.id'] }, always, { limit: 100 }),
      'records.get': (scope) => Promise.all(units.map(({ word }) => store.records.get(scope, 'alert', word))),
      'records.list': (scope, where) => store.records.list(scope, 'alert', { where, limit: 100 }),
      'records.facets': (scope, where) => store.records.facets(scope, 'alert', where, ['word'], 100),
      'audit.list': (scope) => store.audit.list(scope, { limit: 100 }),
      'audit.search': (scope) => store.audit.search(scope, { actions: ['alert.'] }, { limit: 100 }),
      'audit.follow': (scope) => store.audit.follow(scope, { after: 0, limit: 100 }),
    }

    for (const caller of callers) {
      for (const [read, run] of Object.entries(reads)) {
        test(`${caller.name} reads by ${read} what is theirs and nothing else`, async () => {
          for (const where of [everything, deep, wide]) {
            const text = JSON.stringify(await run(caller.scope, where))
            const seen = units.map(({ word }) => word).filter((word) => text.includes(word))
            assert.deepEqual(seen.toSorted(), caller.sees.toSorted())
          }
        })
      }

      test(`${caller.name} counts what is theirs`, async () => {
        const count = caller.sees.length
        const histogram = await store.events.histogram(caller.scope, always, 10)
        assert.equal(histogram.total.value, 2 * count)
        const [tally] = await store.events.tally(caller.scope, [window])
        assert.equal(tally?.count ?? 0, 2 * count)
        if (tally !== undefined) assert.ok(caller.sees.some((word) => tally.latestEventId.startsWith(word)))
        const list = await store.records.list(caller.scope, 'alert', { where: everything, limit: 1 })
        assert.equal(list.total, count)
        // One match a key: it must be one of theirs.
        const { matches } = await store.events.touched(caller.scope, undefined)
        assert.equal(matches.length, Math.min(1, count))
        for (const one of matches) assert.ok(caller.sees.includes(String(one.facts.word)))
      })
    }
  })
}
