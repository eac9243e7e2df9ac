import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { Store } from '../../../core/store/store.ts'
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
  })
}
