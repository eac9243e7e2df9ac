import { type Static, type TSchema, Type } from 'typebox'
import { severities } from '../../../core/event/severity.ts'
import { alertStatuses, dispositions, handOffStates } from '../../../response/alerts/alert.ts'
import { groupings } from '../../../response/alerts/groups.ts'
import { incidentStatuses } from '../../../response/incidents/incident.ts'
import { Bilingual, Contact, Facet, Named, Nullable, OpenDocument, Range } from './common.ts'

export const Severity = Type.Enum([...severities])
const AlertStatus = Type.Enum([...alertStatuses])
const Disposition = Type.Enum([...dispositions])

const receiverKind = Type.Enum(['person', 'unit'])
/** To whom an alert can be given: a person, or whoever of a unit's analysts is first. */
const Receiver = Type.Object({ kind: receiverKind, id: Type.String(), name: Type.String() })

/** An alert on its way from one person to another; it stays whose it is until it is accepted. */
const HandOff = Type.Object({
  state: Type.Enum([...handOffStates]),
  by: Named,
  at: Type.Integer(),
  to: Receiver,
  note: Type.String(),
  refusal: Type.Optional(Type.Object({ by: Type.String(), at: Type.Integer(), reason: Type.String() })),
  /** It waits for the caller. */
  mine: Type.Boolean(),
})

/** An alert as the queue shows it; times are epoch milliseconds. */
export const Alert = Type.Object({
  id: Type.String(),
  revision: Type.Integer(),
  generation: Type.Integer(),
  status: AlertStatus,
  disposition: Nullable(Disposition),
  rule: Type.Object({ id: Type.String(), title: Bilingual }),
  severity: Severity,
  unit: Nullable(Named),
  entity: Type.Array(Type.Object({ field: Type.String(), value: Type.String() })),
  host: Nullable(Type.String()),
  user: Nullable(Type.String()),
  source: Nullable(Type.String()),
  /** The information system it is about, with its level of protection. */
  system: Nullable(Type.Object({ id: Type.String(), code: Type.String(), level: Type.String() })),
  /** Tactics of ATT&CK that its rule names, as Sigma tags write them. */
  tactics: Type.Array(Type.String()),
  count: Type.Integer(),
  first: Type.Integer(),
  last: Type.Integer(),
  opened: Type.Integer(),
  assignee: Nullable(Named),
  handOff: Nullable(HandOff),
  /** The caller took the last step and can take it back. */
  undoable: Type.Boolean(),
  acknowledged: Nullable(Type.Integer()),
  closed: Nullable(Type.Object({ at: Type.Integer(), by: Type.String(), note: Type.String() })),
  previous: Nullable(Type.String()),
  next: Nullable(Type.String()),
  /** The newest incident that it belongs to, of those that the caller may know of; the title of a restricted one is not told. */
  incident: Nullable(
    Type.Object({ id: Type.String(), title: Nullable(Type.String()), status: Type.Enum([...incidentStatuses]) }),
  ),
  /** It belongs to an exercise that the caller may know of, and to nothing else. */
  exercise: Type.Boolean(),
})
export type Alert = Static<typeof Alert>

const list = <T extends TSchema>(schema: T) => Type.Optional(Type.Array(schema, { maxItems: 50 }))

/** Filters of the queue; each list is OR within, AND across. The range is over the last match's time. */
export const AlertFilter = Type.Object(
  {
    ...Range,
    status: list(AlertStatus),
    severity: list(Severity),
    unit: list(Type.String()),
    rule: list(Type.String()),
    host: list(Type.String()),
    user: list(Type.String()),
    source: list(Type.String()),
    assignee: list(Type.String()),
    handOff: list(Type.Enum([...handOffStates])),
    /** Information systems by id, and levels of protection. */
    system: list(Type.String({ maxLength: 63 })),
    systemLevel: list(Type.String({ maxLength: 1 })),
    /** Tactics of ATT&CK as Sigma tags write them: `initial-access`. */
    tactic: list(Type.String({ maxLength: 60 })),
    /** `none`: of no incident that the caller may know of; `any`; or incidents by id. */
    incident: list(Type.String({ minLength: 1, maxLength: 300 })),
    /** What is left out, each as `facet=value`. In every list the empty value asks for alerts without one. */
    without: list(Type.String({ maxLength: 1_000 })),
    /** Free text over title, entity, host and user; case and diacritics do not matter. */
    text: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)
export type AlertFilter = Static<typeof AlertFilter>

const alertSorts = ['last', 'first', 'severity', 'count', 'rule', 'host', 'age'] as const
export const AlertQuery = Type.Object(
  {
    ...AlertFilter.properties,
    sort: Type.Optional(Type.Enum([...alertSorts])),
    direction: Type.Optional(Type.Enum(['asc', 'desc'])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100000, default: 0 })),
  },
  { additionalProperties: false },
)
export type AlertQuery = Static<typeof AlertQuery>

export const AlertPage = Type.Object({ rows: Type.Array(Alert), total: Type.Integer() })
export type AlertPage = Static<typeof AlertPage>

