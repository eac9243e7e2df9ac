import { workerData } from 'node:worker_threads'
import { systemClock as clock } from '../core/lib/clock.ts'
import { openReader } from '../core/store/sqlite/open.ts'
import { recordsOver } from '../core/store/sqlite/threads.ts'
import { createLog } from '../core/telemetry/log.ts'
import { jobsRole } from './jobs.ts'
import { retentionOf, roomOf, watermarksOf } from './retention.ts'
import { serveRole, type ThreadStart } from './threads.ts'

/** The thread of the jobs role: opens what it needs and serves the role. */
const start = workerData as ThreadStart
const { config } = start
const events = openReader({ directory: config.storage.data })
const { records } = recordsOver(start.records)
const housekeeping = {
  policyOf: retentionOf(config, clock).policyOf,
  watermarks: watermarksOf(config),
  room: () => roomOf(config.storage.data),
}
serveRole(start, jobsRole({ events, records, clock, log: createLog(config.log.level, 'jobs'), housekeeping }))
