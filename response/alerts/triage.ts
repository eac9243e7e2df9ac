import type { Actor } from '../../core/access/actor.ts'
import type { Scope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { RecordStore, StoredRecord } from '../../core/store/store.ts'
import { type Alert, alertKind, type Disposition } from './alert.ts'
import { alertWrite } from './open.ts'
import { type AlertStep, stepped } from './step.ts'

/** One step of an analyst on an alert: in which scope, and the revision that was on the screen. */
export interface Step {
  readonly scope: Scope
  readonly id: string
  readonly revision: number
}

export interface Triage {
  /** Takes the alert: assigns it to the actor. */
  acknowledge(actor: Actor, step: Step): Promise<StoredRecord<Alert>>
  /** Ends it with a conclusion. A later match opens a successor. */
  close(actor: Actor, step: Step & { disposition: Disposition; note: string }): Promise<StoredRecord<Alert>>
  /** Opens it again, as long as no successor has taken over. */
  reopen(actor: Actor, step: Step): Promise<StoredRecord<Alert>>
}

/**
 * The steps of triage. Each is one write with its audit entry; each rejects with `not-found` (also for what lies outside
 * the scope), or with `conflict` when the alert is no longer as the actor saw it.
 */
export function createTriage(records: RecordStore, clock: Clock): Triage {
  async function take(actor: Actor, { scope, id, revision }: Step, step: AlertStep): Promise<StoredRecord<Alert>> {
    const { verb, ...details } = step
    // Counting writes the same record several times a second while matches come in: that is no conflict, try again.
    for (let attempt = 0; attempt < 20; attempt++) {
      const found = await records.get<Alert>(scope, alertKind, id)
      if (found === undefined) throw new CodedError('not-found', 'there is no such alert')
      if (found.document.revision !== revision) throw moved()
      const alert = stepped(found.document, step, actor, clock.now())
      if (alert === undefined) throw refused(found.document, step)
      const written = await records.write(
        [alertWrite(alert, found.unitIds, found.version)],
        [{ actor: actor.id, action: `alert.${verb}`, target: `${alertKind}/${id}`, unitIds: found.unitIds, details }],
      )
      if (written.ok) return { ...found, version: written.versions[0] ?? found.version + 1, document: alert }
    }
    throw moved()
  }
  return {
    acknowledge: (actor, at) => take(actor, at, { verb: 'acknowledge' }),
    close: (actor, { disposition, note, ...at }) => take(actor, at, { verb: 'close', disposition, note }),
    reopen: (actor, at) => take(actor, at, { verb: 'reopen' }),
  }
}

function refused(alert: Alert, step: AlertStep): CodedError {
  if (step.verb !== 'reopen' || alert.status !== 'closed' || alert.next === null) return moved()
  return new CodedError('conflict', 'a successor of this alert is open', { hint: alert.next })
}

const moved = () =>
  new CodedError('conflict', 'someone changed this alert since it was shown', { hint: 'look at it again' })
