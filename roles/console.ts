import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AggregatorRegistry, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client'
import type { RuleDesk } from '../console/api/rule-desk.ts'
import { troubleCodes } from '../console/api/schemas/system.ts'
import { createServer } from '../console/api/server.ts'
import type { RuleBook, Services } from '../console/api/services.ts'
import type { UnitTree } from '../core/access/unit.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import type { AuditLog, EventReads, RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { createBulks } from '../response/alerts/bulk.ts'
import { createTakers } from '../response/alerts/takers.ts'
import { createTriage } from '../response/alerts/triage.ts'
import { createExports } from '../response/exports/exports.ts'
import { createAccountLinks } from '../response/identity/account-links.ts'
import { createApiKeys } from '../response/identity/api-keys.ts'
import { recentUses } from '../response/identity/break-glass.ts'
import { createIntakeKeys } from '../response/identity/intake-keys.ts'
import { createPasskeys } from '../response/identity/passkeys.ts'
import { createPeople } from '../response/identity/people.ts'
import { createSealedFlows } from '../response/identity/sealed-flow.ts'
import { createSecondFactors } from '../response/identity/second-factor.ts'
import { createSecretBox } from '../response/identity/secret-box.ts'
import { createSessions } from '../response/identity/sessions.ts'
import { createIncidents } from '../response/incidents/incidents.ts'
import { createIndicators } from '../response/indicators/indicators.ts'
import { createMetricsDesk } from '../response/metrics/metrics-desk.ts'
import type { DiskRoom } from '../response/retention/disk.ts'
import { retentionFrames } from '../response/retention/law.ts'
import { createShifts } from '../response/shifts/shifts.ts'
import { rerunFailures } from '../response/sources/rerun.ts'
import { openLiveSystems } from '../response/systems/live-systems.ts'
import { createSystemDesk } from '../response/systems/system-desk.ts'
import { createUnitDesk } from '../response/units/unit-desk.ts'
import { auditTroubles, openAuditDesk } from './audit-desk.ts'
import { replayOnce } from './dead-letters.ts'
import { identityKey } from './identity-key.ts'
import { incidentReads } from './incident-reads.ts'
import { indicatorValues } from './indicator-values.ts'
import { listening } from './listening.ts'
import { localOf, logInWays } from './log-in-ways.ts'
import type { ElasticCare } from './open-store.ts'
import { retentionOf, watermarksOf } from './retention.ts'
import type { Role, Trouble } from './role.ts'
import { watchStore } from './store-watch.ts'
import { lastKnown, storedState } from './system-state.ts'
import { certificateTroubles, tlsFor } from './tls.ts'

/** Milliseconds that the records may take to answer whether they are there. */
const readyWithin = 3_000

/** What the console needs of the process around it. */
export interface ConsoleParts {
  readonly store: { readonly events: EventReads; readonly records: RecordStore; readonly audit: AuditLog }
  readonly waitingReads: Services['waitingReads']
  /** Room on the disk that holds the events. */
  room(): Promise<DiskRoom>
  /** Of Elasticsearch alone. */
  readonly care?: ElasticCare
  readonly units: UnitTree
  readonly config: Config
  readonly clock: Clock
  readonly signal: Signal
  readonly registry: Registry
  readonly rules: RuleBook
  readonly ruleDesk: RuleDesk
  /** The other roles of this process. */
  readonly roles: readonly Pick<Role, 'metrics' | 'troubles'>[]
  readonly ports: { readonly syslogPort: number; readonly bulkPort: number }
  readonly playSample: Services['playSample']
  /** The project's folder. */
  readonly home: string
}

