import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ownServer } from '../support/elasticsearch.ts'
import { freePort } from '../support/free-port.ts'
import { apiOf, eventually, firstPasswords, installation, type Platform } from '../support/platform.ts'
import { steadyBulk, steadyRelp } from '../support/steady-senders.ts'

/** How long Elasticsearch is gone, seconds; an outage of ten minutes is the same test with 600. */
const outage = Number(process.env.VONGGAC_TEST_OUTAGE ?? 10)
/** Megabytes by which the platform may grow while nothing can be stored: what its queue holds, and garbage. */
const mostGrowth = 350

const server = await ownServer()
const skip = server === undefined ? 'the minimal distribution of Elasticsearch cannot be had' : false

const ready = async (platform: Platform): Promise<{ status: number; reasons: readonly string[] }> => {
  const reply = await fetch(`${platform.url}/health/ready`)
  return { status: reply.status, reasons: ((await reply.json()) as { reasons: string[] }).reasons }
}
const memory = ({ pid = 0 }: Platform): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

test('Elasticsearch hangs, is gone, and is killed under load: senders wait, it is told, and every line is there once', {
  skip,
  timeout: 580_000 + outage * 1000,
}, async (t) => {
  assert.ok(server !== undefined)
  t.after(() => server.remove())
  await server.start()
  const relpPort = await freePort()
  const { start, run } = installation(t, {
    VONGGAC_STORAGE_KIND: 'elasticsearch',
    VONGGAC_ELASTICSEARCH_URLS: server.url,
    VONGGAC_RELP_LISTEN: 'on',
    VONGGAC_RELP_PORT: String(relpPort),
  })
  const platform = await start()
  const { truc, admin } = firstPasswords(platform)
  const [api, operator] = [await apiOf(platform, 'truc', truc), await apiOf(platform, 'admin', admin)]
  const key = JSON.parse(run('enroll', 'shipper').stdout) as { authorization: string }
  const at = new Date()
  const relp = steadyRelp(relpPort, { at, source: '203.0.113.21', each: 30, every: 50 })
  t.after(() => relp.stop())
  const bulk = steadyBulk(`http://127.0.0.1:${platform.bulkPort}`, key.authorization, {
    at,
    source: '203.0.113.22',
    each: 100,
    every: 200,
  })
  t.after(() => bulk.stop())
  /** Waits until both have had lines acknowledged since. */
  const flows = () => {
    const before = [relp.sent(), bulk.sent()] as const
    return eventually('both flow', async () => relp.sent() > before[0] + 500 && bulk.sent() > before[1] + 100, 60_000)
  }
  await flows()

  // It hangs: connections stand, nothing is answered.
  server.suspend()
  const hung = await eventually('it is told that it hangs', async () => {
    const state = await ready(platform)
    return state.reasons.includes('store-unreachable') ? state : undefined
  })
  assert.equal(hung.status, 503)
  server.resume()
  await eventually('it goes on by itself', async () => (await ready(platform)).status === 200, 60_000)

  // It is gone.
  await server.kill()
  const before = memory(platform)
  const gone = performance.now()
  await eventually('it is told that it is gone', async () =>
    (await ready(platform)).reasons.includes('store-unreachable'),
  )
  const page = await fetch(`${platform.url}/api/system`, { headers: { cookie: operator.cookie } })
  assert.equal(page.status, 503)
  const problem = (await page.json()) as { code: string; detail: string; hint: string }
  assert.equal(problem.code, 'store-busy')
  assert.match(problem.detail, /Elasticsearch cannot be reached/)
  assert.match(problem.hint, /Check that Elasticsearch runs/)
  const doctor = run('doctor')
  assert.equal(doctor.status, 1, doctor.stderr)
  assert.match(doctor.stdout, /^fail {2}elastic +store-unreachable: Elasticsearch cannot be reached/m)
  await wait(Math.max(0, outage * 1000 - (performance.now() - gone)))
  const grown = memory(platform) - before
  await eventually('the shipper is refused', async () => bulk.refusals() > 0)
  const away = (performance.now() - gone) / 1000
  await server.start()
  await eventually('it recovers by itself', async () => (await ready(platform)).status === 200, 60_000)

  // It is killed in the middle of what it is being sent, on the data it had.
  const kills = 2
  for (let kill = 0; kill < kills; kill++) {
    await flows()
    await server.kill()
    await server.start()
    await eventually('it recovers', async () => (await ready(platform)).status === 200, 60_000)
  }
  const [lines, documents] = await Promise.all([relp.end(), bulk.end()])

  const range = `from=0&to=${Date.now() + 86_400_000}`
  const counted = await eventually(
    'every event and match is counted',
    async () => {
      const { total } = await api.get(`/api/events/histogram?${range}`)
      const { rows } = await api.get(`/api/alerts?${range}`)
      const of = (source: string) => rows.find((row: { source: string }) => row.source === source)?.count
      const counts = { events: total.value, relp: of('203.0.113.21'), bulk: of('203.0.113.22') }
      return counts.events >= lines + documents && counts.relp >= lines && counts.bulk >= documents ? counts : undefined
    },
    60_000,
  )
  t.diagnostic(
    `gone ${away.toFixed(0)} s; ${lines} lines by RELP, ${documents} documents by _bulk, ${bulk.refusals()} refusals; grew ${grown.toFixed(0)} MB to ${memory(platform).toFixed(0)} MB`,
  )
  assert.deepEqual(counted, { events: lines + documents, relp: lines, bulk: documents })
  assert.ok(grown < mostGrowth, `the platform grew by ${grown.toFixed(0)} MB`)
  const told = platform.output()
  for (const name of ['store-fault', 'store-mended', 'append-refused', 'append-recovered'])
    assert.match(told, new RegExp(`"signal":"${name}"`))
  assert.doesNotMatch(told, /"signal":"events-lost"/)
  // Jobs that met the outage try again after a pause. The disk of whoever runs this is another matter.
  await eventually(
    'no trouble is left',
    async () => {
      const { troubles } = (await operator.get('/api/system')) as { troubles: { code: string }[] }
      return troubles.every(({ code }) => code.startsWith('disk-'))
    },
    60_000,
  )
  assert.equal(await platform.end('SIGTERM'), 0, platform.output())
})
