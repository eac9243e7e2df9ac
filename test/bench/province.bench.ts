import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { systemClock as clock } from '../../core/lib/clock.ts'
import { openElasticStore } from '../../core/store/elastic/open.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { installation, type Platform } from '../support/platform.ts'
import { dropPrefix } from '../support/temporary-elastic.ts'
import { provinceCalls } from './province-calls.ts'
import { askers, fillProvince, type ProvinceSize, password } from './province-world.ts'

/**
 * How fast every read of the API answers that a page calls, over HTTP, with a province in the store: 140 units, 300
 * systems, 500 people, and as many alerts, events and audit rows as said. As a duty lead and as the analyst of one unit: each
 * once cold, then `rounds` times in an order that is shuffled anew; then ten times alone, with the longest time for which it
 * held up the console's event loop (the clock that tells has steps of 10 ms, which an idle loop shows too), and the processor time
 * of one answer, which a busy machine does not lengthen.
 * `province.bench.ts [alerts] [events] [audit rows] [rounds] [sqlite|elasticsearch]`
 */
const [alerts = 100_000, events = 300_000, auditRows = 300_000, rounds = 20] = process.argv.slice(2, 6).map(Number)
const stores = process.argv[6] === undefined ? ['sqlite', 'elasticsearch'] : [process.argv[6]]
/** What the project promises of a list at p95, milliseconds. */
const limit = 300
/** Questions of a kind, one after another, by which its work is told. */
const alone = 10

interface Timing {
  readonly cold: number
  readonly p50: number
  readonly p95: number
  readonly max: number
  readonly loop: number
  /** Processor time of the platform's process. */
  readonly work: number
  readonly bytes: number
}

const results = new Map<string, Map<string, Timing>>()
for (const store of stores) await measure(store, { alerts, events, auditRows })
report()

async function measure(store: string, size: ProvinceSize): Promise<void> {
  const ends: (() => unknown)[] = []
  const environment: Record<string, string> = {}
  const prefix = `bench${randomBytes(6).toString('hex')}`
  const server = store === 'sqlite' ? undefined : await findElasticsearch()
  if (server !== undefined && 'missing' in server) return console.log(`elasticsearch: ${server.missing}`)
  if (server !== undefined) {
    ends.push(() => dropPrefix(server.url, prefix))
    environment.VONGGAC_STORAGE_KIND = 'elasticsearch'
    environment.VONGGAC_ELASTICSEARCH_URLS = server.url
    environment.VONGGAC_ELASTICSEARCH_PREFIX = prefix
  }
  const { folder, start } = installation({ after: (end) => ends.unshift(end as () => unknown) }, environment)
  const secretsDirectory = join(folder, 'secrets')
  try {
    const opened =
      server === undefined
        ? openSqliteStore({ directory: join(folder, 'store'), secretsDirectory, clock })
        : await openElasticStore({ urls: [server.url], prefix, secretsDirectory, clock })
    const began = performance.now()
    await fillProvince(opened, size)
    await opened.close()
    console.log(`${store}: filled in ${Math.round((performance.now() - began) / 1_000)} s`)
    const platform = await start()
    for (const name of askers) {
      const timings = await timeCalls(platform, name)
      for (const [route, timing] of timings) {
        const of = results.get(`${name} ${route}`) ?? new Map<string, Timing>()
        results.set(`${name} ${route}`, of.set(store, timing))
      }
    }
    await platform.end('SIGTERM')
  } finally {
    for (const end of ends) await end()
  }
}

async function timeCalls(platform: Platform, name: string): Promise<Map<string, Timing>> {
  const ask = await caller(platform, name)
  const calls = await provinceCalls(ask)
  const took = new Map<string, number[]>()
  const cold = new Map<string, Awaited<ReturnType<typeof ask>>>()
  for (const [route, path] of calls) {
    const answer = await ask(path)
    if (answer.status === 403) continue
    if (answer.status !== 200) {
      console.log(`  ${name} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`)
      continue
    }
    cold.set(route, answer)
    took.set(route, [])
  }
  const asked = calls.filter(([route]) => cold.has(route))
  for (let round = 0; round < rounds; round++) {
    const order = asked.map((call) => ({ call, at: Math.random() })).sort((a, b) => a.at - b.at)
    for (const { call } of order) took.get(call[0])?.push((await ask(call[1])).ms)
  }
  const timings = new Map<string, Timing>()
  for (const [route, path] of asked) {
    await heldUp(platform)
    const before = worked(platform)
    for (let again = 1; again < alone; again++) await ask(path)
    const { text } = await ask(path)
    const work = (worked(platform) - before) / alone
    const loop = await heldUp(platform)
    const sorted = (took.get(route) ?? []).sort((a, b) => a - b)
    const of = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
    const times = { cold: cold.get(route)?.ms ?? 0, p50: of(0.5), p95: of(0.95), max: of(1) }
    timings.set(route, { ...times, loop, work, bytes: text.length })
  }
  return timings
}

/** Somebody who is signed in and asks. */
async function caller(platform: Platform, name: string) {
  const headers = { 'x-vonggac': '1', 'content-type': 'application/json' }
  const body = JSON.stringify({ name, password })
  const session = await fetch(`${platform.url}/api/session`, { method: 'POST', headers, body })
  if (!session.ok) throw new Error(`${name} cannot sign in: ${await session.text()}`)
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
  return async function ask(path: string): Promise<{ status: number; text: string; ms: number }> {
    for (;;) {
      const began = performance.now()
      const reply = await fetch(`${platform.url}${path}`, { headers: { cookie, 'x-vonggac': '1' } })
      const text = await reply.text()
      const ms = performance.now() - began
      // So many questions in a minute are refused for a while.
      if (reply.status !== 429) return { status: reply.status, text, ms }
      await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(reply.headers.get('retry-after') ?? 1)))
    }
  }
}

/** For how long at most the console's event loop stood still since the last call, milliseconds. */
async function heldUp(platform: Platform): Promise<number> {
  const text = await (await fetch(`${platform.url}/metrics`)).text()
  return 1_000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1] ?? Number.NaN)
}

/** Processor time that the platform's process has had, milliseconds; 0 where the system does not tell (proc(5)). */
function worked({ pid }: Platform): number {
  const stat = `/proc/${pid}/stat`
  if (!existsSync(stat)) return 0
  const [, , , , , , , , , , , user = 0, system = 0] = readFileSync(stat, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(user) + Number(system)) * 10
}

function report(): void {
  const round = (value: number | undefined) => (value === undefined ? '–' : String(Math.round(value)))
  const load = loadavg()[0]?.toFixed(1)
  console.log(`\n${alerts} alerts, ${events} events, ${auditRows} audit rows; load ${load} on ${cpus().length} cores`)
  console.log('milliseconds: cold, p50, p95, longest, event loop held up, processor time; kB of the answer')
  for (const [route, of] of results) {
    const cells = stores.map((store) => {
      const timing = of.get(store)
      if (timing === undefined) return ''.padEnd(47)
      const { cold, p50, p95, max, loop, work, bytes } = timing
      const figures = [cold, p50, p95, max, loop, work, bytes / 1_000].map((value) => round(value).padStart(6)).join('')
      return `${figures}${p95 > limit ? ' SLOW' : '     '}`
    })
    console.log(`${route.padEnd(52)} ${cells.join(' |')}`)
  }
}
