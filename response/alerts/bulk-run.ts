import { inScope, systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind, type BulkMark } from './alert.ts'
import { type AlertBulk, type BulkPart, bulkKind, bulkPartId, bulkPartKind } from './bulk-record.ts'
import { alertWrite } from './open.ts'
import { type AlertStep, beforeOf, stepped, takenBack } from './step.ts'

interface Parts {
  readonly records: RecordStore
  readonly clock: Clock
  readonly isStopped: () => boolean
}

/** Marks of steps on many alerts that an alert keeps. */
const marksKept = 20

/**
 * Carries a step out, part by part; each is one transaction with its alerts and the step's progress, so that a crash or a
 * second runner neither loses nor repeats one.
 */
export async function runBulk(parts: Parts, id: string): Promise<void> {
  for (let number = 0; !parts.isStopped(); ) {
    const outcome = await doPart(parts, id, number)
    if (outcome === 'over') return
    // Counting writes the same alerts several times a second while matches come in: then it is tried again.
    if (outcome === 'done') number++
  }
}

async function doPart({ records, clock }: Parts, id: string, number: number): Promise<'done' | 'again' | 'over'> {
  const [bulk, part] = await Promise.all([
    records.get<AlertBulk>(systemScope, bulkKind, id),
    records.get<BulkPart>(systemScope, bulkPartKind, bulkPartId(id, number)),
  ])
  if (bulk === undefined || part === undefined || bulk.document.state !== 'running') return 'over'
  if (part.document.done) return 'done'
  const { items, scope, reach } = part.document
  const alerts = await Promise.all(items.map((item) => records.get<Alert>(scope, alertKind, item.id)))
  const now = clock.now()
  const writes: RecordWrite[] = []
  const counts = { done: 0, skipped: 0, changed: 0 }
  const after = items.map((item, at): BulkPart['items'][number] => {
    const alert = alerts[at]
    const result =
      alert === undefined || alert.document.revision !== item.revision
        ? 'changed'
        : reach !== undefined && !inScope(reach, alert.unitIds)
          ? 'skipped'
          : judged(bulk, item, alert, now)
    if (alert === undefined || typeof result === 'string') {
      counts[result as 'skipped' | 'changed']++
      return { id: item.id, revision: item.revision }
    }
    counts.done++
    writes.push(alertWrite(result, alert.unitIds, alert.version))
    return { id: item.id, revision: result.revision, before: beforeOf(alert.document) }
  })
  const last = number === bulk.document.parts - 1
  const document: AlertBulk = {
    ...bulk.document,
    partsDone: number + 1,
    done: bulk.document.done + counts.done,
    skipped: bulk.document.skipped + counts.skipped,
    changed: bulk.document.changed + counts.changed,
    ...(last ? { state: 'done', ended: now } : {}),
  }
  const done: BulkPart = { ...part.document, items: after, done: true }
  writes.push(
    { kind: bulkPartKind, id: part.id, document: done, unitIds: [], expect: part.version },
    { kind: bulkKind, id, document, unitIds: [], expect: bulk.version },
  )
  const audit = last ? [bulkAudit(document, [...(await partsOf(records, document)).slice(0, -1), done])] : []
  return (await records.write(writes, audit)).ok ? 'done' : 'again'
}

/** The alert after the step, or why it stays as it is. */
function judged(
  { document: bulk }: StoredRecord<AlertBulk>,
  { before }: BulkPart['items'][number],
  { document: alert }: StoredRecord<Alert>,
  now: number,
): Alert | 'skipped' | 'changed' {
  const mark: BulkMark = {
    id: bulk.id,
    at: now,
    by: bulk.by.id,
    ...(bulk.undoOf === null ? markedStep(bulk.step) : { verb: 'undo' as const }),
  }
  const next =
    bulk.undoOf === null
      ? stepped(alert, bulk.step, bulk.by, now)
      : before === undefined
        ? undefined
        : takenBack(alert, before)
  if (next === undefined) return bulk.undoOf === null ? 'skipped' : 'changed'
  return { ...next, bulks: [...(alert.bulks ?? []), mark].slice(-marksKept) }
}

const markedStep = (step: AlertStep) => (step.verb === 'accept' ? { verb: step.verb } : step)

/** The parts of a step as they are kept. */
export async function partsOf(records: RecordStore, { id, parts }: AlertBulk): Promise<readonly BulkPart[]> {
  const found = await Promise.all(
    Array.from({ length: parts }, (_, number) =>
      records.get<BulkPart>(systemScope, bulkPartKind, bulkPartId(id, number)),
    ),
  )
  return found.flatMap((part) => part?.document ?? [])
}

/** The one audit row of a step, with the ids of the alerts that it changed. */
export function bulkAudit(bulk: AlertBulk, parts: readonly BulkPart[]): AuditEntry {
  const { id, by, step, state, total, done, skipped, changed, undoOf } = bulk
  const alerts = parts.flatMap((part) =>
    part.done ? part.items.flatMap((item) => (item.before === undefined ? [] : [item.id])) : [],
  )
  return {
    actor: by.id,
    action: undoOf === null ? `alert.bulk-${step.verb}` : 'alert.bulk-undo',
    target: `${bulkKind}/${id}`,
    unitIds: [],
    details: {
      ...markedStep(step),
      state,
      total,
      done,
      skipped,
      changed,
      alerts,
      ...(undoOf === null ? {} : { undoOf }),
    },
  }
}
