import { type Actor, carries } from '../../core/access/actor.ts'
import { inScope, type Scope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import type { Json } from '../../core/lib/json.ts'
import type { RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind, type Disposition } from './alert.ts'
import { alertWrite } from './open.ts'
import { type AlertStep, beforeOf, stepped, takenBack } from './step.ts'
import type { Takers } from './takers.ts'

/** One step of an analyst on an alert: in which scope, and the revision that was on the screen. */
export interface Step {
  readonly scope: Scope
  readonly id: string
  readonly revision: number
}

/** Who is to take an alert: a person, or any analyst of a unit; by id. */
export interface Given {
  readonly kind: 'person' | 'unit'
  readonly id: string
}

type Done = Promise<StoredRecord<Alert>>

export interface Triage {
  /** Takes the alert: assigns it to the actor. */
  acknowledge(actor: Actor, step: Step): Done
  /** Gives it back to nobody. */
  release(actor: Actor, step: Step): Done
  /** Ends it with a conclusion. A later match opens a successor. */
  close(actor: Actor, step: Step & { disposition: Disposition; note: string }): Done
  /** Opens it again, as long as no successor has taken over. */
  reopen(actor: Actor, step: Step): Done
  /** Offers it to somebody who may triage it; it stays whose it is until that one accepts. Rejects with `bad-request`. */
  hand(actor: Actor, step: Step & { to: Given; note: string }): Done
  /** Takes what was offered. Rejects with `conflict` when it was offered to somebody else. */
  accept(actor: Actor, step: Step): Done
  /** Sends it back to the giver. */
  refuse(actor: Actor, step: Step & { reason: string }): Done
  /** The giver takes the offer back, or puts a refusal aside. */
  withdraw(actor: Actor, step: Step): Done
  /** Takes the last step back, which was the actor's own; rejects with `conflict` when another came since. */
  undo(actor: Actor, step: Step): Done
}

/** The units whose analyst the actor is: what is offered to those, the actor may take. */
export const analystOf = ({ grants }: Actor): readonly string[] =>
  grants.filter((grant) => carries(grant, 'alert.triage')).map(({ unit }) => unit)

/**
 * The steps of triage. Each is one write with its audit entry; each rejects with `not-found` (also for what lies outside
 * the scope), or with `conflict` when the alert is no longer as the actor saw it.
 */
export function createTriage(records: RecordStore, clock: Clock, takers: Takers): Triage {
  async function change(
    actor: Actor,
    { scope, id, revision }: Step,
    audit: { action: string; details: Readonly<Record<string, Json>> },
    next: (alert: Alert, unitIds: readonly string[]) => Alert,
  ): Done {
    // Counting writes the same record several times a second while matches come in: that is no conflict, try again.
    for (let attempt = 0; attempt < 20; attempt++) {
      const found = await records.get<Alert>(scope, alertKind, id)
      if (found === undefined) throw new CodedError('not-found', 'there is no such alert')
      if (found.document.revision !== revision) throw moved()
      const alert = next(found.document, found.unitIds)
      const written = await records.write(
        [alertWrite(alert, found.unitIds, found.version)],
        [{ actor: actor.id, ...audit, target: `${alertKind}/${id}`, unitIds: found.unitIds }],
      )
      if (written.ok) return { ...found, version: written.versions[0] ?? found.version + 1, document: alert }
    }
    throw moved()
  }
  function take(actor: Actor, at: Step, step: AlertStep, reach?: Scope): Done {
    const { verb, ...details } = step
    return change(actor, at, { action: `alert.${verb}`, details: auditable(details) }, (alert, unitIds) => {
      if (reach !== undefined && !inScope(reach, unitIds)) throw outOfReach()
      const next = stepped(alert, step, actor, clock.now())
      if (next === undefined) throw refused(alert, step)
      return { ...next, lastStep: { revision: next.revision, by: actor.id, before: beforeOf(alert) } }
    })
  }
  return {
    acknowledge: (actor, at) => take(actor, at, { verb: 'acknowledge' }),
    release: (actor, at) => take(actor, at, { verb: 'release' }),
    close: (actor, { disposition, note, ...at }) => take(actor, at, { verb: 'close', disposition, note }),
    reopen: (actor, at) => take(actor, at, { verb: 'reopen' }),
    async hand(actor, { to, note, ...at }) {
      const { receiver, reach } = await takers.find(at.scope, to)
      return take(actor, at, { verb: 'hand', to: receiver, note }, reach)
    },
    accept: (actor, at) => take(actor, at, { verb: 'accept', units: analystOf(actor) }),
    refuse: (actor, { reason, ...at }) => take(actor, at, { verb: 'refuse', reason }),
    withdraw: (actor, at) => take(actor, at, { verb: 'withdraw' }),
    undo: (actor, at) =>
      change(actor, at, { action: 'alert.undo', details: {} }, (alert) => {
        const { lastStep } = alert
        if (lastStep === undefined || lastStep.revision !== alert.revision || lastStep.by !== actor.id) throw moved()
        const before = takenBack(alert, lastStep.before)
        if (before === undefined) throw succeeded(alert)
        return before
      }),
  }
}

/** What the audit log keeps of a step: a hand-off names the receiver. */
function auditable(details: object): Readonly<Record<string, Json>> {
  const { units: _, ...kept } = { units: [], ...details } as { units: unknown } & Record<string, Json>
  return kept
}

function refused(alert: Alert, { verb }: AlertStep): CodedError {
  if (verb === 'reopen' && alert.status === 'closed' && alert.next !== null) return succeeded(alert)
  if (verb === 'hand' && alert.status !== 'closed')
    return new CodedError('bad-request', 'nobody gives to oneself', told('hand-to-self'))
  return moved()
}

const succeeded = ({ next }: Alert) =>
  new CodedError('conflict', 'a successor of this alert is open', {
    ...(next !== null && { hint: next }),
    ...told('alert-succeeded'),
  })

const moved = () =>
  new CodedError('conflict', 'someone changed this alert since it was shown', { hint: 'look at it again' })

const outOfReach = () =>
  new CodedError('bad-request', 'whom it is given to may not work on this alert', {
    hint: 'choose somebody else',
    ...told('alert-nobody'),
  })
