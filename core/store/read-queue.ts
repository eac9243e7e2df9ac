import { CodedError } from '../lib/errors.ts'
import { currentAsker } from './asker.ts'
import type { ReadWeight } from './read-weight.ts'

/** One person's reads that wait for a lane. */
export interface WaitingReads {
  readonly waiting: number
  /** How many others have their turn before the first of them. */
  readonly ahead: number
}

interface Task {
  readonly person: string
  readonly weight: ReadWeight
  begin(lane: number): Promise<void>
}

/** Reads of one person that may wait; a page with many parts asks for some dozens. */
const mostWaiting = 200
/** Whose share it is when the platform reads for itself. */
const platform = ''

/** Says that nobody waits for the answer any more. */
export const abandoned = () => new CodedError('abandoned', 'whoever asked has left')

/**
 * Shares out lanes, each of which does one read at a time. A lane is kept for reads of its weight, so that many heavy ones
 * never take what a light one needs; quick ones take any that is free. Within a weight people have turns, one read each, whose
 * last turn is longest ago first. Nobody has more than half of the heavy lanes at once, nor of the light ones while others
 * wait. A read whose asker leaves goes out of the queue, or is told to stop.
 */
export class ReadQueue {
  readonly #lanes: readonly ReadWeight[]
  readonly #free: Set<number>
  /** By weight, who waits. */
  readonly #waiting: Readonly<Record<ReadWeight, Map<string, Task[]>>> = {
    quick: new Map(),
    light: new Map(),
    heavy: new Map(),
  }
  /** By weight and person, how many run, and the number of the last turn. */
  readonly #running = new Map<string, number>()
  readonly #turns = new Map<string, number>()
  #turn = 0

  constructor(lanes: readonly ReadWeight[]) {
    this.#lanes = lanes
    this.#free = new Set(lanes.keys())
  }

  /**
   * Does the work in a lane as soon as its asker has a turn. `stop` is aborted when the asker leaves meanwhile; the lane is
   * free again once the work has settled. Rejects with CodedError `abandoned`, and `too-many-searches` without waiting, and
   * with Error where no lane takes such work, which would wait for ever.
   */
  run<T>(weight: ReadWeight, work: (lane: number, stop: AbortSignal | undefined) => Promise<T>): Promise<T> {
    const asker = currentAsker()
    const { person = platform, left } = asker ?? {}
    const of = asker?.bulk === true ? 'heavy' : weight
    return new Promise((resolve, reject) => {
      if (of !== 'quick' && !this.#lanes.includes(of)) throw new Error(`no lane takes a ${of} read`)
      if (left?.aborted) {
        reject(abandoned())
        return
      }
      if (this.#count(person) >= mostWaiting) {
        reject(
          new CodedError('too-many-searches', `${mostWaiting} reads of yours wait already`, {
            hint: 'let some of them end, or end them',
          }),
        )
        return
      }
      const leave = (): void => {
        this.#takeOut(task)
        reject(abandoned())
      }
      const task: Task = {
        person,
        weight: of,
        begin: async (lane) => {
          try {
            resolve(await work(lane, left))
          } catch (error) {
            reject(error)
          } finally {
            left?.removeEventListener('abort', leave)
          }
        },
      }
      left?.addEventListener('abort', leave, { once: true })
      const waiting = this.#waiting[of].get(person)
      if (waiting === undefined) this.#waiting[of].set(person, [task])
      else waiting.push(task)
      this.#fill()
    })
  }

  /** What waits of a person's reads. */
  of(person: string): WaitingReads {
    const weight = this.#waiting.heavy.has(person) ? 'heavy' : 'light'
    const ahead = this.#inTurn(weight).indexOf(person)
    return { waiting: this.#count(person), ahead: Math.max(0, ahead) }
  }

  #count(person: string): number {
    return Object.values(this.#waiting).reduce((sum, queue) => sum + (queue.get(person)?.length ?? 0), 0)
  }

  #takeOut(task: Task): void {
    const { person, weight } = task
    const left = this.#waiting[weight].get(person)?.filter((one) => one !== task) ?? []
    if (left.length === 0) this.#waiting[weight].delete(person)
    else this.#waiting[weight].set(person, left)
  }

  #fill(): void {
    for (const lane of this.#free) {
      const task = this.#next('quick') ?? this.#next(this.#lanes[lane] ?? 'quick')
      if (task !== undefined) this.#begin(lane, task)
    }
  }

  /** Who waits, whose turn is next first. */
  #inTurn(weight: ReadWeight): readonly string[] {
    const last = (person: string): number => this.#turns.get(`${weight} ${person}`) ?? 0
    return [...this.#waiting[weight].keys()].sort((a, b) => last(a) - last(b))
  }

  /** The next one of that weight, taken out of the queue. */
  #next(weight: ReadWeight): Task | undefined {
    const lanes = this.#lanes.filter((one) => one === weight).length
    const most = weight === 'quick' ? this.#lanes.length : Math.max(1, Math.ceil(lanes / 2))
    const waiting = this.#inTurn(weight)
    const person =
      waiting.find((one) => this.#runs(one, weight) < most) ?? (weight === 'light' ? waiting[0] : undefined)
    const task = person === undefined ? undefined : this.#waiting[weight].get(person)?.[0]
    if (task !== undefined) this.#takeOut(task)
    return task
  }

  async #begin(lane: number, task: Task): Promise<void> {
    const key = `${task.weight} ${task.person}`
    this.#free.delete(lane)
    this.#running.set(key, this.#runs(task.person, task.weight) + 1)
    this.#turn += 1
    this.#turns.set(key, this.#turn)
    await task.begin(lane)
    const left = this.#runs(task.person, task.weight) - 1
    if (left > 0) this.#running.set(key, left)
    else this.#running.delete(key)
    if (left === 0 && !this.#waiting[task.weight].has(task.person)) this.#turns.delete(key)
    this.#free.add(lane)
    this.#fill()
  }

  #runs(person: string, weight: ReadWeight): number {
    return this.#running.get(`${weight} ${person}`) ?? 0
  }
}
