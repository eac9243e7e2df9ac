import { systemScope } from '../../core/access/scope.ts'
import { toMatcher } from '../../core/predicate/to-matcher.ts'
import type { RecordStore } from '../../core/store/store.ts'
import type { Rule } from '../sigma/rule.ts'

/** The record kind of what rules cost; a record's id is the host's name. */
const ruleCostKind = 'rule-cost'

/** What a rule costs an event of its own log source, judged alone: nanoseconds, and how many events were measured. */
export interface RuleCost {
  readonly nanoseconds: number
  readonly samples: number
}

/** Events kept to measure on, and one of so many that are judged. */
const mostEvents = 32
const oneOf = 500
/** Times that a rule judges an event for one reading of the clock. */
const repeats = 8
/** Milliseconds of measuring at a stretch. */
const budget = 4

/**
 * Measures what each rule costs, apart from the work: one event of 500 is kept, and now and then some rules are asked again
 * about the kept events, each alone, with the clock in hand. Cost = mean over measured events of the rule's log source of
 * the time of one judgement. What rules share in the index is not in it: it says which rule is dear, not what all cost.
 */
export class CostSampler {
  readonly #events: object[] = []
  readonly #costs = new Map<string, { total: number; samples: number }>()
  #seen = 0
  #at = 0

  /** Hands over an event that was judged. */
  offer(event: object): void {
    if (this.#seen++ % oneOf !== 0) return
    this.#events[Math.floor(this.#seen / oneOf) % mostEvents] = event
  }

  /** Measures some rules, for a few milliseconds; the next call goes on with the next ones. */
  measure(rules: readonly Rule[]): void {
    if (rules.length === 0 || this.#events.length === 0) return
    const until = performance.now() + budget
    for (let count = 0; count < rules.length && performance.now() < until; count++) {
      this.#at = (this.#at + 1) % rules.length
      const rule = rules[this.#at]
      if (rule === undefined || rule.cannotRun !== undefined) continue
      this.#measureRule(rule, until)
    }
  }

  #measureRule({ id, route, detection }: Rule, until: number): void {
    const routed = toMatcher(route)
    const events = this.#events.filter(routed)
    if (events.length === 0) return
    const fires = toMatcher(detection)
    const cost = this.#costs.get(id) ?? { total: 0, samples: 0 }
    for (const event of events) {
      fires(event)
      const start = process.hrtime.bigint()
      for (let i = 0; i < repeats; i++) fires(event)
      cost.total += Number(process.hrtime.bigint() - start) / repeats
      cost.samples++
      if (performance.now() >= until) break
    }
    this.#costs.set(id, cost)
  }

  /** What is known so far, by rule. */
  costs(): ReadonlyMap<string, RuleCost> {
    const costs = [...this.#costs].map(([id, { total, samples }]) => {
      return [id, { nanoseconds: Math.round(total / samples), samples }] as const
    })
    return new Map(costs)
  }
}

/** Keeps what a host measured. One text: a field a rule would be thousands of fields. */
export async function writeCosts(records: RecordStore, host: string, costs: ReadonlyMap<string, RuleCost>) {
  const document = { costs: JSON.stringify([...costs]) }
  await records.write([{ kind: ruleCostKind, id: host, document, unitIds: [], expect: 'any' }])
}

/** What rules cost over all hosts, by rule. */
export async function readCosts(records: RecordStore): Promise<ReadonlyMap<string, RuleCost>> {
  const { rows } = await records.list<{ costs: string }>(systemScope, ruleCostKind, {
    where: { kind: 'true' },
    limit: 1000,
  })
  const all = new Map<string, RuleCost>()
  for (const { document } of rows) {
    for (const [id, cost] of JSON.parse(document.costs) as [string, RuleCost][]) {
      const before = all.get(id)
      all.set(id, before === undefined ? cost : together(before, cost))
    }
  }
  return all
}

function together(a: RuleCost, b: RuleCost): RuleCost {
  const samples = a.samples + b.samples
  return { samples, nanoseconds: Math.round((a.nanoseconds * a.samples + b.nanoseconds * b.samples) / samples) }
}
