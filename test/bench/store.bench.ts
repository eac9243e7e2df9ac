import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemScope, type UnitScope } from '../../core/access/scope.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { facetColumns } from '../../core/store/facet-columns.ts'
import { openEventWriter, openReader } from '../../core/store/sqlite/open.ts'
import { sshEvent, firstSshEvent as start } from './ssh-events.ts'

/**
 * How fast the store takes events of some 600 bytes (one thread, `synchronous=FULL`, JSON.stringify included, documents
 * made beforehand) and answers over them. Prints one figure a line.
 */
const total = Number(process.argv[2] ?? 300_000)
const batchSize = 1_000

const directory = mkdtempSync(join(tmpdir(), 'vonggac-bench-'))
const writer = openEventWriter({ directory })
let spent = 0
for (let from = 0; from < total; from += batchSize) {
  const events = Array.from({ length: batchSize }, (_, i) => sshEvent(from + i))
  const began = performance.now()
  await writer.append(events, [])
  spent += performance.now() - began
}
console.log(`append: ${Math.round((total / spent) * 1_000)} events/s (${total} events, batches of ${batchSize})`)

const reader = openReader({ directory, budget: 60_000 })
const [partition] = await reader.partitions()
console.log(`size: ${Math.round((partition?.bytes ?? 0) / total)} bytes an event`)

const everything: Predicate = { kind: 'true' }
const query = { from: start, to: start + 86_400_000, where: everything }
const equals = (field: string, value: string): Predicate => ({ kind: 'equals', field, value, fold: 'case' })
const contains = (field: string, text: string): Predicate => ({
  kind: 'wildcard',
  field,
  pattern: [{ any: 'run' }, text, { any: 'run' }],
  fold: 'search',
})
const commune: UnitScope = { kind: 'units', units: ['xa-7'], unattributed: false }
const facets = Object.keys(facetColumns)

async function time(name: string, work: () => Promise<unknown>): Promise<void> {
  await work()
  const began = performance.now()
  await work()
  console.log(`${name}: ${(performance.now() - began).toFixed(1)} ms`)
}

await time('search, newest 100', () => reader.search(systemScope, query, { limit: 100 }))
await time('search, newest 100 of one unit', () => reader.search(commune, query, { limit: 100 }))
await time('search, user', () =>
  reader.search(systemScope, { ...query, where: equals('user.name', 'user7') }, { limit: 100 }),
)
await time('search, no such user', () =>
  reader.search(systemScope, { ...query, where: equals('user.name', 'x') }, { limit: 100 }),
)
await time('search, text nowhere', () =>
  reader.search(systemScope, { ...query, where: contains('event.original', 'nowhere') }, { limit: 100 }),
)
await time('histogram', () => reader.histogram(systemScope, query, 60))
await time('histogram of one unit', () => reader.histogram(commune, query, 60))
await time('one facet', () => reader.facets(systemScope, query, ['user.name'], 10))
await time('ten facets', () => reader.facets(systemScope, query, facets, 10))
await time('ten facets of one user', () =>
  reader.facets(systemScope, { ...query, where: equals('user.name', 'user7') }, facets, 10),
)
await time('a facet out of the document', () => reader.facets(systemScope, query, ['source.port'], 10))
await reader.close()
await writer.close()
rmSync(directory, { recursive: true })
