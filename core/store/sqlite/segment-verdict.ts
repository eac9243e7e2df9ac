import type { AnyOf, Leaf, Predicate, Wildcard } from '../../predicate/predicate.ts'
import { toMatcher } from '../../predicate/to-matcher.ts'
import { textFields } from '../../predicate/words.ts'
import { eventColumn } from './condition.ts'
import { absentCode, type Codes, documentCode, firstValueCode, type SegmentHead } from './segment.ts'
import { wordQuestion } from './segment-words.ts'
import type { PartitionSegments } from './segments.ts'
import { unitsOfColumn } from './unit-list.ts'

/** What a segment says of a row: it does not match, its document must be looked at, it matches. In this order. */
export const no = 0
export const maybe = 1
export const yes = 2
type Answer = 0 | 1 | 2

/** An answer for all rows, or one for each. */
export type Verdict = Answer | Uint8Array

/** Those that ask one field by itself. */
type FieldLeaf = Exclude<Leaf, { kind: 'anyField' | 'fieldEquals' }>

const isWordField = (field: string): boolean => (textFields as readonly string[]).includes(field)

/** A predicate asked of the segments of one partition. */
export class SegmentJudge {
  readonly #segments: PartitionSegments
  readonly #predicate: Predicate
  /** By leaf, the answer for each code of its column. */
  readonly #answers = new Map<Leaf, Uint8Array>()

  constructor(segments: PartitionSegments, predicate: Predicate) {
    this.#segments = segments
    this.#predicate = predicate
  }

  /** Never `no` of a row that matches, never `yes` of one that does not. */
  verdict(head: SegmentHead): Verdict {
    return this.#judge(this.#predicate, head)
  }

  #judge(node: Predicate, head: SegmentHead): Verdict {
    switch (node.kind) {
      case 'true':
        return yes
      case 'false':
        return no
      case 'not':
        return not(this.#judge(node.of, head))
      case 'all': {
        let verdict: Verdict = yes
        for (const part of node.of) {
          if (verdict === no) break
          verdict = lower(verdict, this.#judge(part, head))
        }
        return verdict
      }
      case 'any': {
        const words = this.#freeText(node, head)
        if (words !== undefined) return words
        let verdict: Verdict = no
        for (const part of node.of) {
          if (verdict === yes) break
          verdict = higher(verdict, this.#judge(part, head))
        }
        return verdict
      }
      default:
        return this.#judgeLeaf(node, head)
    }
  }

  #judgeLeaf(leaf: Leaf, head: SegmentHead): Verdict {
    if (leaf.kind === 'anyField' || leaf.kind === 'fieldEquals') return maybe
    const column = eventColumn(leaf.field)
    if (column === undefined) {
      if (leaf.kind === 'wildcard' && isWordField(leaf.field)) return this.#words(leaf, head, false)
      return this.#judgeField(leaf, head)
    }
    if (leaf.field === 'event.id') return maybe
    if (column.kind === 'number' && !(leaf.kind === 'compare' && leaf.as === 'number')) return maybe
    const answers = this.#answersOf(leaf, column.column, column.kind === 'list')
    const codes = this.#segments.codes(head, column.column)
    return answered(codes, answers)
  }

  /** As with a column, but that a segment has codes of its own for other fields. */
  #judgeField(leaf: FieldLeaf, head: SegmentHead): Verdict {
    const values = this.#segments.field(head, leaf.field)
    if (values === undefined) return maybe
    const matches = toMatcher(leaf)
    const { texts, codes } = values
    const answers = new Uint8Array(texts.length + firstValueCode)
    answers[absentCode] = matches({}) ? yes : no
    answers[documentCode] = maybe
    texts.forEach((text, i) => {
      answers[firstValueCode + i] = matches({ [leaf.field]: text }) ? yes : no
    })
    return answered(codes, answers)
  }

