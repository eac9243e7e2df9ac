import type { Actor } from '../../core/access/actor.ts'
import { type Scope, systemScope } from '../../core/access/scope.ts'
import { type Severity, severities } from '../../core/event/severity.ts'
import { all, compare, equals } from '../../core/predicate/build.ts'
import type { AuditLog, RecordStore } from '../../core/store/store.ts'
import { alertKind } from '../alerts/alert.ts'
import { accountKind } from '../identity/accounts.ts'

/** Rows of the audit log that are looked through, and of one's own log-ins. */
const mostRows = 500
const mostLogIns = 50

/** What happened while somebody was away. */
export interface SinceLeft {
  /** When the person left: the end of the log-in before this one, or its beginning where nobody ended it. */
  readonly at: number
  /** Alerts whose first event came since, by severity. */
  readonly alerts: Partial<Record<Severity, number>>
  /** Closed since, by whomever. */
  readonly closed: number
  /** Changes of rules, exceptions and lists since; `ruleChangesAtLeast`: there may be more. */
  readonly ruleChanges: number
  readonly ruleChangesAtLeast: boolean
}

/** When the actor was here last before the log-in that began at `opened`; undefined for who was never here before. */
export async function lastHere(audit: AuditLog, actor: Pick<Actor, 'id'>, opened: number): Promise<number | undefined> {
  const rows = await audit.list(systemScope, { limit: mostLogIns, target: `${accountKind}/${actor.id}` })
  const before = rows.find(
    ({ action, time }) => (action === 'session.end' || action === 'session.open') && time < opened,
  )
  return before?.time
}

/** What happened since, within the scope. */
export async function sinceLeft(
  { records, audit }: { readonly records: RecordStore; readonly audit: AuditLog },
  scope: Scope,
  at: number,
): Promise<SinceLeft> {
  const [tallies, closed, rows] = await Promise.all([
    records.tally(scope, alertKind, compare('first', 'gte', at), { by: ['severity'] }),
    records.tally(scope, alertKind, all(equals('status', 'closed', 'none'), compare('closed.at', 'gte', at)), {
      by: ['status'],
    }),
    audit.list(scope, { limit: mostRows }),
  ])
  const since = rows.filter(({ time }) => time >= at)
  const alerts: Partial<Record<Severity, number>> = {}
  for (const { values, count } of tallies) {
    const severity = severities.find((one) => one === values[0])
    if (severity !== undefined) alerts[severity] = (alerts[severity] ?? 0) + count
  }
  return {
    at,
    alerts,
    closed: closed.reduce((sum, { count }) => sum + count, 0),
    ruleChanges: since.filter(({ action }) => /^(rule|exception|value-list|collection)[.-]/.test(action)).length,
    ruleChangesAtLeast: since.length === mostRows,
  }
}
