import { hashId } from '../../core/lib/ids.ts'
import type { Suppression } from './rule-setting.ts'

/** An alert that others stand behind: the key that its values make, and the event time of the match that opened it. */
export interface Opening {
  readonly id: string
  readonly alertKey: string
  readonly start: number
}

/** Openings of one key that are remembered, and keys. */
const mostOpenings = 50
const mostKeys = 100_000

/** The key that the values make; undefined where the event lacks one of the fields, for then nothing is held back. */
export function suppressionId(
  rule: string,
  unit: string | null,
  values: readonly (string | null)[],
): string | undefined {
  if (values.some((value) => value === null)) return undefined
  return hashId('suppression', rule, unit ?? '', ...(values as readonly string[]))
}

/**
 * Which matches stand behind an alert that was opened before. Decided on event time in the order in which events are
 * judged: a match within the window behind an opening of the same key, that would open another alert, is held back. A match
 * of an alert that is open already counts there and opens no new window.
 */
export class SuppressionWindows {
  readonly #keys = new Map<string, Opening[]>()
  #opened: Opening[] = []

  /** Takes up an opening of before, or of another process. */
  restore(opening: Opening): void {
    this.#add(opening)
  }

  /** The key of the alert that holds this match back; undefined when it goes to its own alert. */
  behind(id: string, { minutes }: Suppression, alertKey: string, time: number): string | undefined {
    const openings = this.#keys.get(id) ?? []
    if (openings.some((opening) => opening.alertKey === alertKey)) return undefined
    const found = openings.find(({ start }) => start <= time && time <= start + minutes * 60_000)
    if (found !== undefined) return found.alertKey
    const opening = { id, alertKey, start: time }
    this.#add(opening)
    this.#opened.push(opening)
    return undefined
  }

  /** Takes back an opening whose match could not be stored: nothing may stand behind an alert that is not there. */
  takeBack(alertKey: string, start: number): void {
    this.#opened = this.#opened.filter((opening) => {
      if (opening.alertKey !== alertKey || opening.start !== start) return true
      const left = this.#keys.get(opening.id)?.filter((other) => other.alertKey !== alertKey) ?? []
      this.#keys.set(opening.id, left)
      return false
    })
  }

  /** The openings by alerts of these keys that nobody was told of: what is to be remembered now that they are durable. */
  opened(alertKeys: ReadonlySet<string>): readonly Opening[] {
    return this.#opened.filter(({ alertKey }) => alertKeys.has(alertKey))
  }

  /** These are remembered. */
  remembered(openings: readonly Opening[]): void {
    if (openings.length > 0) this.#opened = this.#opened.filter((opening) => !openings.includes(opening))
  }

  #add(opening: Opening): void {
    let openings = this.#keys.get(opening.id)
    if (openings === undefined) {
      // The oldest key goes: insertion order is the order in which keys were opened.
      const [oldest] = this.#keys.size >= mostKeys ? this.#keys.keys() : []
      if (oldest !== undefined) this.#keys.delete(oldest)
      openings = []
      this.#keys.set(opening.id, openings)
    }
    if (openings.some(({ alertKey }) => alertKey === opening.alertKey)) return
    openings.push(opening)
    if (openings.length > mostOpenings) openings.shift()
  }
}
