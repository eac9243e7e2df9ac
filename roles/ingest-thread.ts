import { workerData } from 'node:worker_threads'
import { unitTree } from '../core/access/unit-tree.ts'
import { systemClock as clock } from '../core/lib/clock.ts'
import { eventWriterOver, recordsOver } from '../core/store/sqlite/threads.ts'
import { createLog } from '../core/telemetry/log.ts'
import { sampleUnits } from '../response/units/sample-units.ts'
import { evaluator } from '../rules/engine/evaluate.ts'
import { loadRules } from '../rules/engine/load.ts'
import { ingestRole } from './ingest.ts'
import { retentionOf } from './retention.ts'
import { serveRole, type ThreadStart } from './threads.ts'

/** The thread of the ingest role: loads the rules and serves the role. Event files are written by a thread of their own. */
const start = workerData as ThreadStart
const { config, events } = start
if (events === undefined) throw new Error('ingest needs the port of the event writer')
const { rules } = loadRules(start.rulePaths, { taxonomy: 'ecs' })
serveRole(
  start,
  ingestRole({
    events: eventWriterOver(events),
    records: recordsOver(start.records).records,
    units: unitTree(sampleUnits),
    rules: evaluator(rules),
    classes: retentionOf(config, clock).classes,
    config,
    clock,
    log: createLog(config.log.level, 'ingest'),
  }),
)
