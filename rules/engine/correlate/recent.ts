import { groupCeiling, thinned } from './ceiling.ts'
import { bucketOf, type Entry } from './entry.ts'

/** Entries that are held for one correlation, over all groups: some hundred bytes each. */
const mostEntries = 200_000
/** Spans of time behind the newest that are held. */
const heldSpans = 6

/**
 * The entries of the last spans of time, so that a match that arrives costs a look at its group and not a reading of the
 * store. A copy and nothing more: what it does not hold is read, and it may be emptied at any time.
 */
export class RecentEntries {
  readonly #timespan: number
  readonly #groups = new Map<string, Map<string, Entry>>()
  #size = 0
  #from = Number.POSITIVE_INFINITY

  constructor(timespan: number) {
    this.#timespan = timespan
  }

  /** True if every entry from this span on is held. */
  covers(bucket: number): boolean {
    return bucket >= this.#from
  }

  /** Starts anew with all entries from a span on. */
  begin(bucket: number): void {
    this.#groups.clear()
    this.#size = 0
    this.#from = bucket
  }

  add(entry: Entry): void {
    if (bucketOf(entry.time, this.#timespan) < this.#from) return
    let group = this.#groups.get(entry.group.key)
    if (group === undefined) {
      group = new Map()
      this.#groups.set(entry.group.key, group)
    }
    const key = keyOf(entry)
    if (!group.has(key)) this.#size++
    group.set(key, entry)
    if (group.size > heldSpans * groupCeiling && group.size % groupCeiling === 0) this.#thin(entry.group.key, group)
    if (this.#size > mostEntries) this.forget()
  }

  /** The entries of a group from one span up to and with another. */
  of(group: string, from: number, to: number): readonly Entry[] {
    const found: Entry[] = []
    for (const entry of this.#groups.get(group)?.values() ?? []) {
      const bucket = bucketOf(entry.time, this.#timespan)
      if (bucket >= from && bucket <= to) found.push(entry)
    }
    return found
  }

  /** Lets go of spans that lie well behind this one. */
  advance(newest: number): void {
    const from = newest - heldSpans
    if (from <= this.#from) return
    this.#from = from
    for (const [name, group] of this.#groups) {
      for (const [key, entry] of group) {
        if (bucketOf(entry.time, this.#timespan) >= from) continue
        group.delete(key)
        this.#size--
      }
      if (group.size === 0) this.#groups.delete(name)
    }
  }

  forget(): void {
    this.begin(Number.POSITIVE_INFINITY)
  }

  #thin(name: string, group: ReadonlyMap<string, Entry>): void {
    const kept = thinned([...group.values()], this.#timespan)
    this.#size -= group.size - kept.length
    this.#groups.set(name, new Map(kept.map((entry) => [keyOf(entry), entry])))
  }
}

const keyOf = ({ step, id, time }: Entry): string => `${step} ${id} ${time}`
