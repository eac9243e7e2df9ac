import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { contains } from '../../../core/predicate/build.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { versionField } from '../../../core/store/record-counts.ts'
import type { Store, TallyOf } from '../../../core/store/store.ts'
import type { OpenStore } from './contract.ts'
import { audited, equals, everything, start, write } from './fixtures.ts'

export function describeRecords(name: string, open: OpenStore): void {
  const withStore = (work: (store: Store) => Promise<void>) => async () => {
    const opened = await open(manualClock(start))
    try {
      await work(opened.store)
    } finally {
      await opened.close()
    }
  }
  const versionOf = async (store: Store, id: string): Promise<number | undefined> =>
    (await store.records.get(systemScope, 'alert', id))?.version

  describe(`${name}: records`, () => {
    test(
      'a record comes back as it was written, its version growing with each write',
      withStore(async (store) => {
        const document = { title: 'Đăng nhập', count: 3, list: [{ a: null }], 'dotted.key': 1 }
        const made = await store.records.write([
          write('alert', 'a', document, { unitIds: ['xa-1', 'tinh'], expect: 'absent' }),
        ])
        assert.ok(made.ok)
        const [version] = made.versions
        const expected = { kind: 'alert', id: 'a', version, unitIds: ['xa-1', 'tinh'], document }
        assert.deepEqual(await store.records.get(systemScope, 'alert', 'a'), expected)
        const changed = await store.records.write([write('alert', 'a', { count: 4 }, { expect: version ?? 0 })])
        assert.ok(changed.ok && changed.versions[0]! > version!)
        assert.equal(await store.records.get(systemScope, 'user', 'a'), undefined)
      }),
    )

    test(
      'a write with another version than expected is a conflict, and nothing of the batch is kept',
      withStore(async (store) => {
        await store.records.write([write('alert', 'a', { n: 1 })])
        const version = (await versionOf(store, 'a'))!
        const stale = await store.records.write(
          [write('alert', 'b', {}), write('alert', 'a', { n: 2 }, { expect: version + 1 })],
          [audited('alert.close')],
        )
        assert.deepEqual(stale, { ok: false, conflict: { kind: 'alert', id: 'a' } })
        const taken = await store.records.write([write('alert', 'a', {}, { expect: 'absent' })])
        assert.deepEqual(taken, { ok: false, conflict: { kind: 'alert', id: 'a' } })
        const gone = await store.records.write([write('alert', 'c', {}, { expect: 1 })])
        assert.deepEqual(gone, { ok: false, conflict: { kind: 'alert', id: 'c' } })
        assert.equal(await versionOf(store, 'b'), undefined)
        assert.deepEqual((await store.records.get<{ n: number }>(systemScope, 'alert', 'a'))?.document, { n: 1 })
        assert.deepEqual(await store.audit.list(systemScope, { limit: 10 }), [])
        assert.equal((await store.records.changes(0, 10)).length, 1)
      }),
    )

    test(
      'a record deleted and made again does not repeat a version',
      withStore(async (store) => {
        await store.records.write([write('alert', 'a', { n: 1 })])
        const old = (await versionOf(store, 'a'))!
        await store.records.write([write('alert', 'a', undefined, { expect: old })])
        assert.equal(await versionOf(store, 'a'), undefined)
        await store.records.write([write('alert', 'a', { n: 2 }, { expect: 'absent' })])
        assert.notEqual(await versionOf(store, 'a'), old)
      }),
    )

    test(
      'of many writers who each add one, none is lost',
      withStore(async (store) => {
        await store.records.write([write('counter', 'a', { n: 0 })])
        const add = async (): Promise<void> => {
          for (;;) {
            const now = await store.records.get<{ n: number }>(systemScope, 'counter', 'a')
            const result = await store.records.write([
              write('counter', 'a', { n: now!.document.n + 1 }, { expect: now!.version }),
            ])
            if (result.ok) return
          }
        }
        await Promise.all(Array.from({ length: 20 }, add))
        assert.deepEqual((await store.records.get(systemScope, 'counter', 'a'))?.document, { n: 20 })
      }),
    )

    test(
      'the change log tells every write and deletion in order',
      withStore(async (store) => {
        assert.equal(await store.records.lastChange(), 0)
        await store.records.write([write('alert', 'a', {}, { unitIds: ['xa-1'] }), write('rule', 'r', {})])
        await store.records.write([write('alert', 'a', undefined, { unitIds: ['xa-1'] })])
        const changes = await store.records.changes(0, 10)
        assert.deepEqual(
          changes.map(({ kind, id, unitIds }) => [kind, id, unitIds]),
          [
            ['alert', 'a', ['xa-1']],
            ['rule', 'r', []],
            ['alert', 'a', ['xa-1']],
          ],
        )
        const sequences = changes.map(({ sequence }) => sequence)
        assert.deepEqual(
          sequences,
          sequences.toSorted((x, y) => x - y),
        )
        assert.equal(await store.records.lastChange(), sequences[2])
        assert.deepEqual(await store.records.changes(sequences[0]!, 1), [changes[1]])
        assert.deepEqual(await store.records.changes(sequences[2]!, 10), [])
      }),
    )

    test(
      'a list filters, sorts with ties by id, pages and tells the total',
      withStore(async (store) => {
        const rows = [
          { id: 'a', document: { status: 'open', time: 3, entity: { user: 'an' } } },
          { id: 'b', document: { status: 'open', time: 1, entity: { user: 'bình' } } },
          { id: 'c', document: { status: 'closed', time: 2, entity: { user: 'an' } } },
          { id: 'd', document: { status: 'open', time: 3, entity: { user: 'chi' } } },
        ]
        await store.records.write(rows.map(({ id, document }) => write('alert', id, document)))
        await store.records.write([write('other', 'x', { status: 'open' })])
        const list = async (rest: object) => {
          const found = await store.records.list(systemScope, 'alert', { where: everything, limit: 10, ...rest })
          return { ids: found.rows.map(({ id }) => id).join(''), total: found.total }
        }
        assert.deepEqual(await list({}), { ids: 'abcd', total: 4 })
        assert.deepEqual(await list({ sort: [{ field: 'time', direction: 'desc' }] }), { ids: 'adcb', total: 4 })
        assert.deepEqual(
          await list({
            sort: [
              { field: 'entity.user', direction: 'asc' },
              { field: 'time', direction: 'asc' },
            ],
          }),
          {
            ids: 'cabd',
            total: 4,
          },
        )
        assert.deepEqual(await list({ where: equals('status', 'open'), limit: 2, offset: 1 }), { ids: 'bd', total: 3 })
        assert.deepEqual(await list({ where: equals('entity.user', 'an') }), { ids: 'ac', total: 2 })
        await assert.rejects(
          list({ sort: [{ field: `a'); drop table record; --`, direction: 'asc' }] }),
          (error) => error instanceof CodedError && error.code === 'bad-request',
        )
        assert.deepEqual(
          await store.records.facets(systemScope, 'alert', equals('status', 'open'), ['entity.user', 'time'], 2),
          [
            {
              field: 'entity.user',
              values: [
                { value: 'an', count: 1 },
                { value: 'bình', count: 1 },
              ],
              partial: false,
            },
            {
              field: 'time',
              values: [
                { value: '3', count: 2 },
                { value: '1', count: 1 },
              ],
              partial: false,
            },
          ],
        )
      }),
    )

    test(
      'records are counted by the combinations of their values, with steps of a number and the highest',
      withStore(async (store) => {
        // `alert` has columns of its own in SQLite, `other` has none: the answer is the same.
        for (const kind of ['alert', 'other']) {
          const rows = [
            { id: 'a', document: { severity: 'high', host: 'máy-1', last: 5, count: 3 } },
            { id: 'b', document: { severity: 'high', host: 'máy-1', last: 14, count: 1 } },
            { id: 'c', document: { severity: 'low', host: null, last: 19, count: 7 } },
            { id: 'd', document: { severity: 'low', last: 25 } },
          ]
          const written = await store.records.write(rows.map(({ id, document }) => write(kind, id, document)))
          const tally = async (where: Predicate, of: TallyOf) =>
            [...(await store.records.tally(systemScope, kind, where, of))].sort((x, y) =>
              JSON.stringify(x.values) < JSON.stringify(y.values) ? -1 : 1,
            )
          assert.deepEqual(await tally(everything, { by: ['severity', 'host'], highest: 'count' }), [
            { values: ['high', 'máy-1'], count: 2, highest: 3 },
            { values: ['low', null], count: 2, highest: 7 },
          ])
          assert.deepEqual(await tally(everything, { by: ['severity'], steps: { field: 'last', width: 10 } }), [
            { values: ['high', 0], count: 1, highest: null },
            { values: ['high', 10], count: 1, highest: null },
            { values: ['low', 10], count: 1, highest: null },
            { values: ['low', 20], count: 1, highest: null },
          ])
          assert.deepEqual(await tally(equals('host', 'máy-1'), { by: ['host'] }), [
            { values: ['máy-1'], count: 2, highest: null },
          ])
          const versions = async () =>
            (await tally(everything, { by: ['severity'], highest: versionField })).map(({ highest }) => highest)
          const before = await versions()
          assert.deepEqual(before, written.ok ? [written.versions[1], written.versions[3]] : [])
          await store.records.write([write(kind, 'a', { severity: 'low', last: 5 }, { expect: 'any' })])
          const moved = await versions()
          assert.deepEqual([moved[0], (moved[1] ?? 0) > (before[1] ?? 0)], [before[0], true])
          await store.records.write([write(kind, 'a', rows[0]?.document, { expect: 'any' })])
          await store.records.write([write(kind, 'e', { severity: ['low', 'high'], host: 'x', last: 1 })])
          assert.deepEqual(await tally(equals('host', 'x'), { by: ['severity'] }), [
            { values: ['low'], count: 1, highest: null },
          ])
          assert.deepEqual((await store.records.facets(systemScope, kind, everything, ['severity'], 5))[0]?.values, [
            { value: 'high', count: 3 },
            { value: 'low', count: 3 },
          ])
        }
      }),
    )

    test(
      'a facet of very many values tells the most frequent, ties in the order of their text',
      withStore(async (store) => {
        const hosts = Array.from({ length: 300 }, (_, n) => `máy-${String(n).padStart(3, '0')}`)
        const some = [...hosts, 'máy-250', 'máy-250', 'máy-017']
        await store.records.write(some.map((host, n) => write('alert', `a${n}`, { host })))
        const [facet] = await store.records.facets(systemScope, 'alert', everything, ['host'], 3)
        assert.deepEqual(facet, {
          field: 'host',
          values: [
            { value: 'máy-250', count: 3 },
            { value: 'máy-017', count: 2 },
            { value: 'máy-000', count: 1 },
          ],
          partial: false,
        })
      }),
    )

    test(
      'columns hold the first value of each field of every record that is let through, and say when there are more',
      withStore(async (store) => {
        for (const kind of ['alert', 'other']) {
          await store.records.write([
            write(kind, 'a', { severity: 'high', unit: 'xa-1', last: 5, closed: { at: 0 } }, { unitIds: ['xa-1'] }),
            write(kind, 'b', { severity: 'low', unit: null, last: -7.5, closed: null }, { unitIds: ['xa-1'] }),
            write(kind, 'c', { severity: ['low', 'high'], last: [3, 4] }, { unitIds: ['xa-1'] }),
            write(kind, 'd', { severity: 'high', unit: 'xa-2', last: 9 }, { unitIds: ['xa-2'] }),
          ])
          const of = { texts: ['severity', 'unit'], numbers: ['last', 'closed.at'] }
          const scope = { kind: 'units', units: ['xa-1'], unattributed: false } as const
          const { rows, more, texts, numbers } = await store.records.columns(scope, kind, everything, of, 10)
          const cells = Array.from({ length: rows }, (_, row) => [
            ...texts.map(({ values, of: places }) => values[places[row] ?? -1] ?? null),
            ...numbers.map((column) => column[row]),
          ])
          assert.deepEqual(
            cells.sort((x, y) => Number(x[2]) - Number(y[2])),
            [
              ['low', null, -7.5, Number.NaN],
              ['low', null, 3, Number.NaN],
              ['high', 'xa-1', 5, 0],
            ],
          )
          assert.equal(more, false)
          const plain = await store.records.columns(scope, kind, equals('severity', 'high'), of, 10)
          assert.deepEqual([plain.rows, [...(plain.numbers[0] ?? [])].sort()], [2, [3, 5]])
          const few = await store.records.columns(systemScope, kind, everything, of, 2)
          assert.deepEqual([few.rows, few.more], [2, true])
        }
      }),
    )

    test(
      'free text finds a record whatever its case and marks; a list of the listed kind sorts and filters by its columns',
      withStore(async (store) => {
        const alert = (title: string, host: string, last: number, values: readonly string[]) => ({
          rule: { id: 'r', title: { vi: title, en: 'x' } },
          host,
          last,
          rank: last % 2,
          entity: values.map((value) => ({ field: 'f', value })),
        })
        await store.records.write([
          write('alert', 'a', alert('Đăng nhập thất bại', 'mc-01', 1, ['one|two'])),
          write('alert', 'b', alert('Mã độc', 'mc-02', 2, ['one', 'hai'])),
          write('alert', 'c', alert('Quét cổng', 'mc-03', 3, [])),
        ])
        const fields = ['rule.title.vi', 'rule.title.en', 'host', 'user', 'source', 'entity.value']
        const text = (asked: string): Predicate => ({
          kind: 'any',
          of: fields.map((field) => contains(field, asked, 'search')),
        })
        const ids = async (where: Predicate, sort = [{ field: 'last', direction: 'desc' as const }]) =>
          (await store.records.list(systemScope, 'alert', { where, sort, limit: 10 })).rows.map(({ id }) => id).join('')
        assert.equal(await ids(text('DANG nhap')), 'a')
        assert.equal(await ids(text('mc-0')), 'cba')
        assert.equal(await ids(text('ne|t')), 'a')
        assert.equal(await ids(text('độc mc')), '')
        assert.equal(await ids(text('nowhere')), '')
        assert.equal(await ids({ kind: 'equals', field: 'entity.value', value: 'one|two', fold: 'none' }), 'a')
        assert.equal(await ids({ kind: 'equals', field: 'entity.value', value: 'one', fold: 'none' }), 'b')
        assert.equal(await ids({ kind: 'compare', field: 'last', op: 'gte', value: 2, as: 'number' }), 'cb')
        await store.records.write([write('alert', 'b', undefined)])
        assert.equal(await ids(text('mc-0')), 'ca')
        await store.records.write([write('alert', 'c', alert('Quét', 'khác', 0, []))])
        assert.equal(await ids(text('mc-0')), 'a')
      }),
    )
  })
}
