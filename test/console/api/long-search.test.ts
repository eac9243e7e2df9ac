import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { EventPage, FieldStatistics } from '../../../console/api/schemas/events.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { openReader, openSqliteStore } from '../../../core/store/sqlite/open.ts'
import { guard, testConsole } from '../../support/console.ts'

const noon = Date.parse('2026-11-23T05:00:00Z')
const many = 12_000

test('a search that would read everything answers at once with how far it has come, and goes on from there', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-long-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const directory = join(folder, 'store')
  const store = openSqliteStore({ directory, secretsDirectory: join(folder, 'secrets') })
  const stored = Array.from({ length: many }, (_, n) => {
    const id = `20261123-${String(n).padStart(6, '0')}`
    const document = {
      '@timestamp': new Date(noon + n).toISOString(),
      event: { id },
      message: n === 0 ? 'the needle' : 'hay',
      vonggac: { unit: { id: 'so-tc', ids: ['so-tc', 'tinh'] } },
    }
    return { id, partition: { class: '12m', day: '2026-11-23' }, placedByReceipt: false, document }
  })
  await store.events.append(stored, [])
  await store.close()
  // Every reading stops at its first chance, as a slow one stops after two seconds.
  const events = openReader({ directory, budget: 0 })
  t.after(() => events.close())
  const { app, signIn } = await testConsole(t, systemClock, { events })
  const { cookie } = await signIn('truc', [{ role: 'analyst', unit: 'tinh' }])
  const ask = async <T>(path: string) => {
    const reply = await app.inject({ url: `/api/events${path}`, headers: { ...guard, cookie } })
    assert.equal(reply.statusCode, 200, reply.body)
    return reply.json<T>()
  }
  const question = `from=0&to=4102444800000&query=${encodeURIComponent('message: *needle*')}`
  const first = await ask<EventPage>(`?${question}`)
  assert.deepEqual(first.rows, [])
  assert.ok(first.cursor !== null && first.reached !== null && first.reached > noon)
  let page = first
  let asked = 1
  for (; page.cursor !== null; asked++) {
    const next = await ask<EventPage>(`?${question}&cursor=${encodeURIComponent(page.cursor)}`)
    assert.ok(next.reached === null || next.reached < (page.reached ?? 0), 'it gets nowhere')
    page = next
  }
  assert.equal(page.rows.length, 1)
  assert.equal(page.reached, null)
  assert.ok(asked > 1 && asked < 20, String(asked))

  const all = 'from=0&to=4102444800000'
  const statistics = await ask<FieldStatistics>(`/statistics?${all}&field=message`)
  assert.equal(statistics.partial, true)
  assert.equal(statistics.distinct.relation, 'gte')
})
