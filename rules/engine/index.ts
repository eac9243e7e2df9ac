import { textOf, vendorLeaves } from '../../core/event/path.ts'
import { EventView } from '../../core/predicate/event-view.ts'
import { toViewMatcher } from '../../core/predicate/to-matcher.ts'
import type { Rule } from '../sigma/rule.ts'
import type { Evaluator } from './evaluate.ts'
import { FieldIndex } from './index/field-index.ts'
import { Hits } from './index/hits.ts'
import { everywhere, LeafTable } from './index/leaf-table.ts'
import type { Memo } from './index/memo.ts'
import type { Program } from './index/program.ts'
import { holds, programOf } from './index/program.ts'
import { Truth } from './index/truth.ts'
import { Walk } from './index/walk.ts'
import { Watch } from './index/watch.ts'

/** A rule as the index keeps it. Rules of one log source share its route. */
interface Entry {
  readonly rule: Rule
  readonly route: Route
  readonly program: Program
}
interface Route {
  readonly program: Program
  /** For which event it was asked last, and the answer. */
  turn: number
  taken: boolean
}

const nobody: readonly Rule[] = []
const none = new Int32Array(0)
/** Rules or leaves that are taken in at a stretch. */
const atOnce = 32

/**
 * Judges as `evaluator` does, with exactly its answers, at a cost that grows with what is in the event and not with the
 * number of rules: the event's values are looked up once for all rules together, and a rule is looked at only when
 * something was found without which it cannot fire.
 */
export function indexedEvaluator(rules: readonly Rule[], options: IndexOptions = {}): Evaluator {
  const making = construct(rules, options)
  for (;;) {
    const step = making.next()
    if (step.done === true) return step.value
  }
}

/** As `indexedEvaluator`, made in slices of about `slice` milliseconds: the thread goes on with its work between them. */
export async function indexedInSlices(rules: readonly Rule[], slice: number): Promise<Evaluator> {
  const making = construct(rules, {})
  for (let since = performance.now(); ; ) {
    const step = making.next()
    if (step.done === true) return step.value
    if (performance.now() - since < slice) continue
    await new Promise((go) => setImmediate(go))
    since = performance.now()
  }
}

interface IndexOptions {
  readonly keywordsIn?: 'vendor' | 'document'
}

