import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemScope } from '../../core/access/scope.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import { type EntityKind, entityKinds } from '../../core/event/entity-fields.ts'
import { openEventWriter } from '../../core/store/sqlite/open.ts'
import { type ReaderPool, readerLanes, startReaderPool } from '../../core/store/sqlite/threads.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { barsOf } from '../../response/entities/bars.ts'
import { type EntityRange, entityQuery } from '../../response/entities/entity-query.ts'
import { prevalenceOf } from '../../response/entities/prevalence.ts'
import { profileOf } from '../../response/entities/profile.ts'
import { touchedHosts } from '../../response/entities/touched.ts'
import { dayEvent, dayLong, firstDay } from './day-events.ts'
import { shareOf } from './province-platform.ts'

/**
 * How long the parts of a page take that tells of the host, the user and the address with the most events of a day, each part by
 * itself and all at once as a page asks, on the reading threads of the console. Arguments: events (1,400,000 is the size that is
 * asked of the store), and a folder that is kept and used again, as `day-search.bench.ts` fills it.
 */
const events = Number(process.argv[2] ?? 150_000)
const kept = process.argv[3]
const directory = kept ?? mkdtempSync(join(tmpdir(), 'vonggac-entities-'))
const rounds = 3
const day = { from: firstDay, to: firstDay + dayLong }

async function fill(): Promise<void> {
  const isThere = existsSync(join(directory, 'events'))
  const writer = openEventWriter({ directory })
  for (let at = 0; !isThere && at < events; at += 1_000) {
    await writer.append(
      Array.from({ length: 1_000 }, (_, n) => dayEvent(0, at + n, events)),
      [],
    )
  }
  await writer.seal()
  await writer.close()
}

/** What a page asks, in its order. */
function partsOf(pool: ReaderPool, asked: EntityRange): Readonly<Record<string, () => Promise<unknown>>> {
  const query = entityQuery(asked)
  const records = { get: async () => undefined } as unknown as RecordStore
  return {
    timeline: () => pool.search(systemScope, query, { limit: 200 }),
    bars: () => barsOf(pool, systemScope, query),
    kinds: () => pool.facets(systemScope, query, ['event.category'], 10),
    hosts: () => touchedHosts(pool, systemScope, asked),
    prevalence: () => prevalenceOf(pool, systemScope, asked),
    profile: () =>
      profileOf(
        { events: pool, records, units: unitTree([{ id: 'tinh', name: 'Tỉnh', kind: 'province' }]) },
        systemScope,
        asked,
      ),
    related: () => pool.facets(systemScope, query, ['user.name', 'source.ip', 'destination.ip', 'event.action'], 10),
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function busiest(kind: EntityKind, pool: ReaderPool): Promise<string> {
  const field = { host: 'host.name', user: 'user.name', address: 'source.ip' }[kind]
  const [facet] = await pool.facets(systemScope, { ...day, where: { kind: 'true' } }, [field], 1)
  const [first] = facet?.values ?? []
  if (first === undefined) throw new Error(`no event has ${field}`)
  console.log(`${kind} ${first.value}: ${first.count} events`)
  return first.value
}

await fill()
const pool = await startReaderPool({ directory }, readerLanes(cpus().length))
const each: number[] = []
const together: number[] = []
for (const kind of entityKinds) {
  const asked = { kind, name: await busiest(kind, pool), ...day }
  const told: string[] = []
  for (const [name, part] of Object.entries(partsOf(pool, asked))) {
    const used = process.cpuUsage()
    const took: number[] = []
    for (let round = 0; round < rounds; round++) took.push(await timed(part))
    const { user, system } = process.cpuUsage(used)
    told.push(`${name} ${took.map(Math.round).join(' ')} (processor ${Math.round((user + system) / 1_000 / rounds)})`)
    each.push(...took)
  }
  console.log(`  ${told.join(', ')}`)
  for (let round = 0; round < rounds; round++) {
    together.push(await timed(() => Promise.all(Object.values(partsOf(pool, asked)).map((part) => part()))))
  }
}
const p95 = (values: readonly number[]) => `${Math.round(shareOf(values, 0.95))} ms`
console.log(
  `a part p95 ${p95(each)}, a whole page p95 ${p95(together)} (load ${loadavg()[0]?.toFixed(1)}, ${cpus().length} cores)`,
)
await pool.close()
if (kept === undefined) rmSync(directory, { recursive: true })
