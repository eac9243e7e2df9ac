import { type Static, type TSchema, Type } from 'typebox'
import { dispositions } from '../../../response/alerts/alert.ts'
import { incidentStatuses, tlpLabels } from '../../../response/incidents/incident.ts'
import { Alert, AlertFilter, Severity } from './alerts.ts'
import { Facet, Named, Nullable, OpenDocument } from './common.ts'

const closed = <T extends Record<string, TSchema>>(properties: T) =>
  Type.Object(properties, { additionalProperties: false })

const Status = Type.Enum([...incidentStatuses])
const OpenStatus = Type.Enum(incidentStatuses.filter((status) => status !== 'closed'))
const Disposition = Type.Enum([...dispositions])
const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Text = Type.String({ maxLength: 10_000 })
const Id = Type.String({ minLength: 1, maxLength: 300 })
const Time = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })
const Tlp = Type.Enum([...tlpLabels])

/** An incident as a list shows it; times are epoch milliseconds. The title of a restricted one is on its page alone. */
const row = {
  id: Type.String(),
  title: Nullable(Type.String()),
  type: Type.String(),
  severity: Severity,
  tlp: Tlp,
  status: Status,
  unit: Named,
  owner: Nullable(Named),
  members: Type.Array(Named),
  opened: Type.Integer(),
  detected: Type.Integer(),
  restricted: Type.Boolean(),
  exercise: Type.Boolean(),
  /** When it was closed. */
  ended: Nullable(Type.Integer()),
}
export const IncidentRow = Type.Object(row)
export type IncidentRow = Static<typeof IncidentRow>

const list = <T extends TSchema>(schema: T) => Type.Optional(Type.Array(schema, { maxItems: 50 }))

/** What the list is narrowed to; the empty owner asks for those that nobody owns. */
export const IncidentQuery = closed({
  status: list(Status),
  severity: list(Severity),
  unit: list(Type.String()),
  owner: list(Type.String()),
  mine: Type.Optional(Type.Boolean()),
  text: Type.Optional(Type.String({ maxLength: 200 })),
  sort: Type.Optional(Type.Enum(['severity', 'opened', 'detected', 'title'])),
  direction: Type.Optional(Type.Enum(['asc', 'desc'])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, default: 0 })),
})
export type IncidentQuery = Static<typeof IncidentQuery>

/** Facets: status, severity, unit (ids, named beside) and owner (account names, named beside). */
export const IncidentPage = Type.Object({
  rows: Type.Array(IncidentRow),
  total: Type.Integer(),
  facets: Type.Array(Facet),
  names: Type.Record(Type.String(), Type.String()),
})
export type IncidentPage = Static<typeof IncidentPage>

/** The kinds of incidents, with their class in the Reference Security Incident Taxonomy. */
export const IncidentTypes = Type.Object({
  rows: Type.Array(Type.Object({ id: Type.String(), rsit: Type.String(), vi: Type.String(), en: Type.String() })),
  /** How much one step links and copies: alerts, events of each of them, and events in all. */
  limits: Type.Object({ alerts: Type.Integer(), eventsOfEach: Type.Integer(), events: Type.Integer() }),
})
export type IncidentTypes = Static<typeof IncidentTypes>

export const WorkersQuery = closed({ unit: Id })
export const Workers = Type.Object({ rows: Type.Array(Named) })
export type Workers = Static<typeof Workers>

export const SimilarQuery = closed({ alert: Id })
export const SimilarIncidents = Type.Object({
  rows: Type.Array(
    Type.Object({
      ...row,
      shares: Type.Array(Type.Enum(['host', 'user', 'source', 'rule'])),
      alerts: Type.Integer(),
    }),
  ),
})
export type SimilarIncidents = Static<typeof SimilarIncidents>

/** What is copied of an event, told apart from where it came from; `text` of it is asked for by itself. */
const evidence = {
  id: Type.String(),
  eventId: Type.String(),
  at: Type.Integer(),
  taken: Type.Integer(),
  by: Named,
  alert: Nullable(Type.String()),
  hash: Type.String(),
  /** The copy still is what the audit log was told of when it was copied. */
  intact: Type.Boolean(),
}
const EvidenceRow = Type.Object({
  ...evidence,
  dataset: Nullable(Type.String()),
  host: Nullable(Type.String()),
  user: Nullable(Type.String()),
  summary: Type.String(),
})
export type EvidenceRow = Static<typeof EvidenceRow>

export const EvidenceDetail = Type.Object({ ...evidence, event: OpenDocument })
export type EvidenceDetail = Static<typeof EvidenceDetail>

