import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { brute, correlationDesk, eventOf, minute, spray, start } from '../support/correlation-desk.ts'

/**
 * What correlations cost: two of them over stored matches of many groups, first all at once, then as they arrive, then a
 * flood from one source. On files, in one thread.
 */
const stored = 30_000
const folder = mkdtempSync(join(tmpdir(), 'vonggac-bench-'))
const desk = correlationDesk(
  (clock) => openSqliteStore({ directory: join(folder, 'store'), secretsDirectory: join(folder, 'secrets'), clock }),
  [brute, spray],
)
const fail = (at: number, n: number, ip = `10.0.${n % 200}.${n % 7}`) =>
  eventOf({ at, action: 'fail', ip, user: `u${n % 50}` })

async function ingest(events: readonly ReturnType<typeof fail>[]): Promise<void> {
  for (let at = 0; at < events.length; at += 5_000) await desk.ingest(events.slice(at, at + 5_000))
}
async function timed(what: string, matches: number): Promise<void> {
  const began = performance.now()
  await desk.rounds()
  const took = performance.now() - began
  console.log(`${what}: ${took.toFixed(0)} ms, ${Math.round((matches / took) * 1_000)} matches a second`)
}

await ingest(
  Array.from({ length: stored }, (_, n) => fail(start - 60 * minute + Math.floor((n * 60 * minute) / stored), n)),
)
await timed(`${stored} matches of 1,400 groups at once`, stored)
const rounds = 10
for (let round = 0; round < rounds; round++) {
  await ingest(Array.from({ length: 100 }, (_, n) => fail(start + round * 1_000 + n, n)))
  await timed('a round of 100 more', 100)
}
const flood = 20_000
await ingest(Array.from({ length: flood }, (_, n) => fail(start + minute + n, n, '203.0.113.1')))
await timed(`a flood of ${flood} from one source`, flood)
const findings = await desk.findings()
console.log(`${findings.length} findings, ${findings.filter(({ capped }) => capped).length} of them capped`)
rmSync(folder, { recursive: true, force: true })
process.exit(0)
