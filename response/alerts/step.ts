import type { Actor } from '../../core/access/actor.ts'
import type { Alert, Before, Disposition, HandOff, Receiver } from './alert.ts'

/** Steps that are taken on one alert, or on many at once. */
export type AlertStep =
  | { readonly verb: 'acknowledge' | 'reopen' }
  /** Gives it back to nobody. */
  | { readonly verb: 'release' }
  | { readonly verb: 'close'; readonly disposition: Disposition; readonly note: string }
  | { readonly verb: 'hand'; readonly to: Receiver; readonly note: string }
  /** `units`: those whose analyst the actor is. */
  | { readonly verb: 'accept'; readonly units: readonly string[] }
  | { readonly verb: 'refuse'; readonly reason: string }
  /** Takes back what the actor offered, whether it waits or was refused. */
  | { readonly verb: 'withdraw' }

/** True when the alert waits for this person's answer, as itself or as one of a unit's analysts. */
export function waitsFor({ state, by, to }: HandOff, actor: Pick<Actor, 'id'>, units: readonly string[]): boolean {
  if (state !== 'offered') return false
  return to.kind === 'person' ? to.id === actor.id : by.id !== actor.id && units.includes(to.id)
}

/**
 * The alert after the step, its revision counted on; undefined when the step does not apply to it as it stands: what is
 * closed is neither taken nor given nor closed again, what a successor has taken over from is not opened again, and a hand-off
 * is answered by whom it waits for. Whoever takes an alert or ends it ends its hand-off too.
 */
export function stepped(
  alert: Alert,
  step: AlertStep,
  actor: Pick<Actor, 'id' | 'name'>,
  now: number,
): Alert | undefined {
  const next = { ...alert, revision: alert.revision + 1 }
  switch (step.verb) {
    case 'acknowledge':
      if (alert.status === 'closed') return undefined
      return {
        ...next,
        status: 'acknowledged',
        assignee: { id: actor.id, name: actor.name },
        acknowledged: alert.acknowledged ?? now,
        handOff: null,
      }
    case 'release':
      if (alert.status === 'closed' || alert.assignee === null) return undefined
      return { ...next, status: 'new', assignee: null, handOff: null }
    case 'hand': {
      if (alert.status === 'closed' || step.to.id === actor.id) return undefined
      const by = { id: actor.id, name: actor.name }
      return { ...next, handOff: { state: 'offered', by, at: now, to: step.to, note: step.note } }
    }
    case 'accept':
      if (alert.status === 'closed' || !alert.handOff || !waitsFor(alert.handOff, actor, step.units)) return undefined
      return stepped(alert, { verb: 'acknowledge' }, actor, now)
    case 'refuse': {
      // What waits for any of a unit's analysts is not refused by one for all.
      if (!alert.handOff || !waitsFor(alert.handOff, actor, [])) return undefined
      const refusal = { by: actor.name, at: now, reason: step.reason }
      return { ...next, handOff: { ...alert.handOff, state: 'refused', refusal } }
    }
    case 'withdraw':
      if (!alert.handOff || alert.handOff.by.id !== actor.id) return undefined
      return { ...next, handOff: null }
    case 'close':
      if (alert.status === 'closed') return undefined
      return {
        ...next,
        status: 'closed',
        disposition: step.disposition,
        closed: { at: now, by: actor.name, note: step.note },
        window: { ...alert.window, to: now },
        handOff: null,
      }
    case 'reopen':
      if (alert.status !== 'closed' || alert.next !== null) return undefined
      return {
        ...next,
        status: alert.assignee === null ? 'new' : 'acknowledged',
        disposition: null,
        closed: null,
        window: { ...alert.window, to: null },
      }
  }
}

/** What to keep of an alert for taking a step back. */
export const beforeOf = ({ status, disposition, assignee, acknowledged, closed, window, handOff }: Alert): Before => ({
  status,
  disposition,
  assignee,
  acknowledged,
  closed,
  window,
  handOff: handOff ?? null,
})

/** The alert as it was before a step; undefined when a successor has taken over since, and both would be open. */
export function takenBack(alert: Alert, before: Before): Alert | undefined {
  if (alert.next !== null && before.status !== 'closed') return undefined
  return { ...alert, ...before, revision: alert.revision + 1 }
}