const Conclusion = Type.Object({
  cause: Type.String(),
  impact: Type.String(),
  disposition: Disposition,
  at: Type.Integer(),
  by: Named,
})

/** A line of the timeline: when it was, and when it was written down. What else there is depends on `what`. */
export const TimelineEntry = Type.Object({
  id: Type.String(),
  what: Type.Enum(['opened', 'reopened', 'renamed', 'status', 'alerts', 'alerts-removed', 'note', 'event']),
  at: Type.Integer(),
  recorded: Type.Integer(),
  by: Named,
  pinned: Type.Boolean(),
  status: Type.Optional(Status),
  alerts: Type.Optional(Type.Array(Type.String())),
  text: Type.Optional(Type.String()),
  evidence: Type.Optional(Type.String()),
  /** What was concluded before it was opened again. */
  conclusion: Type.Optional(Conclusion),
})
export type TimelineEntry = Static<typeof TimelineEntry>

export const IncidentDetail = Type.Object({
  incident: Type.Object({
    ...row,
    title: Type.String(),
    revision: Type.Integer(),
    occurred: Nullable(Type.Integer()),
    openedBy: Named,
    steps: Type.Array(Type.Object({ status: Status, at: Type.Integer(), by: Named })),
    conclusion: Nullable(Conclusion),
  }),
  entries: Type.Array(TimelineEntry),
  alerts: Type.Array(Alert),
  evidence: Type.Array(EvidenceRow),
  /** All that there are; more than are shown when the page would be too long. */
  totals: Type.Object({ entries: Type.Integer(), evidence: Type.Integer() }),
  may: Type.Object({ add: Type.Boolean(), write: Type.Boolean(), restrict: Type.Boolean() }),
})
export type IncidentDetail = Static<typeof IncidentDetail>

export const IncidentHistory = Type.Object({
  rows: Type.Array(
    Type.Object({
      number: Type.Integer(),
      at: Type.Integer(),
      actor: Type.String(),
      action: Type.String(),
      details: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
})
export type IncidentHistory = Static<typeof IncidentHistory>

const AlertIds = Type.Array(Id, { minItems: 1, maxItems: 500 })
/** Alerts that are named, or all that a filter finds now. */
const Target = Type.Union([closed({ alerts: AlertIds }), closed({ filter: AlertFilter })])
export type AlertTarget = Static<typeof Target>

const facts = {
  title: Title,
  type: Id,
  severity: Severity,
  tlp: Tlp,
  exercise: Type.Boolean(),
}
/** What is left out is taken from the alerts: the lowest unit above them, when they were opened and began. */
export const OpenIncident = closed({
  ...facts,
  restricted: Type.Boolean(),
  unit: Type.Optional(Id),
  detected: Type.Optional(Time),
  occurred: Type.Optional(Time),
  target: Type.Optional(Target),
})
export type OpenIncident = Static<typeof OpenIncident>
export const Opened = Type.Object({ id: Type.String() })

/** `revision` is the one the caller saw: a change in between answers 409 and changes nothing. */
const revision = Type.Integer()
export const EditIncident = closed({ revision, ...facts, detected: Time, occurred: Nullable(Time) })
export const SetStatus = closed({ revision, status: OpenStatus })
export const CloseIncident = closed({
  revision,
  cause: Text,
  impact: Text,
  disposition: Disposition,
  closeAlerts: Type.Boolean(),
})
export const ReopenIncident = closed({ revision, reason: Type.String({ maxLength: 2_000 }) })
export const SetPeople = closed({
  revision,
  owner: Nullable(Id),
  members: Type.Array(Id, { maxItems: 50 }),
})
export const RestrictIncident = closed({ revision, restricted: Type.Boolean() })

export const LinkAlerts = closed({ target: Target })
export const Linked = Type.Object({ linked: Type.Integer(), copied: Type.Integer() })
export type Linked = Static<typeof Linked>
export const UnlinkAlerts = closed({ alerts: AlertIds })
export const Unlinked = Type.Object({ unlinked: Type.Integer() })
export const AddEvents = closed({ events: Type.Array(Id, { minItems: 1, maxItems: 200 }) })
export const Copied = Type.Object({ copied: Type.Integer() })
/** `at`: the time that the note is about; absent: now. */
export const AddNote = closed({
  text: Type.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' }),
  at: Type.Optional(Time),
  pinned: Type.Boolean(),
})
export const TellEvent = closed({ text: Type.String({ maxLength: 1_000 }) })
export const Pin = closed({ pinned: Type.Boolean() })
