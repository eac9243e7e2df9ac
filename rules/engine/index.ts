import { vendorLeaves } from '../../core/event/path.ts'
import { EventView } from '../../core/predicate/event-view.ts'
import { toViewMatcher } from '../../core/predicate/to-matcher.ts'
import type { Rule } from '../sigma/rule.ts'
import type { Evaluator } from './evaluate.ts'
import { FieldIndex } from './index/field-index.ts'
import { LeafTable } from './index/leaf-table.ts'
import type { Program } from './index/program.ts'
import { holds, programOf } from './index/program.ts'
import { Reading } from './index/reading.ts'
import type { Truth } from './index/truth.ts'
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
const none: readonly number[] = []
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
  const everyLeaf = options.keywordsIn === 'document'
  const leavesOf = everyLeaf ? documentLeaves : vendorLeaves
  const table = new LeafTable()
  const entries = yield* entriesOf(rules, table)
  const view = new EventView(leavesOf)
  const indexes = yield* indexesOf(table)
  const questions: ((() => boolean) | undefined)[] = []
  for (const [id, leaf] of table.leaves.entries()) {
    questions.push(leaf === undefined || table.exact[id] ? undefined : toViewMatcher(leaf, view))
    if (id % atOnce === 0) yield
  }
  const guarded = entries.map(({ route, program }) => ({
    all: true,
    holding: none,
    failing: none,
    parts: [route.program, program],
  }))
  const watch = new Watch(guarded, table, indexes)
  const leaves = () => leavesOf(view.event)
  const reading = new Reading(table, { indexes, watch, questions, leaves, everyLeaf })
  return {
    evaluate(event) {
      view.turnTo(event)
      reading.begin(event)
      return firing(entries, watch, reading.truth)
    },
  }
}

/** Of the rules that were woken, those that fire, in their order. */
function firing(entries: readonly Entry[], { woken, count }: Watch, truth: Truth): readonly Rule[] {
  let fired: number[] | undefined
  for (let i = 0; i < count; i++) {
    const { route, program } = entries[woken[i]!]!
    if (route.turn !== truth.turn) {
      route.turn = truth.turn
      route.taken = holds(route.program, truth)
    }
    if (!route.taken || !holds(program, truth)) continue
    if (fired === undefined) fired = [woken[i]!]
    else fired.push(woken[i]!)
  }
  if (fired === undefined) return nobody
  return fired.sort((a, b) => a - b).map((at) => entries[at]!.rule)
}

/** Every leaf: as a part of another document, an event has no stamps. */
const documentLeaves = (event: object) => vendorLeaves({ document: event })

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
