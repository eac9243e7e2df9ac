import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testConsole } from '../support/console.ts'
import { provinceCalls } from './province-calls.ts'

/** Reads that are no list and no count: what a page does not wait for, and single things of which a filled store has none. */
const notTimed = [
  '/api/alerts/bulks/:id',
  '/api/audit/pack',
  '/api/exports/alerts',
  '/api/exports/audit',
  '/api/exports/events',
  '/api/incidents/:id/evidence/:evidence',
  '/api/indicators/:id/report',
  '/api/indicators/:id/searches/:search',
  '/api/log-in/oidc/callback',
  '/api/systems/export',
  '/api/units/export',
]

/** Answers every list with one row of what a list may tell. */
async function answered() {
  const row = { id: 'x', name: 'x', event: { id: 'x' }, host: { name: 'x' } }
  return { status: 200, text: JSON.stringify({ rows: [row] }) }
}

test('every list and every count of the API is among what is timed at the size of a province', async (t) => {
  const { app } = await testConsole(t)
  const { paths } = (await app.inject({ url: '/api/docs/json' })).json<{ paths: Record<string, object> }>()
  const reads = Object.entries(paths).flatMap(([path, methods]) => ('get' in methods ? [path] : []))
  assert.ok(reads.length > 70, 'the description names the routes')
  const timed = (await provinceCalls(answered)).map(([, path]) => new URL(path, 'http://x').pathname)
  const patterns = reads
    .filter((path) => path.startsWith('/api/'))
    .map((path) => ({
      path: path.replace(/\{(\w+)\}/g, ':$1'),
      pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
    }))
  const missing = patterns.filter(({ pattern }) => !timed.some((path) => pattern.test(path))).map(({ path }) => path)
  assert.deepEqual(missing.sort(), notTimed)
})
