import { type Static, Type } from 'typebox'
import { closed, Nullable, ToldProblem } from './common.ts'

const ListType = Type.Enum(['exact', 'cidr', 'wildcard'])

/** A list of values as the overview shows it. */
export const ValueListRow = Type.Object({
  name: Type.String(),
  version: Type.Integer(),
  about: Type.String(),
  type: ListType,
  items: Type.Integer(),
  owner: Type.String(),
  changed: Type.Object({ at: Type.Integer(), by: Type.String() }),
  /** Titles of the exceptions that look values up in it. */
  usedBy: Type.Array(Type.String()),
  /** Ids of the rules that have it as a placeholder. */
  rules: Type.Array(Type.String()),
})
export type ValueListRow = Static<typeof ValueListRow>
export const ValueLists = Type.Object({ rows: Type.Array(ValueListRow) })

/** A list with its values, one a line. */
export const ValueListDetail = Type.Object({ ...ValueListRow.properties, text: Type.String() })
export type ValueListDetail = Static<typeof ValueListDetail>

/** A list as it is uploaded: one value a line, `#` for a remark. `version` null makes a new one. */
export const ValueListChange = Type.Object(
  {
    about: Type.String({ maxLength: 1000 }),
    type: ListType,
    text: Type.String({ maxLength: 4_000_000 }),
    owner: Type.String({ minLength: 1, maxLength: 100 }),
    version: Nullable(Type.Integer()),
  },
  closed,
)
export type ValueListChange = Static<typeof ValueListChange>

export const ValueListDraft = Type.Object({ type: ListType, text: Type.String({ maxLength: 4_000_000 }) }, closed)
export type ValueListDraft = Static<typeof ValueListDraft>
/** How many values a text holds, and the lines that are wrong. */
export const ValueListVerdict = Type.Object({
  items: Type.Integer(),
  problems: Type.Array(
    Type.Object({
      ...ToldProblem.properties,
      line: Type.Integer(),
      value: Type.String(),
      message: Type.String(),
      hint: Type.String(),
    }),
  ),
})
export type ValueListVerdict = Static<typeof ValueListVerdict>
