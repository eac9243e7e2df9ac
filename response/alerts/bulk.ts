import type { Actor } from '../../core/access/actor.ts'
import { type Scope, systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { hashId } from '../../core/lib/ids.ts'
import type { RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind } from './alert.ts'
import { type AlertBulk, type BulkPart, bulkKind, bulkPartId, bulkPartKind, partSize } from './bulk-record.ts'
import { bulkAudit, partsOf, runBulk } from './bulk-run.ts'
import { type AlertFilter, alertPredicate } from './queue.ts'
import type { AlertStep } from './step.ts'
import type { Takers } from './takers.ts'
import { analystOf, type Given } from './triage.ts'

/** More than this in one step: narrow it, or do it twice. */
const mostAlerts = 20_000

/** Which alerts: those named, each as it was seen, or all that match a filter at the moment of asking. */
export type BulkTarget =
  | { readonly alerts: readonly { readonly id: string; readonly revision: number }[] }
  | { readonly filter: AlertFilter }

/** A step as it is asked for: whom alerts are given to is told by id, and who accepts is told by who asks. */
export type AskedStep =
  | Exclude<AlertStep, { verb: 'hand' | 'accept' }>
  | { readonly verb: 'hand'; readonly to: Given; readonly note: string }
  | { readonly verb: 'accept' }

export interface Bulks {
  /**
   * Begins a step on many alerts. The same `key` of the same actor is the same step: asked twice, it is done once. Rejects with
   * `too-large`, or `bad-request` when nothing is named.
   */
  ask(actor: Actor, at: { scope: Scope; key: string; step: AskedStep; target: BulkTarget }): Promise<AlertBulk>
  /** How far one's own step is. Rejects with `not-found`, also for another's. */
  find(actor: Actor, id: string): Promise<AlertBulk>
  /** Stops a step where it is; what is done stays done and can be undone. */
  cancel(actor: Actor, id: string): Promise<AlertBulk>
  /** Takes a step back, for every alert that nobody changed since. Rejects with `conflict` while it runs. */
  undo(actor: Actor, at: { scope: Scope; key: string; id: string }): Promise<AlertBulk>
  /** Goes on with the steps that a stop of the platform cut short. */
  resume(): Promise<void>
  /** Waits until nothing runs; `stop` lets no other part begin. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** The id of the step that the actor asks for under this key. */
export const bulkId = (actor: Pick<Actor, 'id'>, key: string): string => hashId('bulk', actor.id, key)

/** Steps on many alerts at once. `failed` is told what stopped one; it goes on at the next start. */
export function createBulks(
  records: RecordStore,
  clock: Clock,
  takers: Takers,
  failed: (error: unknown) => void,
): Bulks {
  const running = new Map<string, Promise<void>>()
  const cancelling = new Set<string>()
  let stopped = false

  function run(id: string): void {
    if (running.has(id) || stopped) return
    const work = runBulk({ records, clock, isStopped: () => stopped || cancelling.has(id) }, id)
      .catch(failed)
      .finally(() => running.delete(id))
    running.set(id, work)
  }

  async function own(actor: Actor, id: string): Promise<StoredRecord<AlertBulk>> {
    const bulk = await records.get<AlertBulk>(systemScope, bulkKind, id)
    if (bulk === undefined || bulk.document.by.id !== actor.id) {
      throw new CodedError('not-found', 'there is no such step')
    }
    return bulk
  }

  /** Writes the step with its parts, all or nothing, and begins; a step of this id that is there already stands. */
  async function begin(
    bulk: AlertBulk,
    items: BulkPart['items'],
    scope: Scope,
    { also = [], reach }: { also?: readonly RecordWrite[]; reach?: Scope } = {},
  ): Promise<AlertBulk> {
    const parts = Math.ceil(items.length / partSize)
    const document: AlertBulk = { ...bulk, total: items.length, parts, state: parts === 0 ? 'done' : 'running' }
    const writes: RecordWrite[] = Array.from({ length: parts }, (_, number) => ({
      kind: bulkPartKind,
      id: bulkPartId(bulk.id, number),
      document: {
        bulk: bulk.id,
        scope,
        ...(reach === undefined ? {} : { reach }),
        items: items.slice(number * partSize, (number + 1) * partSize),
        done: false,
      } satisfies BulkPart,
      unitIds: [],
      expect: 'absent',
    }))
    const written = await records.write([
      { kind: bulkKind, id: bulk.id, document, unitIds: [], expect: 'absent' },
      ...writes,
      ...also,
    ])
    if (!written.ok) {
      const there = await records.get<AlertBulk>(systemScope, bulkKind, bulk.id)
      if (there === undefined) throw new CodedError('conflict', 'the step was taken back already', told('step-undone'))
      return there.document
    }
    run(bulk.id)
    return document
  }

  const blank = (actor: Actor, id: string) => ({
    id,
    by: { id: actor.id, name: actor.name },
    asked: clock.now(),
    ended: null,
    state: 'running' as const,
    total: 0,
    parts: 0,
    partsDone: 0,
    done: 0,
    skipped: 0,
    changed: 0,
    undoOf: null,
    undoneBy: null,
  })

  const known = async (actor: Actor, id: string) =>
    (await records.get<AlertBulk>(systemScope, bulkKind, id))?.document.by.id === actor.id ? own(actor, id) : undefined

  return {
    async ask(actor, { scope, key, step, target }) {
      const id = bulkId(actor, key)
      const before = await known(actor, id)
      if (before !== undefined) return before.document
      const items = 'alerts' in target ? target.alerts : await matching(records, scope, target.filter)
      if (items.length === 0 && 'alerts' in target)
        throw new CodedError('bad-request', 'no alert is named', told('no-alert'))
      if (step.verb !== 'hand') {
        const asked = step.verb === 'accept' ? { ...step, units: analystOf(actor) } : step
        return begin({ ...blank(actor, id), step: asked }, items, scope)
      }
      const { receiver, reach } = await takers.find(scope, step.to)
      return begin({ ...blank(actor, id), step: { ...step, to: receiver } }, items, scope, { reach })
    },
    find: async (actor, id) => (await own(actor, id)).document,
    async cancel(actor, id) {
      await own(actor, id)
      cancelling.add(id)
      await running.get(id)
      cancelling.delete(id)
      for (;;) {
        const { document, version } = await own(actor, id)
        if (document.state !== 'running') return document
        const cancelled: AlertBulk = { ...document, state: 'cancelled', ended: clock.now() }
        const entry = bulkAudit(cancelled, await partsOf(records, cancelled))
        const write = { kind: bulkKind, id, document: cancelled, unitIds: [], expect: version }
        if ((await records.write([write], [entry])).ok) return cancelled
      }
    },
    async undo(actor, { scope, key, id: of }) {
      const id = bulkId(actor, key)
      const before = await known(actor, id)
      if (before !== undefined) return before.document
      const { document, version } = await own(actor, of)
      if (document.state === 'running') {
        throw new CodedError('conflict', 'the step still runs', { hint: 'cancel it first', ...told('step-runs') })
      }
      if (document.undoneBy !== null || document.undoOf !== null) {
        throw new CodedError('conflict', 'the step was taken back already', told('step-undone'))
      }
      const items = await doneItems(records, document)
      const marked = { kind: bulkKind, id: of, document: { ...document, undoneBy: id }, unitIds: [], expect: version }
      return begin({ ...blank(actor, id), step: document.step, undoOf: of }, items, scope, { also: [marked] })
    },
    async resume() {
      const { rows } = await records.list<AlertBulk>(systemScope, bulkKind, {
        where: { kind: 'equals', field: 'state', value: 'running', fold: 'none' },
        limit: 1_000,
      })
      for (const { id } of rows) run(id)
    },
    async settled() {
      await Promise.all(running.values())
    },
    async stop() {
      stopped = true
      await Promise.all(running.values())
    },
  }
}

/** The alerts that match now, each with the revision that it has now. */
async function matching(records: RecordStore, scope: Scope, filter: AlertFilter): Promise<BulkPart['items']> {
  const { rows, total } = await records.list<Alert>(scope, alertKind, {
    where: alertPredicate(filter),
    limit: mostAlerts,
  })
  if (total > mostAlerts) {
    throw new CodedError('too-large', `${total} alerts match; one step changes at most ${mostAlerts}`, {
      hint: 'narrow the filter or the time range',
      ...told('bulk-many', { total: `${total}`, most: `${mostAlerts}` }),
    })
  }
  return rows.map(({ id, document }) => ({ id, revision: document.revision }))
}

/** What a step did, alert by alert. */
async function doneItems(records: RecordStore, bulk: AlertBulk): Promise<BulkPart['items']> {
  return (await partsOf(records, bulk)).flatMap(({ done, items }) => (done ? items.filter(({ before }) => before) : []))
}
