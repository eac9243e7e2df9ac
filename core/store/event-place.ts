import { CodedError } from '../lib/errors.ts'
import { isObject } from '../lib/json.ts'

/** A place in the order newest first: by time, then by id. Everything before it has been given out. */
export interface Place {
  readonly ts: number
  readonly id: string
}

/** Compares two places in that order. */
export function newestFirst(a: Place, b: Place): number {
  return a.ts === b.ts ? (a.id < b.id ? 1 : -1) : b.ts - a.ts
}

/** A cursor that goes on after the place. */
export function cursorAt({ ts, id }: Place): string {
  return Buffer.from(JSON.stringify({ ts, id })).toString('base64url')
}

/** The place a cursor stands for. Throws CodedError `bad-request` when no search gave it. */
export function readCursor(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (isObject(place) && typeof place.ts === 'number' && typeof place.id === 'string')
      return { ts: place.ts, id: place.id }
  } catch (cause) {
    throw new CodedError('bad-request', 'the cursor is not one that a search gave', { cause })
  }
  throw new CodedError('bad-request', 'the cursor is not one that a search gave')
}