/** The console role, listening. Rejects when its port is taken. */
export async function startConsole(parts: ConsoleParts): Promise<{ port: number; close(): Promise<void> }> {
  const { store, units, config, clock, registry, ports } = parts
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'vonggac_request_seconds',
    help: 'How long API requests took',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const stored = new Gauge({
    name: 'vonggac_stored_events',
    help: 'Events in the store',
    registers: [registry],
  })
  const tls = tlsFor(config, config.console.host)
  const inLaw = retentionOf(config, clock)
  const { timeZone } = config.installation
  const frames = retentionFrames()
  const systems = await openLiveSystems({
    records: store.records,
    clock,
    timeZone,
    frames,
    onError: (error) => parts.signal('units-behind', { cause: String(error) }),
  })
  const retention = { ...inLaw, policyOf: (name: string) => inLaw.policyOf(name, systems.minimums()) }
  const watermarks = watermarksOf(config)
  const watch = parts.care && (await watchStore({ faults: parts.care.faults, clock, signal: parts.signal }))
  const troubles = async (): Promise<Trouble[]> => [
    ...(watch?.troubles() ?? []),
    ...(await Promise.all(parts.roles.map((role) => role.troubles()))).flat(),
  ]
  const readState = lastKnown(() => storedState({ ...store, clock, retention, watermarks, room: parts.room }))

  const incidentsRead = incidentReads({ records: store.records, units })
  const takers = createTakers(store.records, units, clock)
  const bulks = createBulks(store.records, clock, takers, (error) =>
    parts.signal('request-failed', { route: 'bulk', cause: String(error) }),
  )
  const box = createSecretBox(identityKey(config.storage.secrets))
  const secondFactors = createSecondFactors(store.records, units.root, box, clock)
  const flows = createSealedFlows(box, clock)
  const { sessionHours } = config.console
  const sessions = createSessions(store.records, units, clock, sessionHours, secondFactors, localOf(config))
  const auditDesk = openAuditDesk({ ...store, units, clock, config, retention, signal: parts.signal })
  const app = await createServer({
    ...store,
    waitingReads: parts.waitingReads,
    auditDesk,
    units,
    unitDesk: createUnitDesk(store.records, clock, timeZone),
    itSystems: createSystemDesk(store.records, clock, timeZone, { frames, classOf: inLaw.classes.classOf }),
    clock,
    signal: parts.signal,
    rules: parts.rules,
    ruleDesk: parts.ruleDesk,
    sessions,
    logIn: logInWays(config, { records: store.records, units, clock, sessions, flows }),
    passkeys: createPasskeys(store.records, flows, clock),
    secondFactors,
    people: createPeople(store.records, units, clock),
    apiKeys: createApiKeys(store.records, units, clock),
    accountLinks: createAccountLinks(store.records, clock),
    keys: createIntakeKeys(store.records, units.root, clock),
    triage: createTriage(store.records, clock, takers),
    takers,
    shifts: createShifts(store.records, units, clock),
    metricsDesk: createMetricsDesk({ ...store, clock, timeZone: config.installation.timeZone, ...incidentsRead }),
    ...incidentsRead,
    bulks,
    indicators: createIndicators({
      records: store.records,
      units,
      clock,
      timeZone: config.installation.timeZone,
      valueWrite: indicatorValues(store.records, clock),
    }),
    incidents: createIncidents({ ...store, units, clock, timeZone: config.installation.timeZone }),
    exports: createExports({ ...store, units, clock, timeZone: config.installation.timeZone }),
    installation: {
      name: config.installation.name,
      phone: config.installation.phone,
      timeZone: config.installation.timeZone,
      version: (JSON.parse(readFileSync(join(parts.home, 'package.json'), 'utf8')) as { version: string }).version,
      address: config.login.address,
      syslogPort: () => ports.syslogPort,
      bulkPort: () => ports.bulkPort,
      bulkTls: tlsFor(config, config.bulk.host) !== undefined,
    },
    playSample: parts.playSample,
    rerun: (actor, scope, source) => rerunFailures({ ...store, clock }, actor, scope, source),
    async systemState() {
      const [state, found] = await Promise.all([readState(), troubles()])
      const rejected = parts.rules.problems().filter(({ level }) => level === 'error').length
      if (rejected > 0) found.push({ code: 'rules-rejected', since: started, detail: String(rejected) })
      found.push(...certificateTroubles(config, clock, started))
      for (const { displayName, account, address, at } of await recentUses(store.records, clock.now())) {
        found.push({ code: 'break-glass', since: at, detail: `${displayName} (${account}), ${address}` })
      }
      found.push(...(await auditTroubles(auditDesk)))
      found.sort((a, b) => troubleCodes.indexOf(a.code) - troubleCodes.indexOf(b.code))
      return { ...state, troubles: found }
    },
    replayDeadLetters: replayOnce(store.records, units.root, parts.care),
    async metrics() {
      const partitions = await store.events.partitions()
      stored.set(partitions.reduce((total, { events }) => total + events, 0))
      const threads = await Promise.all(parts.roles.map((role) => role.metrics()))
      const all = [await registry.getMetricsAsJSON(), ...threads.map((thread) => [...thread])]
      return AggregatorRegistry.aggregate(all).metrics()
    },
    async notReady() {
      const blocking = new Set<string>([
        'store-unreachable',
        'store-certificate',
        'store-full',
        'disk-refusing',
        'ingest-refusing',
      ])
      const reasons = (await troubles()).filter(({ code }) => blocking.has(code)).map(({ code }) => code as string)
      // One that hangs is no readier than one that is gone.
      const answered = Promise.race([store.records.lastChange(), wait(readyWithin, undefined, { ref: false })])
      if ((await answered.catch(() => undefined)) === undefined) reasons.push('records-unreachable')
      return reasons
    },
    proxies: config.console.proxies,
    ...(tls === undefined ? {} : { tls }),
    webRoot: join(parts.home, 'console', 'web', 'dist'),
    onResponse: (route, status, seconds) => requests.observe({ route, status }, seconds),
  })
  const started = clock.now()
  const { host, port } = config.console
  try {
    await listening(app.listen({ host, port }), 'the console', port, 'VONGGAC_CONSOLE_PORT')
  } catch (error) {
    watch?.stop()
    systems.stop()
    await app.close()
    throw error
  }
  await bulks.resume()
  const address = app.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close() {
      watch?.stop()
      systems.stop()
      await app.close()
      await bulks.stop()
      await auditDesk.checks.stop()
    },
  }
}
