import type { Clock } from './clock.ts'

/** How long an answer stands, milliseconds, before the store is asked anew. */
const freshFor = 30_000

/**
 * Gives the answer that was found under the key in the last 30 seconds, or finds one. Failures are not kept; who waited for
 * another's answer that fails, as it does when that one leaves, looks for his own. No more than `most` are kept.
 */
export function createFreshAnswers<T>(clock: Clock, most: number): (key: string, find: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<T> }>()
  return (key, find) => {
    const known = kept.get(key)
    if (known !== undefined && clock.now() - known.at < freshFor) return known.answer.catch(find)
    const one = { at: clock.now(), answer: find() }
    kept.delete(key)
    kept.set(key, one)
    for (const oldest of kept.keys()) if (kept.size > most) kept.delete(oldest)
    one.answer.catch(() => {
      if (kept.get(key) === one) kept.delete(key)
    })
    return one.answer
  }
}
