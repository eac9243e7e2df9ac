import { existsSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import type { Platform } from '../support/platform.ts'
import { provinceCalls } from './province-calls.ts'
import { asker, provinceStores, shareOf, withProvince } from './province-platform.ts'
import { askers } from './province-world.ts'

/**
 * How fast every read of the API answers that a page calls, over HTTP, with a province in the store: 140 units, 300
 * systems, 500 people, and as many alerts, events and audit rows as said. As a duty lead and as the analyst of one unit: each
 * once cold, then `rounds` times in an order that is shuffled anew; then ten times alone, with the longest time for which it
 * held up the console's event loop (the clock that tells has steps of 10 ms, which an idle loop shows too), and the processor time
 * of one answer, which a busy machine does not lengthen.
 * `province.bench.ts [alerts] [events] [audit rows] [rounds] [sqlite|elasticsearch] [folder]`; a store of
 * files is kept in the folder and used again.
 */
const [alerts = 100_000, events = 300_000, auditRows = 300_000, rounds = 20] = process.argv.slice(2, 6).map(Number)
const stores = process.argv[6] === undefined ? provinceStores : [process.argv[6]]
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
for (const store of stores) {
  await withProvince(store, { alerts, events, auditRows }, (platform) => measure(platform, store), process.argv[7])
}
report()

async function measure(platform: Platform, store: string): Promise<void> {
  for (const name of askers) {
    for (const [route, timing] of await timeCalls(platform, name)) {
      const of = results.get(`${name} ${route}`) ?? new Map<string, Timing>()
      results.set(`${name} ${route}`, of.set(store, timing))
    }
  }
}

async function timeCalls(platform: Platform, name: string): Promise<Map<string, Timing>> {
  const { ask } = await asker(platform, name)
  const calls = await provinceCalls(ask)
  const took = new Map<string, number[]>()
  const cold = new Map<string, { readonly ms: number }>()
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
    for (const { call } of order) {
      const { status, ms, text } = await ask(call[1])
      if (status !== 200) console.log(`  ${name} ${call[1]}: ${status} ${text.slice(0, 200)}`)
      took.get(call[0])?.push(ms)
    }
  }
  const timings = new Map<string, Timing>()
  for (const [route, path] of asked) {
    await heldUp(platform)
    const before = worked(platform)
    for (let again = 1; again < alone; again++) await ask(path)
    const { text } = await ask(path)
    const work = (worked(platform) - before) / alone
    const loop = await heldUp(platform)
    const of = (share: number) => shareOf(took.get(route) ?? [], share)
    const times = { cold: cold.get(route)?.ms ?? 0, p50: of(0.5), p95: of(0.95), max: of(1) }
    timings.set(route, { ...times, loop, work, bytes: text.length })
  }
  return timings
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
