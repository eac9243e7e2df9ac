import { type Static, Type } from 'typebox'

/** What the operator should know: how much is kept, and what is wrong right now. */
export const SystemState = Type.Object({
  /** Current troubles, worst first; `code` has a text in both languages under `trouble.<code>`. */
  troubles: Type.Array(
    Type.Object({
      code: Type.Enum(['store-full', 'rules-rejected', 'counts-behind', 'ingest-refusing']),
      since: Type.Integer(),
      detail: Type.String(),
    }),
  ),
  events: Type.Integer(),
  matches: Type.Integer(),
  bytes: Type.Integer(),
  diskFree: Type.Integer(),
  partitions: Type.Array(
    Type.Object({ class: Type.String(), day: Type.String(), events: Type.Integer(), bytes: Type.Integer() }),
  ),
})
export type SystemState = Static<typeof SystemState>
