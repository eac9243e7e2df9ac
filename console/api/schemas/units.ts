import { type Static, Type } from 'typebox'
import { unitKinds } from '../../../core/access/unit.ts'
import { unitActs } from '../../../response/units/unit-record.ts'
import { closed, Day, Named, Nullable, ToldProblem } from './common.ts'

const UnitKind = Type.Enum([...unitKinds])
const UnitId = Type.String({ minLength: 1, maxLength: 63 })
const Words = Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 2000 })
/** A unit by id and name; null where it lies outside what the caller sees. */
const UnitRef = Nullable(Named)

export const UnitContact = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    role: Type.String({ maxLength: 200 }),
    phone: Type.String({ maxLength: 30 }),
    mail: Type.String({ maxLength: 320 }),
    /** The one on duty; at most one. */
    duty: Type.Boolean(),
  },
  closed,
)

export const UnitRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: UnitKind,
  /** The unit above, when the caller sees it. */
  parent: Nullable(Type.String()),
  /** First day on which it is no more. */
  ended: Nullable(Type.String()),
  networks: Type.Integer(),
  hosts: Type.Integer(),
  contacts: Type.Integer(),
  duty: Nullable(UnitContact),
})
/** The tree within the caller's scope on a day, parents before children. */
export const UnitList = Type.Object({
  day: Type.String(),
  /** The caller may change the tree itself, not only contacts. */
  mayChangeTree: Type.Boolean(),
  rows: Type.Array(UnitRow),
})
export const UnitListQuery = Type.Object({ day: Type.Optional(Day) }, closed)

export const UnitDetail = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: UnitKind,
  parent: UnitRef,
  ended: Nullable(Type.String()),
  networks: Type.Array(Type.String()),
  domains: Type.Array(Type.String()),
  hosts: Type.Array(Type.String()),
  collectors: Type.Array(Type.String()),
  contacts: Type.Array(UnitContact),
  predecessors: Type.Array(UnitRef),
  successors: Type.Array(UnitRef),
  children: Type.Array(UnitRef),
  /** How it was, is and will be, oldest first; `from` empty: since ever. */
  states: Type.Array(
    Type.Object({
      from: Type.String(),
      name: Type.String(),
      kind: UnitKind,
      parent: UnitRef,
      networks: Type.Integer(),
    }),
  ),
  /** What was done to it, newest first; `from` null: without a date. */
  history: Type.Array(
    Type.Object({
      at: Type.Integer(),
      by: Type.String(),
      act: Type.Enum([...unitActs]),
      from: Nullable(Type.String()),
      others: Type.Array(UnitRef),
    }),
  ),
  /** How long the history is: what a change of contacts is based on. */
  steps: Type.Integer(),
})
export type UnitDetail = Static<typeof UnitDetail>

const NewUnit = Type.Object(
  {
    id: UnitId,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    kind: UnitKind,
    parent: Nullable(UnitId),
    networks: Words,
    domains: Words,
    hosts: Words,
    collectors: Words,
  },
  closed,
)

const changes = {
  create: {
    from: Type.Union([Type.Literal(''), Day]),
    unit: NewUnit,
    contacts: Type.Array(UnitContact, { maxItems: 50 }),
  },
  rename: { from: Day, id: UnitId, name: Type.String({ minLength: 1, maxLength: 200 }), kind: UnitKind },
  move: { from: Day, id: UnitId, parent: UnitId },
  edit: { from: Day, id: UnitId, networks: Words, domains: Words, hosts: Words, collectors: Words },
  merge: { from: Day, ids: Type.Array(UnitId, { minItems: 1, maxItems: 100 }), into: Type.Union([UnitId, NewUnit]) },
  split: {
    from: Day,
    id: UnitId,
    into: Type.Array(NewUnit, { minItems: 2, maxItems: 50 }),
    children: Type.Record(UnitId, UnitId),
  },
  abolish: { from: Day, id: UnitId },
} as const
const act = <A extends string>(name: A) => ({ act: Type.Literal(name) })

/** A change of the tree from a day on. */
export const UnitChange = Type.Union([
  Type.Object({ ...act('create'), ...changes.create }, closed),
  Type.Object({ ...act('rename'), ...changes.rename }, closed),
  Type.Object({ ...act('move'), ...changes.move }, closed),
  Type.Object({ ...act('edit'), ...changes.edit }, closed),
  Type.Object({ ...act('merge'), ...changes.merge }, closed),
  Type.Object({ ...act('split'), ...changes.split }, closed),
  Type.Object({ ...act('abolish'), ...changes.abolish }, closed),
])
/** Ids of the units that a change makes or alters, or everything that is wrong with it. */
export const UnitPreview = Type.Object({
  units: Type.Array(Type.String()),
  problems: Type.Array(
    Type.Object({
      unit: Type.String(),
      field: Type.String(),
      ...ToldProblem.properties,
      message: Type.String(),
      hint: Nullable(Type.String()),
    }),
  ),
})
export const UnitsChanged = Type.Object({ units: Type.Array(Type.String()) })

export const UnitContacts = Type.Object(
  { contacts: Type.Array(UnitContact, { maxItems: 50 }), steps: Type.Integer({ minimum: 0 }) },
  closed,
)

/** Comma-separated values to be imported; `whole`: what they lack ends on that day. */
export const UnitImport = Type.Object(
  {
    text: Type.String({ maxLength: 4_000_000 }),
    file: Type.String({ minLength: 1, maxLength: 200 }),
    from: Type.Optional(Day),
    whole: Type.Boolean(),
  },
  closed,
)
export type UnitContact = Static<typeof UnitContact>
export type UnitRow = Static<typeof UnitRow>
export type UnitList = Static<typeof UnitList>
export type UnitChange = Static<typeof UnitChange>
export type UnitPreview = Static<typeof UnitPreview>
export type UnitImport = Static<typeof UnitImport>
