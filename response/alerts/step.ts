import type { Actor } from '../../core/access/actor.ts'
import type { Alert, Disposition } from './alert.ts'

/** One step of an analyst on an alert. */
export type AlertStep =
  | { readonly verb: 'acknowledge' | 'reopen' }
  | { readonly verb: 'close'; readonly disposition: Disposition; readonly note: string }

/**
 * The alert after the step, its revision counted on; undefined when the step does not apply to it as it stands: what is
 * closed is neither taken nor closed again, and what a successor has taken over from is not opened again.
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
      }
    case 'close':
      if (alert.status === 'closed') return undefined
      return {
        ...next,
        status: 'closed',
        disposition: step.disposition,
        closed: { at: now, by: actor.name, note: step.note },
        window: { ...alert.window, to: now },
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

/** What a step changes of an alert: with it, the alert is as it was before. */
export type Before = Pick<Alert, 'status' | 'disposition' | 'assignee' | 'acknowledged' | 'closed' | 'window'>

/** What to keep of an alert for taking a step back. */
export const beforeOf = ({ status, disposition, assignee, acknowledged, closed, window }: Alert): Before => ({
  status,
  disposition,
  assignee,
  acknowledged,
  closed,
  window,
})

/** The alert as it was before a step; undefined when a successor has taken over since, and both would be open. */
export function takenBack(alert: Alert, before: Before): Alert | undefined {
  if (alert.next !== null && before.status !== 'closed') return undefined
  return { ...alert, ...before, revision: alert.revision + 1 }
}
