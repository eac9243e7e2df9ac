import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemScope } from '../../core/access/scope.ts'
import { systemClock } from '../../core/lib/clock.ts'
import { anyFieldContains, contains, equals, everything, regex } from '../../core/predicate/build.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { facetColumns } from '../../core/store/facet-columns.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import type { Store } from '../../core/store/store.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { temporaryElastic } from '../support/temporary-elastic.ts'
import { sshEvent, firstSshEvent as start } from './ssh-events.ts'

/**
 * The same events into SQLite and into Elasticsearch, and the same questions to both, side by side. Batches of 4,000, as ingest
 * makes them; every batch durable before the next.
 */
const total = Number(process.argv[2] ?? 100_000)
const batchSize = 4_000
const query = { from: start, to: start + 86_400_000, where: everything as Predicate }

const questions: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'newest 100': (store) => store.events.search(systemScope, query, { limit: 100 }),
  'newest 100 of one user': ask(equals('user.name', 'user77')),
  'newest 100 with a word in the message': ask(contains('message', 'user77 from 203.0.9')),
  'newest 100 with a word anywhere': ask(anyFieldContains('203.0.99.', 'search')),
  'newest 100 by a pattern': ask(regex('message', 'user7\\d from 203\\.0\\.9')),
  histogram: (store) => store.events.histogram(systemScope, query, 48),
  'ten facets': (store) => store.events.facets(systemScope, query, Object.keys(facetColumns), 10),
  'ten facets of one user': (store) =>
    store.events.facets(systemScope, { ...query, where: equals('user.name', 'user77') }, Object.keys(facetColumns), 10),
  'histogram of a word anywhere': (store) =>
    store.events.histogram(systemScope, { ...query, where: anyFieldContains('203.0.99.', 'search') }, 48),
}

function ask(where: Predicate): (store: Store) => Promise<unknown> {
  return (store) => store.events.search(systemScope, { ...query, where }, { limit: 100 })
}

async function measure(name: string, store: Store): Promise<void> {
  let spent = 0
  for (let from = 0; from < total; from += batchSize) {
    const events = Array.from({ length: Math.min(batchSize, total - from) }, (_, i) => sshEvent(from + i))
    const began = performance.now()
    await store.events.append(events, [])
    spent += performance.now() - began
  }
  console.log(`${name}: append ${Math.round((total / spent) * 1_000)} events/s`)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const [partition] = await store.events.partitions()
  console.log(`${name}: ${Math.round((partition?.bytes ?? 0) / total)} bytes an event`)
  for (const [what, run] of Object.entries(questions)) {
    await run(store)
    const times: number[] = []
    for (let i = 0; i < 5; i++) {
      const began = performance.now()
      await run(store)
      times.push(performance.now() - began)
    }
    console.log(`${name}: ${what} ${Math.round(times.sort((a, b) => a - b)[2] ?? 0)} ms`)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'vonggac-bench-'))
const sqlite = openSqliteStore({ directory: join(folder, 'data'), secretsDirectory: join(folder, 'secrets') })
await measure('SQLite', sqlite)
await sqlite.close()
rmSync(folder, { recursive: true })

const server = await findElasticsearch()
if ('missing' in server) console.log(`Elasticsearch: skipped: ${server.missing}`)
else {
  const elastic = await temporaryElastic(server.url, systemClock, { refreshAtOnce: false })
  await measure('Elasticsearch', elastic.store)
  await elastic.close()
}
process.exit(0)
