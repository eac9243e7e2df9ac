import { type Static, Type } from 'typebox'
import { Named } from './common.ts'

const words = {
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
  /** The query of the page's address, without the question mark. */
  address: Type.String({ maxLength: 8_000 }),
  /** Seen by others too: those who read all that its owner reads, or the readers of `unit`. */
  shared: Type.Boolean(),
}

export const SavePage = Type.Object(
  // Null first: the server turns what it reads into the first type that it can, and null into an empty text.
  { ...words, unit: Type.Optional(Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 200 })])) },
  { additionalProperties: false },
)

export const RenamePage = Type.Object({ name: words.name }, { additionalProperties: false })

/** A page that was kept, of the queue or of a search; `mine` may be renamed and removed by the caller. */
const SavedPage = Type.Object({
  id: Type.String(),
  ...words,
  unit: Type.Union([Type.Null(), Named]),
  owner: Type.String(),
  mine: Type.Boolean(),
})
export type SavedPage = Static<typeof SavedPage>
export const SavedPageList = Type.Object({ rows: Type.Array(SavedPage) })
export type SavedPageList = Static<typeof SavedPageList>
