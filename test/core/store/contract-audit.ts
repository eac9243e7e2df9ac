import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
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
  })
}
