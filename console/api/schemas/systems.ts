import { type Static, Type } from 'typebox'
import { systemProblemCodes } from '../../../response/systems/check-system.ts'
import { retentionVerdicts } from '../../../response/systems/standing.ts'
import { systemActs } from '../../../response/systems/system-record.ts'
import { Contact, closed, Day, Named, Nullable } from './common.ts'

const Text = (most: number) => Type.String({ maxLength: most })
const Words = (most: number) => Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: most })
const Level = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Literal(4), Type.Literal(5)])
/** A unit by id and name; null where it lies outside what the caller sees. */
const UnitRef = Nullable(Named)

const Decision = Nullable(Type.Object({ number: Text(100), date: Text(10), issuer: Text(200) }, closed))
const Supplier = Type.Object({ name: Text(200), contact: Text(200), phone: Text(30), mail: Text(320) }, closed)
const LogMonths = Nullable(Type.Object({ months: Type.Integer(), reason: Text(500) }, closed))

/** What is said of a system from a day on. */
const SystemWords = Type.Object(
  {
    name: Text(200),
    /** Level of protection, Nghị định 331/2026/NĐ-CP Điều 11–15. */
    level: Level,
    decision: Decision,
    owner: Text(63),
    operator: Type.Object({ unit: Nullable(Text(63)), name: Text(200) }, closed),
    supplier: Supplier,
    hosts: Words(500),
    networks: Words(500),
    domains: Words(100),
    sources: Words(200),
    /** Months beyond what the law asks for; null: what it asks for. */
    logMonths: LogMonths,
    notes: Text(4000),
  },
  closed,
)
export type SystemWords = Static<typeof SystemWords>

export const NewSystem = Type.Object(
  { code: Text(63), from: Type.Union([Type.Literal(''), Day]), words: SystemWords },
  closed,
)
export type NewSystem = Static<typeof NewSystem>
export const SystemChange = Type.Object({ from: Day, version: Type.Integer(), words: SystemWords }, closed)
export type SystemChange = Static<typeof SystemChange>
export const SystemEnd = Type.Object({ from: Day, version: Type.Integer() }, closed)
export type SystemEnd = Static<typeof SystemEnd>

/** The id of the system that was written, or everything that is wrong: then nothing was. */
export const SystemWritten = Type.Object({
  id: Nullable(Type.String()),
  problems: Type.Array(
    Type.Object({
      code: Type.Enum([...systemProblemCodes]),
      field: Type.String(),
      /** The word that is wrong, or what it clashes with. */
      value: Type.String(),
    }),
  ),
})
export type SystemWritten = Static<typeof SystemWritten>

const RetentionVerdict = Type.Enum([...retentionVerdicts])
const Minimum = Type.Object({
  months: Type.Integer(),
  /** What the law asks for at its level; 0: nothing. */
  law: Type.Integer(),
  reason: Nullable(Type.String()),
})
const SourceState = Type.Enum(['arriving', 'silent', 'missing'])

export const SystemRow = Type.Object({
  id: Type.String(),
  code: Type.String(),
  name: Type.String(),
  level: Level,
  decision: Decision,
  /** Null when the owner lies outside what the caller sees any more. */
  owner: UnitRef,
  /** The owner is no more: name who took it over. */
  ownerEnded: Type.Boolean(),
  /** First day on which it is in use, when that is to come. */
  begins: Nullable(Type.String()),
  /** First day on which it is out of use. */
  ended: Nullable(Type.String()),
  hosts: Type.Integer(),
  sources: Type.Object({ declared: Type.Integer(), silent: Type.Integer(), missing: Type.Integer() }),
  minimum: Minimum,
  /** Months for which its logs are kept; null while none arrive. */
  kept: Nullable(Type.Integer()),
  retention: RetentionVerdict,
})
export type SystemRow = Static<typeof SystemRow>
export const SystemList = Type.Object({
  day: Type.String(),
  /** The law by which logs are kept, and how sure that is. */
  law: Type.Object({ effectiveFrom: Type.String(), source: Type.String(), verifiedBy: Type.String() }),
  rows: Type.Array(SystemRow),
})
export type SystemList = Static<typeof SystemList>

export const SystemDetail = Type.Object({
  ...SystemRow.properties,
  /** Today, in the installation's zone. */
  day: Type.String(),
  version: Type.Integer(),
  /** As it stands, to be changed; an operating unit outside what the caller sees is left out. */
  words: SystemWords,
  operator: UnitRef,
  /** The owner's contacts, the one on duty marked. */
  contacts: Type.Array(Contact),
  declared: Type.Array(
    Type.Object({
      name: Type.String(),
      state: SourceState,
      id: Nullable(Type.String()),
      lastSeen: Nullable(Type.Integer()),
    }),
  ),
  /** How it was, is and will be, oldest first; `from` empty: since ever. */
  states: Type.Array(
    Type.Object({ from: Type.String(), name: Type.String(), level: Level, decision: Decision, owner: UnitRef }),
  ),
  /** What was done to it, newest first. */
  history: Type.Array(
    Type.Object({
      at: Type.Integer(),
      by: Type.String(),
      act: Type.Enum([...systemActs]),
      from: Type.String(),
      fields: Type.Array(Type.String()),
    }),
  ),
})
export type SystemDetail = Static<typeof SystemDetail>

/** Comma-separated values to be imported. */
export const SystemImport = Type.Object(
  {
    text: Type.String({ maxLength: 4_000_000 }),
    file: Type.String({ minLength: 1, maxLength: 200 }),
    from: Type.Optional(Day),
  },
  closed,
)
export type SystemImport = Static<typeof SystemImport>
