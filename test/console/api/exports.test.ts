import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import type { EventReads } from '../../../core/store/store.ts'
import { createExports } from '../../../response/exports/exports.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { guard, testConsole } from '../../support/console.ts'
import { eventually } from '../../support/platform.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const range = 'from=0&to=4102444800000'

test('a file comes with its name and kind; what cannot be read is refused before a byte', async (t) => {
  const { app, plant, signIn } = await testConsole(t)
  await plant('so-tc-ketoan', 'ketoan', Date.now())
  const { cookie } = await signIn('truc', [{ role: 'analyst', unit: 'tinh' }])
  const ask = (path: string) => app.inject({ url: `/api/exports/${path}`, headers: { ...guard, cookie } })
  const sheet = await ask(`events?${range}&format=xlsx`)
  assert.equal(sheet.statusCode, 200)
  assert.equal(sheet.headers['content-type'], 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
  assert.match(String(sheet.headers['content-disposition']), /^attachment; filename="vong-gac-events-[\d-]+\.xlsx"$/)
  assert.equal(sheet.rawPayload.subarray(0, 2).toString(), 'PK')
  const table = await ask(`alerts?${range}&format=csv&column=rule&column=host&language=en`)
  assert.match(table.body, /^\uFEFFRule;Rule id;Host\r\nTest rule;rule-canary;host-ketoan\r\n$/)
  assert.equal(table.headers['cache-control'], 'no-store')
  assert.deepEqual((await ask(`events?${range}&format=csv&query=a+and+(`)).json().code, 'bad-query')
  assert.equal((await ask(`events?${range}&format=pdf`)).statusCode, 400)
  assert.equal((await ask(`alerts?${range}&format=csv&column=bulks`)).statusCode, 400)
})

test('the reader goes: the reading ends, the audit log says so and the place is free again', async (t) => {
  const clock = systemClock
  const units = unitTree(sampleUnits)
  const store = temporaryStore(t, clock)
  let pages = 0
  // Events without end.
  const events = {
    histogram: async () => ({ interval: 1, buckets: [], total: { value: 5_000_000, relation: 'gte' } }),
    async search() {
      pages++
      await wait(1)
      const row = { '@timestamp': '2026-11-23T05:00:00Z', event: { id: 'x', original: 'y'.repeat(200) } }
      return { rows: Array.from({ length: 1_000 }, () => row), places: [], cursor: 'more' }
    },
  } as unknown as EventReads
  const exports = createExports({ ...store, events, units, clock, timeZone: 'Asia/Ho_Chi_Minh' })
  const { app, signIn } = await testConsole(t, clock, { exports })
  const { cookie } = await signIn('truc', [{ role: 'analyst', unit: 'tinh' }])
  const base = await app.listen({ port: 0 })
  const url = `${base}/api/exports/events?${range}&format=csv`
  const start = async () => {
    const stop = new AbortController()
    const reply = await fetch(url, { headers: { cookie }, signal: stop.signal })
    assert.equal(reply.status, 200)
    assert.match(reply.headers.get('content-disposition') ?? '', /-first-1000000\.csv"$/)
    await reply.body?.getReader().read()
    return () => stop.abort()
  }
  const running = [await start(), await start()]
  const third = await fetch(url, { headers: { cookie } })
  assert.equal(third.status, 503)
  assert.match(await third.text(), /"code":"store-busy".*wait until one of them is there/)
  // Nobody reads on: once what lies between is full, neither does the store.
  let held = -1
  for (let tries = 0; held !== pages && tries < 40; tries++) {
    held = pages
    await wait(250)
  }
  assert.equal(pages, held)
  assert.ok(pages < 400, `${pages} pages read without a reader`)
  for (const stop of running) stop()
  const ends = async () =>
    (await store.audit.list(systemScope, { limit: 10 })).filter(({ action }) => action === 'export.end')
  const ended = await eventually('both have ended', async () => {
    const rows = await ends()
    return rows.length >= 2 && rows
  })
  assert.deepEqual(
    ended.map(({ details }) => details['state']),
    ['cut off', 'cut off'],
  )
  const after = pages
  await wait(100)
  assert.equal(pages, after)
  ;(await start())()
})
