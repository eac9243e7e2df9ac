import { hash } from 'node:crypto'

/** Numbers equal lines of one connection: the first of its text is 0, the next 1. */
export interface LineOrdinals {
  /** What sets this line apart from the equal ones before it; the same again when the same lines come in the same order. */
  next(bytes: Uint8Array | string): string
}

/** Texts remembered, twice over. */
const generation = 16_384

/**
 * The ordinal among identical lines of a connection (docs/adr/0004). Memory is bounded: a text that was forgotten and
 * comes again is numbered anew under the generation it comes in, so that it counts instead of being taken for the first.
 */
export function createLineOrdinals(): LineOrdinals {
  let current = new Map<string, { readonly base: number; count: number }>()
  let previous = current
  let number = 0
  return {
    next(bytes) {
      const text = hash('sha1', bytes, 'base64url').slice(0, 16)
      let seen = current.get(text) ?? previous.get(text)
      if (seen === undefined) {
        if (current.size >= generation) {
          previous = current
          current = new Map()
          number += 1
        }
        seen = { base: number, count: 0 }
      }
      current.set(text, seen)
      return `${seen.base}.${seen.count++}`
    },
  }
}
