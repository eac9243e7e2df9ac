import { type Static, Type } from 'typebox'
import { closed } from './common.ts'

/** Where a text comes from. */
const RuleOrigin = Type.Union([
  Type.Object({ kind: Type.Literal('console') }),
  Type.Object({
    kind: Type.Literal('import'),
    collection: Type.String(),
    path: Type.String(),
    release: Type.String(),
  }),
])

const TextVersion = Type.Object({
  revision: Type.Integer(),
  at: Type.Integer(),
  by: Type.String(),
  note: Type.String(),
  text: Type.String(),
})

/** A text of rules that was written or imported in the console. */
export const RuleText = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  ...TextVersion.properties,
  origin: RuleOrigin,
})
export type RuleText = Static<typeof RuleText>

/** A line of a difference between two texts. */
const DiffLine = Type.Object({ kind: Type.Enum(['same', 'added', 'removed']), text: Type.String() })

/** The states of a rule's text, the newest first, each with its difference from the one before. */
export const RuleVersions = Type.Object({
  versions: Type.Array(Type.Object({ ...TextVersion.properties, diff: Type.Array(DiffLine) })),
  /** The vendor's text that it stands in for, and how ours differs from it; null without one. */
  vendor: Type.Union([Type.Object({ text: Type.String(), diff: Type.Array(DiffLine) }), Type.Null()]),
})
export type RuleVersions = Static<typeof RuleVersions>

const text = Type.String({ minLength: 1, maxLength: 1_000_000 })
const note = Type.String({ maxLength: 1000 })
export const NewRuleText = Type.Object({ text, note }, closed)
export type NewRuleText = Static<typeof NewRuleText>
export const RuleTextChange = Type.Object({ text, note, version: Type.Integer() }, closed)
export type RuleTextChange = Static<typeof RuleTextChange>
export const RuleTextRemoval = Type.Object({ note, version: Type.Integer() }, closed)
export type RuleTextRemoval = Static<typeof RuleTextRemoval>
