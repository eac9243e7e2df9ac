import { type Static, Type } from 'typebox'
import { entityKinds } from '../../../core/event/entity-fields.ts'
import { addressReaches } from '../../../response/entities/address-place.ts'
import { Alert, Severity } from './alerts.ts'
import { Contact, Count, closed, Facet, Nullable, Range } from './common.ts'

export const EntityKindParam = Type.Object({ kind: Type.Enum([...entityKinds]) }, closed)

/** A host, a user or an address by its name, over a range of event times. */
export const EntityQuery = Type.Object(
  {
    ...Range,
    name: Type.String({ minLength: 1, maxLength: 300 }),
    /** Of this unit alone; empty: what belongs to none. */
    unit: Type.Optional(Type.String({ maxLength: 63 })),
    /** Of a user: in this domain alone. */
    domain: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    /** Also events that only mention it in a list; slower. */
    mentions: Type.Optional(Type.Boolean()),
  },
  closed,
)

/** First and last event, null without any; `exact` is false when a budget ran out. */
const Span = {
  first: Nullable(Type.Integer()),
  last: Nullable(Type.Integer()),
  count: Type.Integer(),
  exact: Type.Boolean(),
}

/** What the head of the page says. */
export const EntityProfile = Type.Object({
  units: Type.Array(
    Type.Object({
      /** null: what belongs to no unit. */
      id: Nullable(Type.String()),
      /** Names from the highest unit that the reader may see down to its own. */
      path: Type.Array(Type.String()),
      count: Type.Integer(),
      relation: Type.Union([Type.Literal('eq'), Type.Literal('gte')]),
      contacts: Type.Array(Contact),
    }),
  ),
  more: Type.Boolean(),
  span: Type.Object(Span),
  /** Systems of the register that its newest events are of; the name is null where the reader may not see the system. */
  systems: Type.Array(
    Type.Object({ id: Type.String(), code: Type.String(), level: Type.Integer(), name: Nullable(Type.String()) }),
  ),
  /** Of an address: what kind it is, and whose network within the scope holds it. */
  place: Nullable(
    Type.Object({
      reach: Type.Enum([...addressReaches]),
      network: Nullable(Type.Object({ unit: Type.String(), network: Type.String(), path: Type.Array(Type.String()) })),
    }),
  ),
})
export type EntityProfile = Static<typeof EntityProfile>

/** On how many hosts and units it was seen, with how many users and addresses. */
export const EntityPrevalence = Type.Object({
  span: Type.Object(Span),
  hosts: Count,
  users: Count,
  sources: Count,
  destinations: Count,
  units: Count,
})
export type EntityPrevalence = Static<typeof EntityPrevalence>

/** Events over time by dataset; what is in none of the named ones is counted under the empty name. */
export const EntityBarsQuery = Type.Object(
  { ...EntityQuery.properties, query: Type.Optional(Type.String({ maxLength: 10_000 })) },
  closed,
)
export const EntityBars = Type.Object({
  interval: Type.Integer(),
  datasets: Type.Array(Type.String()),
  buckets: Type.Array(Type.Object({ from: Type.Integer(), counts: Type.Record(Type.String(), Type.Integer()) })),
  total: Count,
})
export type EntityBars = Static<typeof EntityBars>

export const EntityHosts = Type.Object({
  hosts: Type.Array(Type.Object({ host: Type.String(), ...Span })),
  more: Type.Boolean(),
  partial: Type.Boolean(),
})
export type EntityHosts = Static<typeof EntityHosts>

export const EntityAlerts = Type.Object({
  rows: Type.Array(Alert),
  total: Type.Integer(),
  statuses: Type.Record(Type.String(), Type.Integer()),
  dispositions: Type.Record(Type.String(), Type.Integer()),
})
export type EntityAlerts = Static<typeof EntityAlerts>

// ---------------------------------------------------------------- processes

/** A process; `event` is its start, `parentOf` the event that names it as the parent where its start is not known. */
const ProcessNode = Type.Object({
  event: Nullable(Type.String()),
  parentOf: Nullable(Type.String()),
  host: Type.String(),
  time: Nullable(Type.Integer()),
  entityId: Nullable(Type.String()),
  pid: Nullable(Type.String()),
  name: Nullable(Type.String()),
  executable: Nullable(Type.String()),
  commandLine: Nullable(Type.String()),
  user: Nullable(Type.String()),
  hashes: Type.Array(Type.Object({ kind: Type.String(), value: Type.String() })),
  /** Alerts that its start counts towards. */
  alerts: Type.Array(
    Type.Object({
      id: Type.String(),
      status: Alert.properties.status,
      severity: Severity,
      title: Type.Object({ vi: Type.String(), en: Type.String() }),
    }),
  ),
})
export type ProcessNode = Static<typeof ProcessNode>

/** A page of children, the newest first. */
export const ProcessChildren = Type.Object({
  nodes: Type.Array(ProcessNode),
  total: Count,
  cursor: Nullable(Type.String()),
})
export type ProcessChildren = Static<typeof ProcessChildren>

export const ProcessTree = Type.Object({
  host: Type.String(),
  /** The highest first. */
  ancestors: Type.Array(ProcessNode),
  /** Why the line of ancestors ends where it does. */
  end: Type.Enum(['root', 'unseen', 'loop', 'deep', 'budget']),
  process: ProcessNode,
  children: ProcessChildren,
  /** False where processes are told by numbers that the system uses again. */
  sure: Type.Boolean(),
})
export type ProcessTree = Static<typeof ProcessTree>

export const ProcessTreeQuery = Type.Object({ event: Type.String({ minLength: 1, maxLength: 200 }) }, closed)
/** The process of an event, or the parent that it names. */
export const ProcessQuery = Type.Object(
  {
    ...ProcessTreeQuery.properties,
    of: Type.Union([Type.Literal('self'), Type.Literal('parent')]),
    cursor: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  closed,
)

/** What a process did, by ECS category; `question` with `from` and `to` finds the events in the search. */
export const ProcessActivity = Type.Object({
  question: Type.String(),
  from: Type.Integer(),
  to: Type.Integer(),
  categories: Facet,
})
export type ProcessActivity = Static<typeof ProcessActivity>
