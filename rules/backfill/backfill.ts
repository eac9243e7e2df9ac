import type { Actor } from '../../core/access/actor.ts'
import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import type { Interval } from './interval.ts'

/** The record kind under which runs of rules over stored events are kept. */
export const backfillKind = 'backfill'

/** `asked` by a person, due by the rule's `schedule`, or to close a `gap`. */
type BackfillReason = 'asked' | 'schedule' | 'gap'
const openStates = ['waiting', 'running'] as const
const backfillStates = [...openStates, 'done', 'cancelled', 'failed'] as const
/** Why a run failed: the rule is gone, it cannot run here, or it matches more than a run writes. */
const backfillFailures = ['rule-gone', 'rule-cannot-run', 'too-many-matches'] as const

/**
 * One run of one rule over stored events, from `from` up to `to` of event time. It goes through the time in slices, the
 * oldest first; what lies before `reached` is done, and after a crash it goes on there. Matches have the ids that ingest
 * gives them, so none is doubled. Times are epoch milliseconds.
 */
export interface Backfill extends Interval {
  readonly id: string
  readonly rule: string
  readonly reason: BackfillReason
  readonly state: (typeof backfillStates)[number]
  readonly failure: (typeof backfillFailures)[number] | null
  readonly reached: number
  /** What the rule looked for when the run began; a rule that is edited meanwhile is run from the beginning. */
  readonly fingerprint: string | null
  /** Events that lay in the time gone through. */
  readonly scanned: number
  /** Events on which the rule fires, and the matches among them that were not there before. */
  readonly matched: number
  readonly added: number
  /** The name of who asked; null for the platform itself. */
  readonly startedBy: string | null
  readonly asked: number
  readonly started: number | null
  readonly ended: number | null
}

const day = 86_400_000
const longest = 400 * day
/** Runs of one rule that may wait at once. */
const mostWaiting = 5

/**
 * Asks for a run over the last `days` days; an audit row is kept. `isKnown` tells whether such a rule is on. Rejects
 * with `not-found`, `bad-request`, or `conflict` when too many of the rule's runs wait.
 */
export async function askBackfill(
  { records, clock }: { readonly records: RecordStore; readonly clock: Clock },
  actor: Pick<Actor, 'id' | 'name'>,
  { rule, days }: { readonly rule: string; readonly days: number },
  isKnown: (rule: string) => boolean,
): Promise<Backfill> {
  if (!isKnown(rule)) {
    throw new CodedError('not-found', `there is no rule ${rule} that runs over events`, {
      hint: 'one that is off or cannot run here is not run; a correlation follows the rules that it names: run those',
      ...told('backfill-no-rule'),
    })
  }
  if (!Number.isInteger(days) || days < 1 || days * day > longest) {
    throw new CodedError('bad-request', 'a run goes over 1 to 400 whole days', told('backfill-days'))
  }
  const open = await openBackfills(records, rule)
  if (open.length >= mostWaiting) {
    throw new CodedError('conflict', `${open.length} runs of this rule are waiting or running`, {
      hint: 'wait for them or cancel them',
      ...told('backfill-open', { n: `${open.length}` }),
    })
  }
  const now = clock.now()
  const backfill = newBackfill({ rule, from: now - days * day, to: now }, 'asked', actor.name, now)
  await records.write(
    [backfillWrite(backfill, 'absent')],
    [
      {
        actor: actor.id,
        action: 'backfill.ask',
        target: `rule/${rule}`,
        unitIds: [],
        details: { backfill: backfill.id, from: backfill.from, to: backfill.to },
      },
    ],
  )
  return backfill
}

/** A run that waits for its turn. */
export function newBackfill(
  { rule, from, to }: Interval & Pick<Backfill, 'rule'>,
  reason: BackfillReason,
  startedBy: string | null,
  now: number,
): Backfill {
  return {
    id: randomId(),
    rule,
    reason,
    from,
    to,
    state: 'waiting',
    failure: null,
    reached: from,
    fingerprint: null,
    scanned: 0,
    matched: 0,
    added: 0,
    startedBy,
    asked: now,
    started: null,
    ended: null,
  }
}

