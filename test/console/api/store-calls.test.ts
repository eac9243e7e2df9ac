import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provinceCalls } from '../../bench/province-calls.ts'
import { askers, fillProvince, password, provinceUnits } from '../../bench/province-world.ts'
import { logIn, testConsole } from '../../support/console.ts'

/**
 * What the speed of a read comes from, in numbers that a busy machine does not change: how often it searches the store, and how
 * many rows it takes out. Reads by id are left aside, since the store gathers them.
 */
const most = { searches: 16, rows: 800 }
/** Durations of incidents are in their steps, so that each of the month's 2,000 is read. */
const reckonsOverIncidents = /^metrics, 30 days/
const byId = ['get', 'changes', 'lastChange']

test('no read of a page searches the store row by row, or takes out more than it shows, at the size of a province', async (t) => {
  const { app, store } = await testConsole(t, undefined, {}, {}, provinceUnits)
  await fillProvince(store, { alerts: 2_000, events: 700, auditRows: 2_000, rules: 10 })
  const asked = { searches: [] as string[], rows: 0 }
  for (const [part, methods] of Object.entries({ ...store })) {
    const own = methods as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
    for (const [name, method] of Object.entries(own)) {
      if (typeof method !== 'function' || byId.includes(name) || name === 'close') continue
      own[name] = async (...args) => {
        const answer = await method(...args)
        const rows = (answer as { rows?: unknown } | undefined)?.rows
        asked.searches.push(`${part}.${name}`)
        asked.rows += Array.isArray(rows) ? rows.length : 0
        return answer
      }
    }
  }
  const tooMuch: string[] = []
  let reads = 0
  let searched = 0
  for (const name of askers) {
    const reply = await logIn(app, name, password)
    const headers = { cookie: `vonggac_session=${reply.cookies[0]?.value}` }
    const ask = async (url: string) => {
      const { statusCode, body } = await app.inject({ url, headers })
      return { status: statusCode, text: body }
    }
    for (const [route, path] of await provinceCalls(ask)) {
      asked.searches = []
      asked.rows = 0
      const { status } = await ask(path)
      if (status === 200) reads++
      const { searches, rows } = asked
      searched += searches.length
      if (searches.length > most.searches || (rows > most.rows && !reckonsOverIncidents.test(route)))
        tooMuch.push(`${name} ${route}: ${rows} rows, ${searches.length} searches: ${[...new Set(searches)].join(' ')}`)
    }
  }
  assert.ok(reads > 150 && searched > reads, `${reads} reads were answered with ${searched} searches`)
  assert.deepEqual(tooMuch, [])
})
