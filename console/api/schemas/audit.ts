import { type Static, Type } from 'typebox'
import { Moment, Named, Nullable } from './common.ts'

const Short = Type.String({ maxLength: 300 })

const filter = {
  from: Moment,
  to: Moment,
  actor: Type.Optional(Type.Array(Short, { maxItems: 50 })),
  /** `role.grant`, or with `role.` everything of that noun. */
  action: Type.Optional(Type.Array(Short, { maxItems: 50 })),
  target: Type.Optional(Short),
  unit: Type.Optional(Short),
  text: Type.Optional(Short),
}

/** Which rows of the audit log. */
export const AuditQuery = Type.Object(filter, { additionalProperties: false })
export type AuditQuery = Static<typeof AuditQuery>

export const AuditPageQuery = Type.Object(
  {
    ...filter,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    before: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
)

const AuditRow = Type.Object({
  number: Type.Integer(),
  time: Type.Integer(),
  actor: Type.String(),
  action: Type.String(),
  target: Type.String(),
  /** The unit that it concerns; null: the whole installation. */
  unit: Nullable(Named),
  details: Type.Record(Type.String(), Type.Unknown()),
  hash: Type.String(),
})
export type AuditRow = Static<typeof AuditRow>

/** Rows, newest first; `next` is the number to go on before, also where few were found so far; null at the end. */
export const AuditPage = Type.Object({ rows: Type.Array(AuditRow), next: Nullable(Type.Integer()) })
export type AuditPage = Static<typeof AuditPage>

export const AuditFacets = Type.Object({
  facets: Type.Array(
    Type.Object({
      field: Type.String(),
      values: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
      partial: Type.Boolean(),
    }),
  ),
})
export type AuditFacets = Static<typeof AuditFacets>

const Head = Type.Object({ number: Type.Integer(), hash: Type.String() })

/** A check of the chain: running, or how it ended. */
const ChainCheck = Type.Object({
  state: Type.Enum(['running', 'stuck', 'done']),
  by: Type.String(),
  started: Type.Integer(),
  noted: Type.Integer(),
  checked: Type.Integer(),
  total: Type.Integer(),
  /** Null until it ended. */
  verdict: Nullable(
    Type.Object({
      ok: Type.Boolean(),
      head: Nullable(Head),
      /** The first row that is wrong, and how. */
      row: Nullable(Type.Integer()),
      reason: Nullable(Type.Enum(['edited', 'missing', 'dropped', 'reordered', 'key'])),
    }),
  ),
})
export type ChainCheck = Static<typeof ChainCheck>

/** State of the chain, of its heads outside, and the key with which packs and heads are signed. */
export const ChainState = Type.Object({
  check: Nullable(ChainCheck),
  /** The newest heads, newest first. */
  heads: Type.Array(
    Type.Object({
      ...Head.properties,
      time: Type.Integer(),
      ways: Type.Array(
        Type.Object({
          way: Type.Enum(['syslog', 'mail', 'file']),
          state: Type.Enum(['waiting', 'sent', 'failed']),
          /** When it was sent or last tried. */
          at: Nullable(Type.Integer()),
        }),
      ),
    }),
  ),
  /** Whether the configuration names a way out at all. */
  sendsHead: Type.Boolean(),
  /** The stretch of time that the caller may read of; null: all. */
  window: Nullable(Type.Object({ from: Type.Integer(), to: Type.Integer() })),
  publicKey: Type.String(),
  fingerprint: Type.String(),
})
export type ChainState = Static<typeof ChainState>

export const PackQuery = Type.Object({ from: Moment, to: Moment, asOf: Moment }, { additionalProperties: false })
