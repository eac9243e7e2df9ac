/** How long a read may go on, in milliseconds, before it answers with what it has and says so. */
export const readBudget = 2_000

/** A read's own watch. */
export interface Budget {
  /** What it was at its start. */
  readonly milliseconds: number
  /** True once the time is used up. */
  spent(): boolean
}

/**
 * A budget that starts now. Not the store's clock: this one measures work, not the time of day. `check` throws where the read
 * shall not go on at all.
 */
export function startBudget(milliseconds: number, check: () => void = () => {}): Budget {
  const end = performance.now() + milliseconds
  return {
    milliseconds,
    spent() {
      check()
      return performance.now() >= end
    },
  }
}
