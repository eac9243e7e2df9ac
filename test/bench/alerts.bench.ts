import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Actor } from '../../core/access/actor.ts'
import { systemScope, type UnitScope } from '../../core/access/scope.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import { severities } from '../../core/event/severity.ts'
import { systemClock } from '../../core/lib/clock.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import type { RecordStore } from '../../core/store/store.ts'
import type { Alert } from '../../response/alerts/alert.ts'
import { type AlertFilter, alertFacets, alertHistogram, listAlerts } from '../../response/alerts/queue.ts'
import { tacticFields } from '../../response/alerts/tactics.ts'
import { incidentFacet, withIncidents } from '../../response/incidents/alert-links.ts'
import { sampleUnits } from '../../response/units/sample-units.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { storeAlerts, untouchedAlert } from '../support/stored-alerts.ts'
import { temporaryElastic } from '../support/temporary-elastic.ts'

/**
 * How fast the alert queue answers over many alerts: 140 units, 400 rules, 2,000 hosts, 30 days. Prints p50 and p95 a line, and the
 * processor time of this process, which a busy machine does not lengthen.
 * `alerts.bench.ts [alerts] [sqlite|elastic]`
 */
const total = Number(process.argv[2] ?? 100_000)
const which = process.argv[3]
const day = 86_400_000
const start = Date.parse('2026-11-01T00:00:00Z')
const pace = Math.floor((30 * day) / total)
/** What rules name: from none to three tactics. */
const sets = [[], ['initial-access'], ['credential-access', 'persistence'], ['defense-evasion', 'execution', 'impact']]

function alert(n: number): Alert {
  const severity = severities[(n * 7) % severities.length] ?? 'low'
  const at = start + n * pace
  return untouchedAlert(n, at, severity, {
    id: `a${String(n).padStart(7, '0')}`,
    status: n % 10 < 6 ? 'closed' : n % 10 < 9 ? 'new' : 'acknowledged',
    disposition: n % 10 < 6 ? 'false-positive' : null,
    rule: {
      id: `rule-${(n * 13) % 400}`,
      title: { vi: `Đăng nhập thất bại nhiều lần ${n % 400}`, en: `Failed ${n % 400}` },
    },
    unit: `xa-${n % 140}`,
    host: `may-${(n * 31) % 2_000}`,
    user: n % 3 === 0 ? null : `nguoi-dung-${(n * 17) % 3_000}`,
    source: `10.${n % 200}.${(n * 3) % 250}.7`,
    count: (n % 90) + 1,
    first: at - 60_000,
    assignee: n % 10 === 9 ? { id: 'u1', name: 'An' } : null,
    // One in twenty belongs to an incident.
    ...(n % 20 === 3 ? { incidents: [{ id: `SC-${n % 500}`, units: [`xa-${n % 140}`, 'tinh'] }] } : {}),
    ...tacticFields(sets[((n * 13) % 400) % sets.length]),
  })
}

async function fill(records: RecordStore): Promise<void> {
  const began = performance.now()
  await storeAlerts(records, total, alert)
  console.log(`  filled in ${Math.round(performance.now() - began)} ms`)
}

async function time(name: string, work: () => Promise<unknown>, rounds = 20): Promise<void> {
  await work()
  const took: number[] = []
  const before = process.cpuUsage()
  for (let n = 0; n < rounds; n++) {
    const began = performance.now()
    await work()
    took.push(performance.now() - began)
  }
  const { user, system } = process.cpuUsage(before)
  const cpu = ((user + system) / 1_000 / rounds).toFixed(0)
  took.sort((a, b) => a - b)
  const of = (share: number) => (took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0).toFixed(0)
  console.log(`  ${name}: p50 ${of(0.5)} ms, p95 ${of(0.95)} ms, ${cpu} ms of processor time here`)
}

async function bench(name: string, records: RecordStore): Promise<void> {
  console.log(`${name}, ${total} alerts`)
  await fill(records)
  const month: AlertFilter = { from: start, to: start + 31 * day }
  const open: AlertFilter = { ...month, status: ['new', 'acknowledged'] }
  const last: AlertFilter = { ...open, from: start + 29 * day }
  const commune: UnitScope = { kind: 'units', units: ['xa-7'], unattributed: false }
  const page = { sort: 'last', direction: 'desc', limit: 200, offset: 0 } as const
  await time('list, a day, open', () => listAlerts(records, systemScope, last, page))
  await time('list, 30 days, open', () => listAlerts(records, systemScope, open, page))
  await time('list, 30 days, everything', () => listAlerts(records, systemScope, month, page))
  await time('list, 30 days, one commune', () => listAlerts(records, commune, open, page))
  await time('list, by severity', () => listAlerts(records, systemScope, open, { ...page, sort: 'severity' }))
  await time('list, the oldest first', () => listAlerts(records, systemScope, open, { ...page, sort: 'age' }))
  await time('list, one tactic', () => listAlerts(records, systemScope, { ...month, tactic: ['persistence'] }, page))
  await time('list, by host upwards', () =>
    listAlerts(records, systemScope, open, { ...page, sort: 'host', direction: 'asc' }),
  )
  await time('list, one rule', () => listAlerts(records, systemScope, { ...month, rule: ['rule-7'] }, page))
  await time('list, free text', () => listAlerts(records, systemScope, { ...month, text: 'dang nhap' }, page))
  await time('list, free text nowhere', () => listAlerts(records, systemScope, { ...month, text: 'khong-co' }, page))
  const parts = { records, units: unitTree(sampleUnits) }
  const lead: Actor = { id: 'truc', name: 'truc', grants: [{ role: 'duty-lead', unit: 'tinh' }] }
  const province: UnitScope = { kind: 'units', units: parts.units.reach('tinh'), unattributed: true }
  for (const incident of ['none', 'any']) {
    await time(`list, 30 days, incident=${incident}`, async () => {
      const asked = await withIncidents(parts, lead, { ...month, incident: [incident] })
      return listAlerts(records, province, asked, page)
    })
  }
  const facets = await alertFacets(records, province, month)
  await time('facet of incidents, beside the others', () => incidentFacet(parts, lead, province, month, facets))
  await time('facet of incidents, one chosen', async () =>
    incidentFacet(parts, lead, province, await withIncidents(parts, lead, { ...month, incident: ['none'] }), facets),
  )
  await time('facets, a day, open', () => alertFacets(records, systemScope, last))
  await time('facets, 30 days, open', () => alertFacets(records, systemScope, open))
  await time('facets, 30 days, everything', () => alertFacets(records, systemScope, month))
  await time('histogram, 30 days, everything', () => alertHistogram(records, systemScope, month, 60))
}

if (which !== 'elastic') {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-bench-'))
  const store = openSqliteStore({ directory: join(folder, 'store'), secretsDirectory: join(folder, 'secrets') })
  await bench('SQLite', store.records)
  await store.close()
  rmSync(folder, { recursive: true })
}
if (which !== 'sqlite') {
  const server = await findElasticsearch()
  if ('missing' in server) console.log(`Elasticsearch: ${server.missing}`)
  else {
    const opened = await temporaryElastic(server.url, systemClock)
    await bench('Elasticsearch', opened.store.records)
    await opened.close()
  }
}
