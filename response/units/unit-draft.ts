import type { Result } from '../../core/lib/result.ts'
import { fail, ok } from '../../core/lib/result.ts'
import { checkUnits, type UnitProblem, unitError } from './check-units.ts'
import type { NewUnit } from './unit-change.ts'
import {
  endedOn,
  stateOn,
  turningDays,
  type UnitAct,
  type UnitContact,
  type UnitRecord,
  type UnitState,
  unitsOn,
} from './unit-record.ts'
import { checkWords } from './unit-words.ts'

/** Who changes, and when it is written down. */
export interface Hand {
  readonly by: string
  readonly at: number
}

/** Records as they would be, while a change is worked out; problems gather instead of being thrown. */
export class UnitDraft {
  readonly problems: UnitProblem[] = []
  readonly #records: Map<string, UnitRecord>
  readonly #touched = new Set<string>()
  readonly #hand: Hand

  constructor(records: ReadonlyMap<string, UnitRecord>, hand: Hand) {
    this.#records = new Map(records)
    this.#hand = hand
  }

  refuse(...problem: Parameters<typeof unitError>): undefined {
    this.problems.push(unitError(...problem))
  }

  /** The unit if it stands on that day; says why not. */
  standing(id: string, day: string): UnitRecord | undefined {
    const record = this.#records.get(id)
    if (record === undefined) return this.refuse(id, 'id', 'unit-unknown', `there is no unit ${id}`)
    if (record.ended !== null) {
      return this.refuse(
        id,
        'id',
        'unit-ended',
        `${id} ${record.ended <= day ? 'has ended' : 'ends'} on ${record.ended}`,
        { params: { day: record.ended } },
      )
    }
    if (stateOn(record, day) === undefined) {
      const first = record.states[0]?.from ?? ''
      const hint = 'choose that day or a later one'
      return this.refuse(id, 'from', 'unit-not-yet', `${id} begins on ${first}`, { hint, params: { day: first } })
    }
    return record
  }

  has(id: string): boolean {
    return this.#records.has(id)
  }

  /** Ids of the units directly under it on that day. */
  childrenOn(id: string, day: string): readonly string[] {
    return [...this.#records.values()]
      .filter((record) => !endedOn(record, day) && stateOn(record, day)?.parent === id)
      .map((record) => record.id)
  }

  create(from: string, { id, ...state }: NewUnit, act: UnitAct, more: Partial<UnitRecord> = {}): undefined {
    if (this.#records.has(id)) {
      const hint = 'an id is never given again, not even when its unit has ended'
      return this.refuse(id, 'id', 'unit-same-id', `there is a unit ${id} already`, { hint })
    }
    this.problems.push(...checkWords({ id, ...state }, more.contacts ?? []))
    const record = {
      id,
      states: [{ from, ...state }],
      ended: null,
      predecessors: [],
      successors: [],
      contacts: [],
      history: [],
    }
    this.#keep({ ...record, ...more }, act, from, more.predecessors ?? [])
  }

  /** From that day on the unit is so; what was planned for later stays where it differs from today. */
  patch(
    id: string,
    from: string,
    patch: Partial<Omit<UnitState, 'from'>>,
    act: UnitAct,
    others: readonly string[] = [],
  ): undefined {
    const record = this.standing(id, from)
    const base = record && stateOn(record, from)
    if (record === undefined || base === undefined) return
    const keys = Object.keys(patch) as (keyof typeof patch)[]
    const changed = { ...base, ...patch, from }
    this.problems.push(...checkWords({ id, ...changed }, []))
    const later = record.states
      .filter((state) => state.from > from)
      .map((state) => {
        const same = keys.filter((key) => JSON.stringify(state[key]) === JSON.stringify(base[key]))
        return { ...state, ...Object.fromEntries(same.map((key) => [key, patch[key]])) }
      })
    const states = [...record.states.filter((state) => state.from < from), changed, ...later]
    this.#keep({ ...record, states }, act, from, others)
  }

  contacts(id: string, contacts: readonly UnitContact[], act: UnitAct): undefined {
    const record = this.#records.get(id)
    if (record === undefined) return this.refuse(id, 'id', 'unit-unknown', `there is no unit ${id}`)
    const state = record.states.at(-1)
    if (state !== undefined) this.problems.push(...checkWords({ id, ...state }, contacts))
    this.#keep({ ...record, contacts }, act, null, [])
  }

  /** The unit is no more from that day on; those named take its history over. */
  end(id: string, from: string, successors: readonly string[], act: UnitAct): undefined {
    const record = this.standing(id, from)
    if (record === undefined) return
    if (stateOn(record, from)?.parent === null) {
      return this.refuse(id, 'id', 'unit-root-ends', 'the root stands above all and cannot end', {
        hint: 'rename it instead',
      })
    }
    const later = record.states.at(-1)?.from ?? ''
    if (later > from) {
      const hint = 'choose that day or a later one'
      return this.refuse(id, 'from', 'unit-later-change', `a change of ${id} is planned for ${later}`, {
        hint,
        params: { day: later },
      })
    }
    this.#keep({ ...record, ended: from, successors }, act, from, successors)
  }

  succeed(id: string, predecessors: readonly string[]): void {
    const record = this.#records.get(id)
    if (record === undefined) return
    this.#records.set(id, { ...record, predecessors: [...new Set([...record.predecessors, ...predecessors])] })
  }

  /**
   * The records that changed, unless something is wrong with one of them on some day from `from` on. Where units do not
   * hang together (`apart`, as in a file) the tree is looked at even if some of them are wrong by themselves.
   */
  finish(from: string, apart = false): Result<readonly UnitRecord[], readonly UnitProblem[]> {
    if (apart || this.problems.length === 0) {
      const told = new Set(this.problems.map(({ message }) => message))
      for (const day of turningDays(this.#records.values()).filter((day) => day >= from)) {
        for (const problem of checkUnits(unitsOn(this.#records.values(), day))) {
          const concerned = this.#touched.has(problem.unit) || this.#touched.has(problem.other ?? '')
          if (!concerned || told.has(problem.message)) continue
          told.add(problem.message)
          this.problems.push(problem)
        }
      }
    }
    if (this.problems.length > 0) return fail(this.problems)
    return ok([...this.#touched].flatMap((id) => this.#records.get(id) ?? []))
  }

  #keep(record: UnitRecord, act: UnitAct, from: string | null, others: readonly string[]): void {
    const history = [...record.history, { ...this.#hand, act, from, others }]
    this.#records.set(record.id, { ...record, history })
    this.#touched.add(record.id)
  }
}
