import { type Static, Type } from 'typebox'
import { Severity } from './alerts.ts'
import { Bilingual, Named, Nullable } from './common.ts'
import { OnDuty, Shift } from './shifts.ts'

/** An alert in a line. */
const AlertLine = Type.Object({
  id: Type.String(),
  revision: Type.Integer(),
  title: Bilingual,
  severity: Severity,
  status: Type.String(),
  unit: Nullable(Named),
  host: Nullable(Type.String()),
  user: Nullable(Type.String()),
  count: Type.Integer(),
  first: Type.Integer(),
  last: Type.Integer(),
  handOff: Nullable(Type.Object({ state: Type.String(), by: Type.String(), to: Type.String(), note: Type.String() })),
})
export type AlertLine = Static<typeof AlertLine>
const Alerts = Type.Object({ rows: Type.Array(AlertLine), total: Type.Integer() })

/** What needs the caller now: each part is null for who may not know of it. Lists hold their first rows. */
export const Home = Type.Object({
  work: Nullable(
    Type.Object({
      /** New and in no incident, the newest first. */
      fresh: Alerts,
      /** The caller's, the oldest first. */
      mine: Alerts,
      /** Nobody's, the most severe first, then the one that waits longest. */
      nobodys: Alerts,
      /** Critical ones among them. */
      criticals: Type.Integer(),
      /** Waiting for the caller to accept. */
      offered: Alerts,
      /** Given by the caller and not accepted, or refused. */
      given: Alerts,
    }),
  ),
  incidents: Nullable(
    Type.Object({ rows: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })), total: Type.Integer() }),
  ),
  sources: Nullable(
    Type.Object({
      total: Type.Integer(),
      silentTotal: Type.Integer(),
      silent: Type.Array(
        Type.Object({ id: Type.String(), name: Type.String(), unit: Nullable(Named), since: Type.Integer() }),
      ),
    }),
  ),
  /** What happened since the caller's last log-in ended; null at the first. */
  since: Nullable(
    Type.Object({
      at: Type.Integer(),
      alerts: Type.Record(Type.String(), Type.Integer()),
      closed: Type.Integer(),
      silent: Type.Integer(),
      ruleChanges: Type.Integer(),
      ruleChangesAtLeast: Type.Boolean(),
    }),
  ),
  duty: Nullable(OnDuty),
  /** Watches that wait for the caller to take them over. */
  handOvers: Type.Array(Shift),
  /** Exceptions that somebody proposed and the caller may decide on. */
  proposals: Nullable(
    Type.Array(
      Type.Object({ id: Type.String(), title: Type.String(), rule: Nullable(Type.String()), by: Type.String() }),
    ),
  ),
  /** Units whose contacts the caller keeps. */
  ownUnits: Nullable(
    Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        contacts: Type.Integer(),
        onDuty: Type.Boolean(),
        changed: Nullable(Type.Integer()),
        needsCare: Type.Boolean(),
      }),
    ),
  ),
  /** What the caller's agency is told of its open alerts, the worst first. */
  ownAlerts: Nullable(
    Type.Object({
      rows: Type.Array(
        Type.Object({
          id: Type.String(),
          title: Bilingual,
          severity: Severity,
          unit: Nullable(Named),
          host: Nullable(Type.String()),
          user: Nullable(Type.String()),
          source: Nullable(Type.String()),
          count: Type.Integer(),
          first: Type.Integer(),
          last: Type.Integer(),
          /** The response team has taken it. */
          taken: Type.Boolean(),
        }),
      ),
      total: Type.Integer(),
      /** There are more than were counted. */
      atLeast: Type.Boolean(),
    }),
  ),
  /** How many roles of the caller hold now. */
  roles: Type.Integer(),
  /** Roles of the caller that do not: those whose unit has ended and, to whom nothing is left, all. */
  lapsed: Type.Array(
    Type.Object({ role: Type.String(), unit: Named, why: Type.Enum(['unit-ended', 'expired', 'not-yet']) }),
  ),
  /** The stretch of time that the caller may read of. */
  window: Nullable(Type.Object({ from: Type.Integer(), to: Type.Integer() })),
})
export type Home = Static<typeof Home>
