import { Counter, Gauge, Registry } from 'prom-client'
import type { SystemRegister } from '../collector/enrich/system.ts'
import { createPipeline } from '../collector/pipeline.ts'
import type { UnitTree } from '../core/access/unit.ts'
import type { Config } from '../core/config/schema.ts'
import type { SourceState } from '../core/event/source-state.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import type { AuditLog, EventStore, RecordStore } from '../core/store/store.ts'
import type { Log } from '../core/telemetry/log.ts'
import { createSignal } from '../core/telemetry/signals.ts'
import { appendPlatformEvents } from '../response/events/platform-event.ts'
import { createIntakeKeys } from '../response/identity/intake-keys.ts'
import { diskRefusal } from '../response/retention/disk-watch.ts'
import { carryOutDrops } from '../response/retention/ledger.ts'
import type { SourceClasses } from '../response/retention/source-classes.ts'
import { carryOutReruns } from '../response/sources/rerun.ts'
import { recordedSources, recordSources } from '../response/sources/source.ts'
import { readPlaceholders } from '../rules/engine/placeholders.ts'
import { createAuditStreaming } from './audit-streaming.ts'
import { giveBack } from './give-back.ts'
import { type OpenInputs, openInputs } from './inputs.ts'
import { createJudging } from './judging.ts'
import { keepFound } from './keep-found.ts'
import { openMappings } from './mappings.ts'
import { createRefusals } from './refusals.ts'
import type { Role } from './role.ts'
import { judgeByLiveRules } from './rules-in-force.ts'

/** Milliseconds between two writes of what the sources have sent. */
const sourcesEvery = 2000
/** Milliseconds between two looks for what the jobs role asks of the writer. */
const askEvery = 1000

/** The ingest role: inputs, pipeline and rules of one event at a time. */
export function ingestRole({
  events,
  records,
  audit,
  units,
  systems,
  rulePaths,
  classes,
  config,
  clock,
  log,
}: {
  readonly events: Pick<EventStore, 'append' | 'dropPartition'>
  readonly records: RecordStore
  readonly audit: AuditLog
  readonly units: UnitTree
  readonly systems: SystemRegister
  readonly rulePaths: readonly string[]
  readonly classes: SourceClasses
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
}): Role & { documentsRefused(count: number, reason: string): void; unitsBehind(error: unknown): void } {
  const registry = new Registry()
  const signal = createSignal(log, registry)
  const received = new Counter({
    name: 'vonggac_events_total',
    help: 'Events made durable, by what became of them',
    labelNames: ['outcome'],
    registers: [registry],
  })
  const waiting = new Gauge({
    name: 'vonggac_ingest_queue',
    help: 'Records read and not yet durable',
    registers: [registry],
  })
  const datagrams = new Gauge({
    name: 'vonggac_udp_dropped',
    help: 'Datagrams of syslog over UDP lost since the start, in the kernel and at a full queue',
    labelNames: ['where'],
    registers: [registry],
  })
  const { timeZone } = config.installation
  const keys = createIntakeKeys(records, units.root, clock)
  const refusals = createRefusals(clock)
  /** Why the jobs role has nothing taken in: the disk is past its watermark and nothing on it may be deleted. */
  let full: Awaited<ReturnType<typeof diskRefusal>>

  const judging = createJudging(records, clock, timeZone)
  const { lists: placeholders } = readPlaceholders(config.rules.placeholders)
  const inForce = judgeByLiveRules({
    judging,
    records,
    clock,
    paths: rulePaths,
    placeholders,
    timeZone,
    signal,
    registry,
  })

  const append: EventStore['append'] = async (stored, matches) => {
    try {
      if (full !== undefined) throw new CodedError('store-full', full.detail, { hint: full.hint })
      const result = await events.append(stored, matches)
      refusals.taken(stored)
      judging.stored(matches, result)
      received.inc({ outcome: 'stored' }, result.inserted)
      received.inc({ outcome: 'already-there' }, result.duplicates)
      return result
    } catch (error) {
      refusals.refused(stored, error)
      judging.refused(matches)
      throw error
    }
  }
  const auditStreaming = createAuditStreaming({
    audit,
    records,
    append,
    judging,
    retentionClass: config.storage.retentionClass,
    clock,
    signal,
  })
  const mappings = openMappings(config.mappings.paths, signal, clock)
  const pipeline = createPipeline({
    events: { append },
    units,
    systems,
    clock,
    zone: timeZone,
    mappings: mappings.map,
    classOf: classes.classOf,
    judge: judging.judge,
    opened: judging.opened,
    onSignal: signal,
  })
  let inputs: OpenInputs | undefined
  let timer: NodeJS.Timeout | undefined

  /** States that changed and are not written yet. */
  const unwritten = new Map<string, SourceState>()
  async function writeSources(): Promise<void> {
    for (const state of pipeline.sources.changed()) unwritten.set(state.id, state)
    try {
      await recordSources(records, [...unwritten.values()])
      unwritten.clear()
    } catch (error) {
      signal('sources-failed', { cause: String(error) })
    }
  }

  /** What the jobs role asks of the writer of the event files. */
  async function serveJobs(): Promise<void> {
    try {
      full = await diskRefusal(records)
      await carryOutReruns(records, pipeline.rerun)
      await appendPlatformEvents(events, records, judging.opened)
      const dropped = await carryOutDrops(events, records, clock)
      if (dropped > 0) signal('partitions-dropped', { partitions: dropped })
      await keepFound({ records, append, judging })
    } catch (error) {
      signal('drop-failed', { cause: error instanceof Error ? error.message : String(error) })
    }
  }
  let asking: Promise<void> = Promise.resolve()
  let askTimer: NodeJS.Timeout | undefined
  const ask = () => {
    asking = serveJobs().then(() => {
      if (!stopped) askTimer = setTimeout(ask, askEvery)
    })
  }
  let stopped = false

  return {
    async start() {
      full = await diskRefusal(records)
      await inForce.start()
      if (config.audit.events === 'on') auditStreaming.start()
      ask()
      pipeline.sources.restore(await recordedSources(records))
      giveBack()
      inputs = await openInputs({ config, pipeline, checkKey: keys.check, clock, onSignal: signal })
      const again = () => {
        timer = setTimeout(() => void writeSources().then(again), sourcesEvery)
      }
      again()
      return inputs.ports
    },
    async stop() {
      clearTimeout(timer)
      stopped = true
      clearTimeout(askTimer)
      await asking
      await auditStreaming.stop()
      await inputs?.close()
      await pipeline.stop()
      await inForce.stop()
      await writeSources()
    },
    async metrics() {
      waiting.set(pipeline.waiting())
      for (const [where, count] of Object.entries(inputs?.dropped() ?? {})) datagrams.set({ where }, count)
      return registry.getMetricsAsJSON()
    },
    /** Told of documents that the store keeps apart because it cannot place them. */
    documentsRefused: (count, reason) => signal('documents-refused', { count, reason }),
    unitsBehind: (error) => signal('units-behind', { cause: String(error) }),
    async troubles() {
      return [
        ...auditStreaming.troubles(),
        ...refusals.troubles(),
        ...(inputs?.troubles() ?? []),
        ...mappings.troubles(),
      ]
    },
  }
}
