import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../../core/lib/clock.ts'
import { ReadQueue, type WaitingReads } from '../../../core/store/read-queue.ts'
import type { EventReads } from '../../../core/store/store.ts'
import { guard, testConsole } from '../../support/console.ts'
import { eventually } from '../../support/platform.ts'

test('a search that waits says so, and one whose browser has gone gives its place to the next', async (t) => {
  const queue = new ReadQueue(['heavy'])
  let running = 0
  const search: EventReads['search'] = () =>
    queue.run('heavy', async (_, left) => {
      running += 1
      await new Promise<void>((resolve) => left?.addEventListener('abort', () => resolve()))
      running -= 1
      return { rows: [], places: [] }
    })
  const { app, signIn } = await testConsole(t, systemClock, {
    events: { search } as unknown as EventReads,
    waitingReads: (person) => queue.of(person),
  })
  const [an, binh] = await Promise.all(['an', 'binh'].map((name) => signIn(name, [{ role: 'analyst', unit: 'tinh' }])))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const headers = (cookie = '') => ({ ...guard, cookie })
  const ask = (cookie: string | undefined, signal: AbortSignal) =>
    fetch(`${url}/api/events?from=0&to=1000`, { headers: headers(cookie), signal }).catch(() => 'broken off')
  const waits = async (cookie: string | undefined) =>
    (await (await fetch(`${url}/api/events/waiting`, { headers: headers(cookie) })).json()) as WaitingReads

  const leaving = [new AbortController(), new AbortController()] as const
  const first = ask(an?.cookie, leaving[0].signal)
  await eventually('the first search runs', async () => running === 1)
  const second = ask(binh?.cookie, leaving[1].signal)
  await eventually('the second waits', async () => queue.of('binh').waiting === 1)
  assert.deepEqual(await waits(binh?.cookie), { waiting: 1, ahead: 0 })
  assert.deepEqual(await waits(an?.cookie), { waiting: 0, ahead: 0 })

  leaving[0].abort()
  assert.equal(await first, 'broken off')
  await eventually('the second has its turn', async () => (await waits(binh?.cookie)).waiting === 0)
  assert.equal(running, 1)
  leaving[1].abort()
  assert.equal(await second, 'broken off')
  await eventually('the reader is free', async () => running === 0)
})
