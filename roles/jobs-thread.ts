import { workerData } from 'node:worker_threads'
import { systemClock as clock } from '../core/lib/clock.ts'
import { createLog } from '../core/telemetry/log.ts'
import { hourlyExpiry } from '../response/identity/expiry.ts'
import { retentionFrames } from '../response/retention/law.ts'
import { watchSources } from '../response/sources/silence.ts'
import { openLiveSystems } from '../response/systems/live-systems.ts'
import { readPlaceholders } from '../rules/engine/placeholders.ts'
import { openLiveRules } from '../rules/live/live-rules.ts'
import { createAuditHeads } from './audit-heads.ts'
import { createBackfilling } from './backfilling.ts'
import { correlateByLiveRules } from './correlating.ts'
import { fedRules } from './fed-rules.ts'
import { giveBack } from './give-back.ts'
import { jobsRole } from './jobs.ts'
import { createLookingBack } from './looking-back.ts'
import { openRoleStore } from './open-store.ts'
import { retentionOf, watermarksOf } from './retention.ts'
import { serveRole, type ThreadStart } from './threads.ts'

/** The thread of the jobs role: opens what it needs and serves the role. */
const start = workerData as ThreadStart
const { config } = start
const { reads: events, records, audit, room } = await openRoleStore(start, clock)
const { lists: placeholders } = readPlaceholders(config.rules.placeholders)
let fed = fedRules([])
await openLiveRules({
  paths: start.rulePaths,
  placeholders,
  records,
  timeZone: config.installation.timeZone,
  onRules({ running }) {
    fed = fedRules(running)
  },
  // Correlations and back-fill share these rules and tell what is wrong with them.
  onError: () => undefined,
})
const systems = await openLiveSystems({
  records,
  clock,
  timeZone: config.installation.timeZone,
  frames: retentionFrames(),
  // Ingest follows the register too and tells.
  onError: () => undefined,
})
giveBack()
const { policyOf } = retentionOf(config, clock)
const expiry = hourlyExpiry(records, clock)
const housekeeping = {
  policyOf: (name: string) => policyOf(name, systems.minimums()),
  watermarks: watermarksOf(config),
  room,
  async watch() {
    await expiry()
    return watchSources({
      records,
      clock,
      timeZone: config.installation.timeZone,
      limits: { steadyAfter: config.sources.silentAfter * 60_000 },
      retentionClass: config.storage.retentionClass,
      fedRules: (datasets, others) => fed(datasets, others),
    })
  },
}
const correlating: Parameters<typeof jobsRole>[0]['correlating'] = (signal, registry) =>
  correlateByLiveRules({
    events,
    records,
    clock,
    timeZone: config.installation.timeZone,
    paths: start.rulePaths,
    placeholders,
    signal,
    registry,
  })
const backfilling: Parameters<typeof jobsRole>[0]['backfilling'] = (signal) =>
  createBackfilling({
    events,
    records,
    clock,
    signal,
    rulePaths: start.rulePaths,
    placeholders,
    timeZone: config.installation.timeZone,
    fillDays: config.rules.backfillDays,
  })
serveRole(
  start,
  jobsRole({
    events,
    records,
    clock,
    log: createLog(config.log.level, 'jobs'),
    correlating,
    backfilling,
    auditHeads: (signal) => createAuditHeads({ records, audit, config, clock, signal }),
    lookingBack: (signal) =>
      createLookingBack({ events, records, clock, signal, timeZone: config.installation.timeZone }),
    housekeeping,
  }),
)
