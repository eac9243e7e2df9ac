import { workerData } from 'node:worker_threads'
import { systemClock as clock } from '../core/lib/clock.ts'
import { createLog } from '../core/telemetry/log.ts'
import { retentionFrames } from '../response/retention/law.ts'
import { openLiveSystems } from '../response/systems/live-systems.ts'
import { openLiveUnits } from '../response/units/live-units.ts'
import { ingestRole } from './ingest.ts'
import { openRoleStore } from './open-store.ts'
import { retentionOf } from './retention.ts'
import { serveRole, type ThreadStart } from './threads.ts'

/** The thread of the ingest role: serves the role. The store is opened as the configuration says. */
const start = workerData as ThreadStart
const { config } = start
const { writes, records, audit } = await openRoleStore(start, clock, (count, reason) =>
  role.documentsRefused(count, reason),
)
const followed = {
  records,
  clock,
  timeZone: config.installation.timeZone,
  onError: (error: unknown) => role.unitsBehind(error),
}
const units = await openLiveUnits(followed)
const systems = await openLiveSystems({ ...followed, frames: retentionFrames() })
const role = ingestRole({
  events: writes,
  records,
  audit,
  units: units.tree,
  systems,
  rulePaths: start.rulePaths,
  classes: retentionOf(config, clock).classes,
  config,
  clock,
  log: createLog(config.log.level, 'ingest'),
})
serveRole(start, role)
