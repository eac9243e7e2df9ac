import { type Static, Type } from 'typebox'

const words = {
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
  /** The query of the page's address, without the question mark. */
  address: Type.String({ maxLength: 4_000 }),
  /** Seen by those who read all that its owner reads. */
  shared: Type.Boolean(),
}

export const SaveView = Type.Object(words, { additionalProperties: false })

/** A view of the alert queue; `mine` may be removed by the caller. */
const SavedView = Type.Object({ id: Type.String(), ...words, owner: Type.String(), mine: Type.Boolean() })
export type SavedView = Static<typeof SavedView>
export const SavedViewList = Type.Object({ rows: Type.Array(SavedView) })
export type SavedViewList = Static<typeof SavedViewList>