/** Groups of the queue. */
export const AlertGroupQuery = Type.Object(
  {
    ...AlertFilter.properties,
    by: Type.Enum([...groupings]),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100000, default: 0 })),
  },
  { additionalProperties: false },
)
export type AlertGroupQuery = Static<typeof AlertGroupQuery>
/** The largest first; `value` is null for alerts without one, `name` is what people read where the value is an id. */
export const AlertGroups = Type.Object({
  groups: Type.Array(
    Type.Object({
      value: Nullable(Type.String()),
      name: Nullable(Type.String()),
      count: Type.Integer(),
      last: Type.Integer(),
      severities: Type.Record(Type.String(), Type.Integer()),
      statuses: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
  total: Type.Integer(),
})
export type AlertGroups = Static<typeof AlertGroups>

/** Counts for the facet bar (status, severity, unit, rule, host, user, source, incident) and the histogram by severity. */
export const AlertSummary = Type.Object({
  facets: Type.Array(Facet),
  histogram: Type.Object({
    interval: Type.Integer(),
    buckets: Type.Array(Type.Object({ from: Type.Integer(), counts: Type.Record(Type.String(), Type.Integer()) })),
  }),
})
export type AlertSummary = Static<typeof AlertSummary>

/** A field that made the rule fire: the event's value and what it was tested for, in readable words. */
export const MatchedField = Type.Object({ field: Type.String(), value: Type.String(), test: Type.String() })
export type MatchedField = Static<typeof MatchedField>

export const AlertDetail = Type.Object({
  alert: Alert,
  /** The rule as it is loaded now; null when it has been removed since. */
  rule: Nullable(
    Type.Object({
      id: Type.String(),
      title: Bilingual,
      description: Bilingual,
      response: Bilingual,
      falsePositives: Type.Object({ vi: Type.Array(Type.String()), en: Type.Array(Type.String()) }),
      tags: Type.Array(Type.String()),
      level: Severity,
      condition: Type.String(),
    }),
  ),
  /** Its newest events, newest first, each with the fields that matched; `event` is the ECS document. */
  events: Type.Array(Type.Object({ event: OpenDocument, matched: Type.Array(MatchedField) })),
  /** Matches of other alerts that a suppression held back behind this one. */
  heldBack: Type.Integer(),
  /** What a correlation found, newest first; empty for an alert of single events. Times are epoch milliseconds. */
  findings: Type.Array(
    Type.Object({
      id: Type.String(),
      /** When the first satisfying window ended; first and last event; how many events. */
      time: Type.Integer(),
      first: Type.Integer(),
      last: Type.Integer(),
      count: Type.Integer(),
      timespan: Type.Integer(),
      group: Type.Array(Type.Object({ field: Type.String(), value: Type.String() })),
      /** What was measured; null in a unit's part of a finding and where rules were asked for. */
      measure: Nullable(Type.Number()),
      values: Type.Array(Type.String()),
      /** More matches came than are looked at. */
      capped: Type.Boolean(),
      /** False once late events took it back. */
      standing: Type.Boolean(),
    }),
  ),
  /** Who did what to it, oldest first. */
  history: Type.Array(
    Type.Object({
      at: Type.Integer(),
      actor: Type.String(),
      action: Type.String(),
      details: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
  /** Earlier alerts of the same rule and entity with how they were judged. */
  seenBefore: Type.Array(
    Type.Object({ id: Type.String(), last: Type.Integer(), count: Type.Integer(), disposition: Nullable(Disposition) }),
  ),
  /** Of its rule, host and user in the 30 days before: other alerts, on how many hosts and units, and how they were judged. */
  precedents: Type.Array(
    Type.Object({
      of: Type.Enum(['rule', 'host', 'user']),
      alerts: Type.Integer(),
      hosts: Type.Integer(),
      units: Type.Integer(),
      dispositions: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
  /** The information system it is about, as far as the caller sees it. */
  system: Nullable(
    Type.Object({
      id: Type.String(),
      code: Type.String(),
      name: Type.String(),
      level: Type.Integer(),
      owner: Type.String(),
      contact: Nullable(Type.Object({ name: Type.String(), phone: Type.String() })),
      operator: Type.String(),
      supplier: Type.Object({ name: Type.String(), contact: Type.String(), phone: Type.String() }),
    }),
  ),
  /** Whom to call at its unit, the one on duty marked. */
  contacts: Type.Array(Contact),
})
export type AlertDetail = Static<typeof AlertDetail>

/** `revision` is the one the caller saw: a decision in between answers 409 and changes nothing. */
export const Close = Type.Object(
  { revision: Type.Integer(), disposition: Disposition, note: Type.String({ maxLength: 4000 }) },
  { additionalProperties: false },
)
/** Steps that say nothing more: take it, give it back to nobody, open it again, accept or withdraw a hand-off, undo. */
export const PlainStep = Type.Object({ revision: Type.Integer() }, { additionalProperties: false })

export const handTo = Type.Object(
  { kind: receiverKind, id: Type.String({ maxLength: 200 }) },
  { additionalProperties: false },
)
export const Hand = Type.Object(
  { revision: Type.Integer(), to: handTo, note: Type.String({ maxLength: 4000 }) },
  { additionalProperties: false },
)
export const Refuse = Type.Object(
  { revision: Type.Integer(), reason: Type.String({ minLength: 1, maxLength: 4000 }) },
  { additionalProperties: false },
)

/** Of which units alerts are to be given; the empty one stands for none. */
export const TakersQuery = Type.Object(
  { unit: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 50 }) },
  { additionalProperties: false },
)
export const Takers = Type.Object({ rows: Type.Array(Receiver) })
export type Takers = Static<typeof Takers>
