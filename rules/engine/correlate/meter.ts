import type { Judgement, Measure, Term } from '../../sigma/correlation.ts'
import { within } from '../../sigma/correlation.ts'
import type { Entry } from './entry.ts'

/** Follows a window as it slides over entries in order: some enter, some leave at the other end. */
export interface Meter {
  enter(entry: Entry): void
  leave(entry: Entry): void
  /** True if the window, which begins at this time, is a finding. */
  holds(from: number): boolean
  /** What was measured; undefined where the judgement asks for rules. */
  measure(): number | undefined
}

/** A meter for the judgement of a correlation of that many steps. */
export function meterOf(judgement: Judgement, steps: number): Meter {
  if (judgement.kind === 'measure') {
    const { bounds } = judgement
    const gauge = gaugeOf(judgement.measure)
    return { ...gauge, holds: () => within(bounds, gauge.measure()), measure: gauge.measure }
  }
  const present = new Array<number>(steps).fill(0)
  const chains = judgement.terms.map((term) => (judgement.ordered ? new Chain(term.with) : undefined))
  const count = (step: number, by: number) => {
    present[step] = (present[step] ?? 0) + by
  }
  const isThere = (step: number) => (present[step] ?? 0) > 0
  const fits = ({ with: wanted, without }: Term) => wanted.every(isThere) && !without.some(isThere)
  return {
    enter(entry) {
      count(entry.step, 1)
      for (const chain of chains) chain?.enter(entry)
    },
    leave: (entry) => count(entry.step, -1),
    holds: (from) => judgement.terms.some((term, place) => fits(term) && (chains[place]?.startsFrom(from) ?? true)),
    measure: () => undefined,
  }
}

/**
 * Whether rules matched in their order. Of all chains that end by now it knows, for each length, the one that began last:
 * a window holds a chain exactly if it holds that one. Of events at one moment any order counts, but one event is one step.
 */
class Chain {
  readonly #steps: readonly number[]
  /** For each length the chains that began last, of at most two different last events. */
  readonly #best: { readonly from: number; readonly event: string }[][]

  constructor(steps: readonly number[]) {
    this.#steps = steps
    this.#best = steps.map(() => [])
  }

  enter({ step, time, events, id }: Entry): void {
    const event = events[0]?.eventId ?? id
    const length = this.#steps.indexOf(step)
    if (length < 0) return
    const before = length === 0 ? { from: time } : this.#best[length - 1]?.find((chain) => chain.event !== event)
    if (before === undefined) return
    const others = (this.#best[length] ?? []).filter((chain) => chain.event !== event)
    const same = this.#best[length]?.find((chain) => chain.event === event)
    const from = Math.max(before.from, same?.from ?? before.from)
    this.#best[length] = [{ from, event }, ...others].sort((a, b) => b.from - a.from).slice(0, 2)
  }

  /** True if a whole chain began at this time or later. */
  startsFrom(from: number): boolean {
    const [last] = this.#best.at(-1) ?? []
    return last !== undefined && last.from >= from
  }
}

interface Gauge extends Pick<Meter, 'enter' | 'leave'> {
  measure(): number
}

function gaugeOf(measure: Measure): Gauge {
  switch (measure.kind) {
    case 'count': {
      let count = 0
      return { enter: () => void count++, leave: () => void count--, measure: () => count }
    }
    case 'rules':
      return different(({ step }) => [step])
    case 'distinct':
      return different(({ amounts }) => amounts)
    case 'sum': {
      const numbers = new SortedNumbers()
      return { ...numbers.gauge, measure: () => numbers.sum() }
    }
    case 'avg': {
      const numbers = new SortedNumbers()
      return { ...numbers.gauge, measure: () => numbers.sum() / numbers.count() }
    }
    case 'median': {
      const numbers = new SortedNumbers()
      return { ...numbers.gauge, measure: () => numbers.median() }
    }
    case 'percentile': {
      const numbers = new SortedNumbers()
      return { ...numbers.gauge, measure: () => numbers.nearestRank(measure.rank) }
    }
  }
}

/** How many different things there are. */
function different(of: (entry: Entry) => readonly (number | string)[]): Gauge {
  const counts = new Map<number | string, number>()
  return {
    enter(entry) {
      for (const thing of of(entry)) counts.set(thing, (counts.get(thing) ?? 0) + 1)
    },
    leave(entry) {
      for (const thing of of(entry)) {
        const left = (counts.get(thing) ?? 0) - 1
        if (left > 0) counts.set(thing, left)
        else counts.delete(thing)
      }
    },
    measure: () => counts.size,
  }
}

/** The numbers of a window in ascending order. What is worked out of them depends on the set alone, not on its history. */
class SortedNumbers {
  readonly #numbers: number[] = []
  #whole = 0
  #fractions = 0

  readonly gauge: Pick<Meter, 'enter' | 'leave'> = {
    enter: ({ amounts }) => {
      for (const number of amounts as readonly number[]) {
        this.#numbers.splice(this.#place(number), 0, number)
        if (Number.isSafeInteger(number)) this.#whole += number
        else this.#fractions++
      }
    },
    leave: ({ amounts }) => {
      for (const number of amounts as readonly number[]) {
        this.#numbers.splice(this.#place(number), 1)
        if (Number.isSafeInteger(number)) this.#whole -= number
        else this.#fractions--
      }
    },
  }

  count(): number {
    return this.#numbers.length
  }

  /** Fractions are added up anew each time: kept as a running sum they would drift with what came and went. */
  sum(): number {
    return this.#fractions === 0 ? this.#whole : this.#numbers.reduce((sum, number) => sum + number, 0)
  }

  median(): number {
    const middle = this.#numbers.length / 2
    return ((this.#numbers[Math.ceil(middle) - 1] ?? 0) + (this.#numbers[Math.floor(middle)] ?? 0)) / 2
  }

  /** The percentile by nearest rank: the smallest number that so many per cent of them do not exceed. */
  nearestRank(percent: number): number {
    const place = Math.ceil((percent / 100) * this.#numbers.length)
    return this.#numbers[Math.max(0, place - 1)] ?? 0
  }

  /** The first place whose number is not smaller. */
  #place(number: number): number {
    let low = 0
    let high = this.#numbers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1
      else high = middle
    }
    return low
  }
}
