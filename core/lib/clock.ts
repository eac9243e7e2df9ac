/** Where time comes from. Handed over as an argument so that tests own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands still until it is moved; for tests and for drills. */
export function manualClock(start: number): Clock & { set(ms: number): void; advance(ms: number): void } {
  let ms = start
  return {
    now: () => ms,
    set: (value) => {
      ms = value
    },
    advance: (by) => {
      ms += by
    },
  }
}
