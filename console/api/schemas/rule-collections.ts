import { type Static, Type } from 'typebox'
import { closed, Nullable } from './common.ts'
import { RuleProblem } from './rules.ts'

const Texts = Nullable(Type.Array(Type.String()))

const RuleFilter = Type.Object({
  levels: Texts,
  /** Null: all but deprecated and unsupported. */
  statuses: Texts,
  logsources: Texts,
  arrivingOnly: Type.Boolean(),
})

const CollectionVersion = Type.Object({
  number: Type.Integer(),
  kind: Type.Enum(['folder', 'git', 'zip']),
  /** The commit, the archive's SHA-256, or the day on which a folder was read. */
  release: Type.String(),
  origin: Type.String(),
  at: Type.Integer(),
  by: Type.String(),
  filter: RuleFilter,
  enabled: Type.Boolean(),
  preferred: Type.Boolean(),
  counts: Type.Object({
    files: Type.Integer(),
    rules: Type.Integer(),
    left: Type.Integer(),
    rejected: Type.Integer(),
    added: Type.Integer(),
    changed: Type.Integer(),
    removed: Type.Integer(),
  }),
})

/** A vendor's collection of rules, with the versions that one can go back to, the newest first. */
export const RuleCollection = Type.Object({
  name: Type.String(),
  /** The record's version. */
  version: Type.Integer(),
  /** The number of the version in force. */
  current: Type.Integer(),
  changed: Type.Object({ at: Type.Integer(), by: Type.String() }),
  versions: Type.Array(CollectionVersion),
})
export type RuleCollection = Static<typeof RuleCollection>
export const RuleCollections = Type.Object({ rows: Type.Array(RuleCollection) })

const ChangedRule = Type.Object({
  id: Type.String(),
  title: Type.String(),
  path: Type.String(),
  /** What was decided here of the rule, and stays; own-text: the vendor's has changed under the copy that stands in for it. */
  overrides: Type.Array(Type.Enum(['setting', 'exception', 'own-text'])),
})

/** What an import would do. Lists are cut at 500 rows; the counts are whole. */
export const ImportPreview = Type.Object({
  release: Type.String(),
  /** The record's version that the import is to be based on; null for a new collection. */
  version: Nullable(Type.Integer()),
  /** False when everything is as it is already. */
  anything: Type.Boolean(),
  counts: Type.Object({
    files: Type.Integer(),
    taken: Type.Integer(),
    /** Those that the vendor has removed and that are kept are among them. */
    inForce: Type.Integer(),
    rejected: Type.Integer(),
    added: Type.Integer(),
    changed: Type.Integer(),
    removed: Type.Integer(),
    /** Of those removed, the ones that would be in force no longer. */
    gone: Type.Integer(),
    same: Type.Integer(),
    underOwnText: Type.Integer(),
    idsTaken: Type.Integer(),
  }),
  left: Type.Record(Type.String(), Type.Integer()),
  problems: Type.Array(RuleProblem),
  added: Type.Array(ChangedRule),
  /** `diff`: in the unified format; null past 100 rules. */
  changed: Type.Array(Type.Object({ ...ChangedRule.properties, diff: Nullable(Type.String()) })),
  removed: Type.Array(ChangedRule),
  /** Rules whose id another rule has, and in which file. */
  taken: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), path: Type.String(), by: Type.String() })),
})
export type ImportPreview = Static<typeof ImportPreview>

const listed = Type.Optional(Type.String({ minLength: 1, maxLength: 2000 }))
const flag = (preset: boolean) => Type.Boolean({ default: preset })

/** What to take of an archive; lists with commas, as on the command line. */
export const ImportQuery = Type.Object(
  {
    levels: listed,
    status: listed,
    logsources: listed,
    arrivingOnly: flag(false),
    enabled: flag(true),
    preferred: flag(false),
    prune: flag(false),
    /** The archive's file name. */
    origin: Type.String({ maxLength: 200, default: '' }),
  },
  closed,
)
export type ImportQuery = Static<typeof ImportQuery>

/** With the record's version on which it is based; left out for a new collection. */
export const ImportAtVersion = Type.Object(
  { ...ImportQuery.properties, version: Type.Optional(Type.Integer()) },
  closed,
)

/** Back to a version, by default the one before. */
export const RollBack = Type.Object({ version: Type.Integer(), to: Nullable(Type.Integer()) }, closed)
export type RollBack = Static<typeof RollBack>
