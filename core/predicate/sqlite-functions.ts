import { foldCase, foldSearch } from '../lib/fold-text.ts'
import { inNetwork, parseAddress, parseNetwork } from '../lib/ip.ts'
import { EventView } from './event-view.ts'
import { momentOf, numberOf } from './measure.ts'
import type { Cidr, Compare, Predicate, Regex, Wildcard } from './predicate.ts'
import { folder, textTest } from './text-test.ts'
import { compareTest, toViewMatcher } from './to-matcher.ts'

/** A function to register with `DatabaseSync.function(name, { deterministic: true }, fn)`. */
export interface SqliteFunction {
  readonly name: string
  /** Takes one or two values; declares as many parameters as it takes, which is what SQLite goes by. */
  readonly fn: (first: unknown, second: unknown) => number | string | null
}

/** What `vg_text` can test a single text with. */
export type TextLeaf = Wildcard | Regex | Compare | Cidr

/** Compiled predicates by the text in which they came, all on one view, so that they share readings of a row. */
let held = new Map<string, () => boolean>()
let view = new EventView()
let documentRead: unknown
/** Predicates whose text is too long to be handed over for every row, by number, the last few. */
const numbered = new Map<number, string>()
let lastNumber = 0
const longText = 2_000
const numberedLimit = 64
const textTests = new Map<string, (text: string) => boolean>()
const compiledLimit = 1_000

/** Whether a predicate (see `asArgument`) holds for a document, given as JSON text: 1 or 0. */
function holds(predicate: unknown, document: unknown): number {
  const judge = judgeOf(predicate)
  // Several leaves of a query look at the same row one after another.
  if (document !== documentRead) {
    view.turnTo(typeof document === 'string' ? JSON.parse(document) : {})
    documentRead = document
  }
  return judge() ? 1 : 0
}

/**
 * What stands for a predicate in a call of `vg_holds`: its JSON text, or a number when that is long. A number is good in
 * this thread, and until 64 more were given out; after that the query fails rather than answer another question.
 */
export function asArgument(predicate: Predicate): string | number {
  const text = JSON.stringify(predicate)
  if (text.length <= longText) return text
  for (const [number, known] of numbered) if (known === text) return number
  lastNumber++
  numbered.set(lastNumber, text)
  numbered.delete(lastNumber - numberedLimit)
  return lastNumber
}

/** True for a predicate that `asArgument` gives a number. */
export function isLong(predicate: Predicate): boolean {
  return JSON.stringify(predicate).length > longText
}

function judgeOf(argument: unknown): () => boolean {
  if (typeof argument === 'string') return held.get(argument) ?? compile(argument)
  const text = numbered.get(Number(argument))
  if (text === undefined) throw new Error(`no predicate has the number ${argument}: the query outlived it`)
  return held.get(text) ?? compile(text)
}

function compile(text: string): () => boolean {
  if (held.size >= compiledLimit) {
    held = new Map()
    view = new EventView()
    documentRead = undefined
  }
  const node: Predicate = JSON.parse(text)
  const judge = toViewMatcher(node, view)
  held.set(text, judge)
  return judge
}

/** Whether one text passes a leaf given as JSON text: 1 or 0. */
function passes(leaf: unknown, text: unknown): number {
  if (typeof text !== 'string') return 0
  const key = String(leaf)
  let test = textTests.get(key)
  if (test === undefined) {
    if (textTests.size >= compiledLimit) textTests.clear()
    test = singleTest(JSON.parse(key))
    textTests.set(key, test)
  }
  return test(text) ? 1 : 0
}

function singleTest(leaf: TextLeaf): (text: string) => boolean {
  switch (leaf.kind) {
    case 'regex':
      return textTest(leaf)
    case 'wildcard': {
      const test = textTest(leaf)
      const fold = folder(leaf.fold)
      return (text) => test(fold(text))
    }
    case 'compare': {
      const test = compareTest(leaf)
      const read = leaf.as === 'number' ? numberOf : momentOf
      return (text) => {
        const value = read(text)
        return value !== undefined && test(value)
      }
    }
    case 'cidr': {
      const network = parseNetwork(leaf.network)
      if (network === undefined) throw new Error(`"${leaf.network}" is no network`)
      return (text) => {
        const address = parseAddress(text)
        return address !== undefined && inNetwork(address, network)
      }
    }
  }
}

/**
 * The functions that the conditions of `toSqlite` call; the same for all, so a connection registers them once when it
 * opens. They hold compiled predicates by their text, hence no state of any query.
 */
export const sqliteFunctions: readonly SqliteFunction[] = [
  { name: 'vg_holds', fn: (predicate, document) => holds(predicate, document) },
  { name: 'vg_text', fn: (leaf, text) => passes(leaf, text) },
  { name: 'vg_fold', fn: (text) => (typeof text === 'string' ? foldCase(text) : null) },
  { name: 'vg_search', fn: (text) => (typeof text === 'string' ? foldSearch(text) : null) },
]