export const backfillWrite = (backfill: Backfill, expect: RecordWrite['expect']): RecordWrite => ({
  kind: backfillKind,
  id: backfill.id,
  document: backfill,
  unitIds: [],
  expect,
})

/** Stops a run where it stands; what it found stays. Rejects with `not-found`, or `conflict` when it has ended. */
export async function cancelBackfill(
  { records, clock }: { readonly records: RecordStore; readonly clock: Clock },
  actor: Pick<Actor, 'id'>,
  { rule, id }: Pick<Backfill, 'rule' | 'id'>,
): Promise<Backfill> {
  // The run writes its progress meanwhile: that is no conflict, try again.
  for (let attempt = 0; attempt < 20; attempt++) {
    const found = await records.get<Backfill>(systemScope, backfillKind, id)
    if (found === undefined || found.document.rule !== rule) throw new CodedError('not-found', 'there is no such run')
    if (!isOpen(found.document))
      throw new CodedError('conflict', `the run is ${found.document.state}`, told('backfill-over'))
    const cancelled: Backfill = { ...found.document, state: 'cancelled', ended: clock.now() }
    const audit = { actor: actor.id, action: 'backfill.cancel', target: `rule/${rule}`, unitIds: [] }
    const details = { backfill: id, reached: cancelled.reached }
    if ((await records.write([backfillWrite(cancelled, found.version)], [{ ...audit, details }])).ok) return cancelled
  }
  throw new CodedError('store-busy', 'the run could not be stopped', { hint: 'try again', ...told('not-stopped') })
}

export const isOpen = ({ state }: Backfill): boolean => (openStates as readonly string[]).includes(state)

/** The runs of a rule, the newest first. */
export async function listBackfills(records: RecordStore, rule: string, limit: number): Promise<readonly Backfill[]> {
  const { rows } = await records.list<Backfill>(systemScope, backfillKind, {
    where: { kind: 'equals', field: 'rule', value: rule, fold: 'none' },
    sort: [{ field: 'asked', direction: 'desc' }],
    limit,
  })
  return rows.map(({ document }) => document)
}

/** How long runs that have ended are kept; of a schedule there may be one a minute. */
const kept = { asked: 400 * day, gap: 30 * day, schedule: 3 * day } as const satisfies Record<BackfillReason, number>
const prunedAtOnce = 1_000

/** Deletes the records of runs that ended long ago; that they were asked for stays in the audit log. */
export async function pruneBackfills(records: RecordStore, now: number): Promise<void> {
  const old = (reason: BackfillReason): Predicate => ({
    kind: 'all',
    of: [
      { kind: 'equals', field: 'reason', value: reason, fold: 'none' },
      { kind: 'compare', field: 'ended', op: 'lt', value: now - kept[reason], as: 'number' },
    ],
  })
  const { rows } = await records.list<Backfill>(systemScope, backfillKind, {
    where: { kind: 'any', of: [old('asked'), old('gap'), old('schedule')] },
    limit: prunedAtOnce,
  })
  if (rows.length === 0) return
  await records.write(
    rows.map(({ id }) => ({ kind: backfillKind, id, document: undefined, unitIds: [], expect: 'any' })),
  )
}

/** The runs that wait or are under way, in the order in which they were asked for; of one rule or of all. */
export async function openBackfills(records: RecordStore, rule?: string): Promise<readonly StoredRecord<Backfill>[]> {
  const equals = (field: string, value: string): Predicate => ({ kind: 'equals', field, value, fold: 'none' })
  const open: Predicate = { kind: 'any', of: openStates.map((state) => equals('state', state)) }
  const { rows } = await records.list<Backfill>(systemScope, backfillKind, {
    where: rule === undefined ? open : { kind: 'all', of: [open, equals('rule', rule)] },
    sort: [{ field: 'asked', direction: 'asc' }],
    limit: 10_000,
  })
  return rows
}