/** Makes the index; pauses between two pieces of the work. */
function* construct(rules: readonly Rule[], options: IndexOptions): Generator<undefined, Evaluator> {
  const leavesOf = options.keywordsIn === 'document' ? everyLeaf : vendorLeaves
  const table = new LeafTable()
  const entries = yield* entriesOf(rules, table)
  const view = new EventView(leavesOf)
  const indexes = yield* indexesOf(table)
  const hits = new Hits(table.size + indexes.reduce((sum, { marks }) => sum + marks, 0))
  const questions: ((() => boolean) | undefined)[] = []
  for (const [id, leaf] of table.leaves.entries()) {
    questions.push(leaf === undefined || table.exact[id] ? undefined : toViewMatcher(leaf, view))
    if (id % atOnce === 0) yield
  }
  const truth = new Truth(table.placeOf, indexes.length, {
    ask: (id) => questions[id]?.() ?? false,
    read: (place) => {
      const index = indexes[place]!
      if (place === keywordsAt) readEverywhere(index)
      else for (const text of index.unread) read(index, text, index.unreadMemo)
    },
  })
  const guarded = entries.map(({ route, program }) => ({
    all: true,
    holding: none,
    failing: none,
    parts: [route.program, program],
  }))
  const watch = new Watch(guarded, table, indexes)
  const keywordsAt = table.places.findIndex(({ place }) => place === everywhere)
  const keywords = indexes[keywordsAt]

  /** Gives the signals of all looks that find something in the value, and of those of `also`. */
  function read(index: FieldIndex, text: string, memo: Memo, also?: FieldIndex): void {
    const place = memo.placeOf(text)
    if (place < 0) {
      index.find(text, hits, also)
      for (let i = 0; i < hits.count; i++) give(hits.ids[i]!, index.awaited)
      return
    }
    let found = memo.at(place, text)
    if (found === undefined) {
      index.find(text, hits, also)
      found = hits.kept()
      memo.put(place, text, found)
    }
    for (let i = 0; i < found.length; i++) give(found[i]!, index.awaited)
  }

  function readEverywhere(index: FieldIndex): void {
    for (const leaf of leavesOf(view.event)) read(index, textOf(leaf), index.memo)
  }

  function give(id: number, awaited: boolean): void {
    if (truth.tell(id) && awaited) watch.signal(id, truth.turn)
  }

  const walk = new Walk<number>({
    present: (id) => give(id, true),
    value: (place, text) => {
      const index = indexes[place]!
      if (index.awaited) {
        read(index, text, index.memo, walk.thorough ? keywords : undefined)
        return
      }
      if (truth.putOff(place)) index.unread.length = 0
      index.unread.push(text)
      if (walk.thorough && keywords !== undefined) read(keywords, text, index.keywordMemo)
    },
    other: (memo, text) => {
      if (keywords !== undefined && !keywords.isTooShort(text)) read(keywords, text, memo)
    },
  })
  for (const [number, { place }] of table.places.entries()) {
    if (place !== everywhere) walk.add(place, { field: number, present: undefined })
  }
  for (const [name, present] of table.presence) walk.add(name, { field: undefined, present })

  return {
    evaluate(event) {
      truth.next()
      view.turnTo(event)
      watch.begin()
      if (table.anything !== undefined) give(table.anything, true)
      const everyValue = keywords?.awaited === true
      // Keywords that stand in any value are read with it; where stamps are left out, by themselves.
      const together = everyValue && options.keywordsIn === 'document'
      if (together !== walk.thorough) {
        walk.thorough = together
        for (const { memo } of indexes) memo.forget()
      }
      walk.go(event)
      if (everyValue && !together) readEverywhere(keywords)
      else if (keywords !== undefined && !everyValue) truth.putOff(keywordsAt)
      const { woken, count } = watch
      let fired: number[] | undefined
      for (let i = 0; i < count; i++) {
        const { route, program } = entries[woken[i]!]!
        if (route.turn !== truth.turn) {
          route.turn = truth.turn
          route.taken = holds(route.program, truth)
        }
        if (route.taken && holds(program, truth)) {
          if (fired === undefined) fired = [woken[i]!]
          else fired.push(woken[i]!)
        }
      }
      if (fired === undefined) return nobody
      if (fired.length > 1) fired.sort((a, b) => a - b)
      return fired.map((at) => entries[at]!.rule)
    },
  }
}

/** Every leaf: as a part of another document, an event has no stamps. */
const everyLeaf = (event: object) => vendorLeaves({ document: event })

/** The rules that can run, in their order. */
function* entriesOf(rules: readonly Rule[], table: LeafTable): Generator<undefined, readonly Entry[]> {
  const routes = new Map<string, Route>()
  const entries: Entry[] = []
  for (const rule of rules) {
    if (rule.cannotRun !== undefined) continue
    const key = JSON.stringify(rule.route)
    let route = routes.get(key)
    if (route === undefined) {
      route = { program: programOf(rule.route, table), turn: 0, taken: false }
      routes.set(key, route)
    }
    entries.push({ rule, route, program: programOf(rule.detection, table) })
    if (entries.length % atOnce === 0) yield
  }
  return entries
}

/** An index for each place, by its number. */
function* indexesOf(table: LeafTable): Generator<undefined, readonly FieldIndex[]> {
  let marks = table.size
  const indexes: FieldIndex[] = []
  for (const { looks } of table.places) {
    const index = new FieldIndex(looks, marks)
    marks += index.marks
    indexes.push(index)
    yield
  }
  return indexes
}