  /** What the leaf says of each value of its column, once a query. */
  #answersOf(leaf: FieldLeaf, column: string, isList: boolean): Uint8Array {
    const dictionary = this.#segments.dictionary(column)
    const known = this.#answers.get(leaf)
    if (known?.length === dictionary.length) return known
    const matches = toMatcher(leaf)
    const answers = this.#segments.answers(column, JSON.stringify(leaf), (value, code) => {
      if (code === documentCode) return maybe
      const held = value === undefined ? null : isList ? unitsOfColumn(value) : value
      return matches({ [leaf.field]: held }) ? yes : no
    })
    this.#answers.set(leaf, answers)
    return answers
  }

  /** The one question that the words alone can answer for certain: one word in the line or the message. */
  #freeText(node: AnyOf, head: SegmentHead): Verdict | undefined {
    const [first, ...others] = node.of
    if (first?.kind !== 'wildcard' || others.length !== textFields.length - 1) return undefined
    const pattern = JSON.stringify(first.pattern)
    const fields = new Set<string>()
    for (const leaf of node.of) {
      if (leaf.kind !== 'wildcard' || leaf.fold !== 'search' || JSON.stringify(leaf.pattern) !== pattern)
        return undefined
      fields.add(leaf.field)
    }
    if (!textFields.every((field) => fields.has(field))) return undefined
    return this.#words(first, head, true)
  }

  /** Rows whose lines have the words that the pattern asks for; `everywhere` when it is asked of all their fields. */
  #words(leaf: Wildcard, head: SegmentHead, everywhere: boolean): Verdict {
    const question = wordQuestion(leaf.pattern)
    if (question === undefined) return maybe
    const found = everywhere && question.sure ? yes : maybe
    let verdict: Verdict = found
    for (const needle of question.needles) {
      if (verdict === no) break
      verdict = lower(verdict, rowsWith(this.#segments, head, needle, found))
    }
    return verdict
  }
}

/** `found` for the rows that have a word with the needle in it. */
function rowsWith(segments: PartitionSegments, head: SegmentHead, needle: string, found: Answer): Verdict {
  const words = segments.words(head)
  let at = words.indexOf(needle)
  if (at < 0) return no
  const { starts, offsets, rows } = segments.wordRows(head)
  const verdict = new Uint8Array(head.last - head.first + 1)
  while (at >= 0) {
    const word = wordAt(starts, needle.startsWith(' ') ? at + 1 : at)
    const end = offsets[word + 1] ?? 0
    let row = -1
    for (let i = offsets[word] ?? 0; i < end; ) {
      let step = 0
      for (let shift = 0; ; shift += 7) {
        const byte = rows[i++] ?? 0
        step |= (byte & 127) << shift
        if (byte < 128) break
      }
      row += step
      verdict[row] = found
    }
    const next = starts[word + 1]
    // On from the blank before the next word: a needle may begin with it.
    at = next === undefined ? -1 : words.indexOf(needle, next - 1)
  }
  return verdict
}

/** The number of the word that the character at `at` belongs to. */
function wordAt(starts: Uint32Array, at: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** The answer for each code in its place; one for all of them where they agree, as they do of a value that is nowhere. */
function answered(codes: Codes, answers: Uint8Array): Verdict {
  const verdict = new Uint8Array(codes.length)
  const first = answers[codes[0] ?? 0] ?? maybe
  let differ = 0
  for (let i = 0; i < codes.length; i++) {
    const answer = answers[codes[i] ?? 0] ?? maybe
    verdict[i] = answer
    differ |= answer ^ first
  }
  return differ === 0 ? (first as Answer) : verdict
}

function not(verdict: Verdict): Verdict {
  if (typeof verdict === 'number') return (yes - verdict) as Answer
  return verdict.map((answer) => yes - answer)
}

function lower(a: Verdict, b: Verdict): Verdict {
  if (a === no || b === no) return no
  if (a === yes) return b
  if (b === yes) return a
  return each(a, b, 'lower')
}

function higher(a: Verdict, b: Verdict): Verdict {
  if (a === yes || b === yes) return yes
  if (a === no) return b
  if (b === no) return a
  return each(a, b, 'higher')
}

/** The lower or the higher answer of each row. Loops of numbers alone, since every row of a question goes through them. */
function each(a: Verdict, b: Verdict, which: 'lower' | 'higher'): Verdict {
  if (typeof a === 'number') {
    if (typeof b === 'number') return (which === 'lower' ? Math.min(a, b) : Math.max(a, b)) as Answer
    return each(b, a, which)
  }
  const verdict = new Uint8Array(a.length)
  const others = typeof b === 'number' ? new Uint8Array(a.length).fill(b) : b
  if (which === 'lower') for (let i = 0; i < a.length; i++) verdict[i] = Math.min(a[i] ?? maybe, others[i] ?? maybe)
  else for (let i = 0; i < a.length; i++) verdict[i] = Math.max(a[i] ?? maybe, others[i] ?? maybe)
  return verdict
}
