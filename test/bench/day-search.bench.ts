import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Scope, systemScope, type UnitScope } from '../../core/access/scope.ts'
import { defaultFacets } from '../../core/event/default-facets.ts'
import { openElasticStore } from '../../core/store/elastic/open.ts'
import { openEventWriter, openReader } from '../../core/store/sqlite/open.ts'
import type { EventReads, EventStore } from '../../core/store/store.ts'
import { type EventSearch, eventQuery } from '../../response/events/search.ts'
import { dayEvent, dayLong, firstDay } from './day-events.ts'

/**
 * How long the console's search of a whole day takes: newest 100, total, histogram and ten facets. Arguments: events a day
 * (1,400,000 is the size that is asked of the store), days, and a folder that is kept and used again. With
 * ELASTICSEARCH_URL set the events go to that server, where they stay when a folder is named.
 */
const perDay = Number(process.argv[2] ?? 150_000)
const days = Number(process.argv[3] ?? 1)
const kept = process.argv[4]
const directory = kept ?? mkdtempSync(join(tmpdir(), 'vonggac-day-'))
const url = process.env.ELASTICSEARCH_URL
const rounds = 2

async function fill(writer: Pick<EventStore, 'append'>, batchSize: number): Promise<void> {
  let spent = 0
  for (let day = 0; day < days; day++) {
    for (let from = 0; from < perDay; from += batchSize) {
      const events = Array.from({ length: batchSize }, (_, i) => dayEvent(day, from + i, perDay))
      const began = performance.now()
      await writer.append(events, [])
      spent += performance.now() - began
    }
  }
  console.log(`append: ${Math.round(((perDay * days) / spent) * 1_000)} events/s`)
}

async function openSqlite(): Promise<EventReads> {
  const filled = existsSync(join(directory, 'events'))
  const writer = openEventWriter({ directory })
  if (!filled) await fill(writer, 1_000)
  const begun = performance.now()
  await writer.seal()
  console.log(`segments: ${Math.round(performance.now() - begun)} ms`)
  await writer.close()
  return openReader({ directory, budget: 60_000 })
}

async function openElastic(node: string): Promise<EventReads> {
  const prefix = kept === undefined ? `vonggac-day-${process.pid}` : 'vonggac-day'
  const { events, settle, close } = await openElasticStore({
    urls: [node],
    prefix,
    secretsDirectory: directory,
    budget: 60_000,
  })
  if ((await events.partitions()).length === 0) await fill(events, 4_000)
  await settle()
  return { ...events, close }
}

const reader = url === undefined ? await openSqlite() : await openElastic(url)
for (const { day, events, bytes } of await reader.partitions()) {
  console.log(`${day}: ${events} events, ${Math.round(bytes / events)} bytes each`)
}
const from = firstDay + (days - 1) * dayLong
const commune: UnitScope = { kind: 'units', units: ['xa-7'], unattributed: false }

const searches: readonly (readonly [name: string, search: Partial<EventSearch>, scope?: Scope])[] = [
  ['no filter', {}],
  ['no filter, one unit', {}, commune],
  ['common value', { only: ['event.dataset=nginx.access'] }],
  ['rare value', { only: ['user.name=binh.1gp'] }],
  ['no such value', { only: ['user.name=nobody'] }],
  ['wildcard', { only: ['host.name=srv-1*'] }],
  ['IPv4 network', { only: ['source.ip=10.3.0.0/16'] }],
  ['value of a field without a column', { only: ['http.response.status_code=403'] }],
  ['rare word', { text: 'sekurlsa' }],
  ['word nowhere', { text: 'nowhere' }],
  ['common word', { text: 'denied' }],
  ['word without marks', { text: 'tien trinh' }],
  ['phrase', { text: 'failed password' }],
  ['common word and value', { text: 'failed', only: ['event.dataset=linux.auth', 'user.name=an.0'] }],
  ['text and not a value', { text: 'wp-login', not: ['event.outcome=success'] }],
]
const all: number[] = []
for (const [name, search, scope = systemScope] of searches) {
  const query = eventQuery({ from, to: from + dayLong, ...search }, 'Asia/Ho_Chi_Minh')
  if (!query.ok) throw new Error(`"${name}" is no search`)
  const { value } = query
  const took: number[] = []
  const worked: number[] = []
  let parts: readonly number[] = []
  let total = ''
  for (let round = 0; round < rounds; round++) {
    const used = process.cpuUsage()
    const marks = [performance.now()]
    const page = await reader.search(scope, value, { limit: 100 })
    marks.push(performance.now())
    const histogram = await reader.histogram(scope, value, 80)
    marks.push(performance.now())
    const facets = await reader.facets(scope, value, defaultFacets, 10)
    marks.push(performance.now())
    parts = marks.slice(1).map((mark, i) => mark - (marks[i] ?? 0))
    const { user, system } = process.cpuUsage(used)
    worked.push((user + system) / 1_000)
    took.push(parts.reduce((sum, part) => sum + part, 0))
    total = `${histogram.total.relation === 'eq' ? '' : '≥ '}${histogram.total.value} events, ${page.rows.length} shown${facets.some(({ partial }) => partial) ? ', facets partial' : ''}`
  }
  all.push(...took)
  const show = (times: readonly number[]) => times.map((time) => Math.round(time)).join(' ')
  console.log(
    `${name}: ${show(took)} ms (processor ${show(worked)}; last: hits, histogram, facets ${show(parts)}); ${total}`,
  )
}
all.sort((a, b) => a - b)
console.log(
  `p50 ${Math.round(all[all.length >> 1] ?? 0)} ms, p95 ${Math.round(all[Math.floor(all.length * 0.95)] ?? 0)} ms`,
)
await reader.close()
if (kept === undefined) rmSync(directory, { recursive: true })
