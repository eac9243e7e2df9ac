import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Scope, systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { AuditFilter } from '../../../core/store/store.ts'
import type { OpenStore } from './contract.ts'
import { audited, start, write } from './fixtures.ts'

export function describeAudit(name: string, open: OpenStore): void {
  describe(`${name}: audit log`, () => {
    test('rows are numbered from 1, stamped by the clock, listed newest first and verified', async () => {
      const clock = manualClock(start)
      const { store, close } = await open(clock)
      try {
        assert.deepEqual(await store.audit.verify(), { ok: true, rows: 0, head: undefined })
        await store.audit.append([audited('session.open'), audited('session.close')])
        clock.advance(5_000)
        await store.records.write([write('alert', 'a', {})], [audited('alert.close', { unitIds: ['xa-1', 'tinh'] })])
        const rows = await store.audit.list(systemScope, { limit: 10 })
        assert.deepEqual(
          rows.map(({ number, action, time }) => [number, action, time - start]),
          [
            [3, 'alert.close', 5_000],
            [2, 'session.close', 0],
            [1, 'session.open', 0],
          ],
        )
        const newest = rows[0]!
        assert.deepEqual({ ...newest, ...audited('alert.close', { unitIds: ['xa-1', 'tinh'] }) }, newest)
        assert.deepEqual(
          (await store.audit.list(systemScope, { limit: 1, before: 3 })).map((row) => row.number),
          [2],
        )
        await store.audit.append([audited('user.recover', { target: 'user/2' })])
        const ofUser = await store.audit.list(systemScope, { limit: 10, target: 'user/2' })
        assert.deepEqual(
          ofUser.map((row) => row.action),
          ['user.recover'],
        )
        assert.equal(new Set(rows.map((row) => row.hash)).size, 3)
        assert.deepEqual(await store.audit.verify(), { ok: true, rows: 4, head: { number: 4, hash: ofUser[0]?.hash } })
      } finally {
        await close()
      }
    })

    test('rows are searched by who, what, which thing, when, unit and words, page by page, and counted', async () => {
      const clock = manualClock(start)
      const { store, close } = await open(clock)
      try {
        for (const [actor, action, target, unit, note] of [
          ['lan', 'role.grant', 'account/binh', 'xa-1', 'Cấp cho Đội trực'],
          ['lan', 'role.take-back', 'account/binh', 'xa-1', ''],
          ['minh', 'role.grant', 'account/an', 'xa-10', 'thay anh Bình nghỉ'],
          ['minh', 'session.open', 'session/1', 'xa-10', ''],
          ['minh', 'roles.odd', 'x/1', undefined, ''],
        ] as const) {
          const unitIds = unit === undefined ? [] : [unit, 'tinh']
          await store.audit.append([{ actor, action, target, unitIds, details: { note } }])
          clock.advance(1_000)
        }
        const found = async (filter: AuditFilter, scope: Scope = systemScope) =>
          (await store.audit.search(scope, filter, { limit: 10 })).rows.map(({ number }) => number)
        assert.deepEqual(await found({}), [5, 4, 3, 2, 1])
        assert.deepEqual(await found({ actors: ['lan'] }), [2, 1])
        assert.deepEqual(await found({ actors: ['lan', 'minh'], actions: ['role.grant'] }), [3, 1])
        assert.deepEqual(await found({ actions: ['role.'] }), [3, 2, 1])
        assert.deepEqual(await found({ actions: ['role.take-back', 'session.'] }), [4, 2])
        assert.deepEqual(await found({ actions: [] }), [])
        assert.deepEqual(await found({ target: 'account/an' }), [3])
        assert.deepEqual(await found({ from: start + 1_000, to: start + 3_000 }), [3, 2])
        assert.deepEqual(await found({ unit: 'xa-1' }), [2, 1])
        assert.deepEqual(await found({ unit: 'tinh' }), [4, 3, 2, 1])
        assert.deepEqual(await found({ text: 'doi TRUC' }), [1])
        assert.deepEqual(await found({ text: 'binh' }), [3, 2, 1])
        assert.deepEqual(await found({ text: 'binh nghi' }), [3])
        assert.deepEqual(await found({ text: 'ruc' }), [])
        assert.deepEqual(await found({}, { kind: 'units', units: ['xa-1'], unattributed: false }), [2, 1])

        const first = await store.audit.search(systemScope, {}, { limit: 3 })
        assert.equal(first.next, 3)
        const second = await store.audit.search(systemScope, {}, { limit: 3, before: first.next })
        assert.deepEqual([second.rows.map(({ number }) => number), second.next], [[2, 1], undefined])
        assert.deepEqual(second.rows[0]?.details, { note: '' })

        const facets = await store.audit.facets(systemScope, { from: start, text: 'note' }, 3)
        assert.deepEqual(facets, [
          {
            field: 'actor',
            values: [
              { value: 'minh', count: 3 },
              { value: 'lan', count: 2 },
            ],
            partial: false,
          },
          {
            field: 'action',
            values: [
              { value: 'role.grant', count: 2 },
              { value: 'role.take-back', count: 1 },
              { value: 'roles.odd', count: 1 },
            ],
            partial: false,
          },
        ])
        const [actors] = await store.audit.facets({ kind: 'units', units: ['xa-1'], unattributed: false }, {}, 3)
        assert.deepEqual(actors?.values, [{ value: 'lan', count: 2 }])
        assert.deepEqual(
          (await store.audit.follow(systemScope, { after: 2, limit: 2 })).map(({ number }) => number),
          [3, 4],
        )
      } finally {
        await close()
      }
    })

    test('the chain is checked stretch by stretch, with rows that come in between', async () => {
      const { store, close } = await open(manualClock(start))
      try {
        await store.audit.append(Array.from({ length: 2_500 }, (_, i) => audited('alert.read', { target: `a/${i}` })))
        const first = await store.audit.verifyPart()
        assert.ok(!('ok' in first))
        assert.deepEqual([first.last.number, first.head?.number], [2_000, 2_500])
        await store.audit.append([audited('alert.read')])
        const second = await store.audit.verifyPart(first)
        assert.ok('ok' in second && second.ok)
        // The row that came in between may be seen, or wait for the next check.
        assert.ok(second.rows >= 2_500)
        // Who hands back another past than there was is not believed.
        const other = await store.audit.verifyPart({ ...first, last: { number: 1_000, hash: first.last.hash } })
        assert.deepEqual(other, { ok: false, number: 1_001, reason: 'reordered' })
      } finally {
        await close()
      }
    })
  })
}
