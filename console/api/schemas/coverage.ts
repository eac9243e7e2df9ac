import { type Static, Type } from 'typebox'
import { OpenDocument } from './common.ts'

/** A technique of ATT&CK with the rules that name it. */
const Technique = Type.Object({
  /** `T1059` or `T1059.001`. */
  id: Type.String(),
  /** Rules that judge now, and rules that are off, lack their source or cannot run. */
  running: Type.Array(Type.String()),
  idle: Type.Array(Type.String()),
})

/** Which techniques the rules look for. */
export const Coverage = Type.Object({
  techniques: Type.Array(Technique),
  /** Rules that name no technique. */
  untagged: Type.Integer(),
})
export type Coverage = Static<typeof Coverage>

/** A layer of the ATT&CK Navigator, format 4.5. */
export const NavigatorLayer = OpenDocument
