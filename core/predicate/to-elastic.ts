import { parseNetwork } from '../lib/ip.ts'
import {
  anyOf,
  type ElasticQuery,
  everything,
  fieldsOf,
  joints,
  noneOf,
  nothing,
  oneOfTerms,
  type Part,
  part,
  terms,
} from './elastic-parts.ts'
import { loosePattern, luceneLiteral, lucenePattern } from './elastic-pattern.ts'
import {
  cutWhole,
  foldedOnly,
  kindsOf,
  longestText,
  sortableAddress,
  sortableNumber,
  termsOfText,
} from './elastic-terms.ts'
import { freeText } from './elastic-words.ts'
import { foldLeaves, type Joints } from './fold.ts'
import type { AnyField, Cases, Cidr, Compare, Equals, Predicate, Regex, Wildcard } from './predicate.ts'
import { requiredLiteral } from './required-literal.ts'
import { simplify } from './simplify.ts'
import { folder, foldPattern } from './text-test.ts'
import { textFields } from './words.ts'

/** Which fields of an index hold the terms of `elasticTerms`, and which fields of the document have one of their own. */
export interface ElasticLayout {
  /** Keyword fields that hold a field's values as they are; asked for equality without fold and for presence. */
  readonly keywords: Readonly<Record<string, string>>
  /** The field that holds `elasticWords`, if there is one; documents without it are in doubt where words are asked for. */
  readonly words?: string
}

/** A condition for a filter. */
export interface ElasticCondition {
  /** Holds for every document that the matcher accepts, and perhaps for more. */
  readonly query: ElasticQuery
  /** True when it holds for no other document, those of `doubt` aside. */
  readonly exact: boolean
  /** The documents whose terms do not tell all that is asked of them (see `ElasticTerms.cut`); few, mostly none. */
  readonly doubt: ElasticQuery
  /** True when documents can be in doubt that are not cut: those without words. */
  readonly asksWords: boolean
}

/** Patterns walk through a dictionary of terms; past so many in one query they are left to the matcher. */
const mostPatterns = 200
/**
 * The predicate as a filter on documents laid out by `elasticTerms`. It may find more than the matcher, never less, and
 * says so. Exact are equals, wildcard, compare by number and time, cidr, exists and anyField of these; patterns of
 * `regex`, `fieldEquals` and parts of a moment are not. Leaves over-approximate in their own polarity. What is too large or
 * too deep for a query is left out where it stands: a rule of thousands of patterns still asks for its log source and for
 * the fields that the patterns look at.
 */
export function toElastic(predicate: Predicate, layout: ElasticLayout): ElasticCondition {
  const writer = new Writer(layout)
  const simple = simplify(predicate)
  const { query, exact } = foldLeaves(simple, writer.cases, { ...joints, alternatives: writer.alternatives })
  return { query, exact, doubt: query === everything ? nothing : writer.doubt(), asksWords: writer.asksWords }
}

const run = { any: 'run' } as const
type Alternatives = Joints<Part>['alternatives']
const anyCut: ElasticQuery = { exists: { field: 'cut' } }

class Writer {
  readonly #layout: ElasticLayout
  /** Names whose being cut matters; `cutWhole` when that of any does. */
  readonly #asked = new Set<string>()
  #patterns = 0
  #asksWords = false

  constructor(layout: ElasticLayout) {
    this.#layout = layout
  }

  /** True once words were asked for. */
  get asksWords(): boolean {
    return this.#asksWords
  }

  doubt(): ElasticQuery {
    if (this.#asked.size === 0) return nothing
    const cut = this.#asked.has(cutWhole) ? anyCut : terms('cut', [...this.#asked, cutWhole])
    return this.#asksWords ? anyOf([cut, ...this.#wordless()]) : cut
  }

  /** Free text is looked for among words, not in each field by itself. */
  readonly alternatives = (of: readonly Predicate[], negated: boolean): ReturnType<NonNullable<Alternatives>> => {
    const { words } = this.#layout
    const found = words === undefined ? undefined : freeText(of)
    if (words === undefined || found === undefined || ++this.#patterns > mostPatterns) return { done: [], rest: of }
    this.#asksWords = true
    for (const field of textFields) this.#asked.add(field)
    const held = matching(words, `.*${luceneLiteral(found.sought)}.*`)
    const query = anyOf([negated ? noneOf(held) : held, terms('cut', [...textFields, cutWhole]), ...this.#wordless()])
    return { done: [{ ...part(query), depth: 2, clauses: 4 }], rest: found.rest }
  }

  /** Documents that were laid out before words were. */
  #wordless(): readonly ElasticQuery[] {
    const { words } = this.#layout
    return words === undefined ? [] : [noneOf({ exists: { field: words } })]
  }

  readonly cases: Cases<Part> = {
    equals: (leaf, negated) => this.#equals(leaf, negated),
    wildcard: (leaf, negated) => this.#wildcard(leaf, negated),
    regex: (leaf, negated) => this.#regex(leaf, negated),
    compare: (leaf, negated) => this.#compare(leaf, negated),
    cidr: (leaf, negated) => this.#cidr(leaf, negated),
    exists: ({ field }, negated) => {
      const keyword = this.#keywordOf(field)
      if (keyword !== undefined) {
        const query = { exists: { field: keyword } }
        return part(negated ? noneOf(query) : query)
      }
      return this.#leaf(field, terms('names', [field]), true, negated)
    },
    fieldEquals: (leaf, negated) => this.#inexact([leaf.field, leaf.other], negated),
    anyField: (leaf, negated) => this.#anyField(leaf, negated),
  }

  /** A leaf's own query made safe against documents whose terms under this name do not tell all. */
  #leaf(name: string, query: ElasticQuery, exact: boolean, negated: boolean): Part {
    if (negated && !exact) return part(everything, false)
    this.#asked.add(name)
    const cut = name === cutWhole ? anyCut : terms('cut', [name, cutWhole])
    const about = negated ? {} : { about: name }
    return { ...part(anyOf([negated ? noneOf(query) : query, cut]), exact), depth: 2, clauses: 3, ...about }
  }

  /** The names are there; whether the leaf holds is the matcher's to say. */
  #inexact(names: readonly string[], negated: boolean): Part {
    if (negated) return part(everything, false)
    return joints.all(
      names.map((name) => ({ ...this.#leaf(name, terms('names', [name]), false, false), isPresence: true })),
    )
  }

  #keywordOf(name: string): string | undefined {
    return Object.hasOwn(this.#layout.keywords, name) ? this.#layout.keywords[name] : undefined
  }

  #equals({ field, value, fold }: Equals, negated: boolean): Part {
    const keyword = this.#keywordOf(field)
    if (keyword !== undefined && fold === 'none' && value.isWellFormed() && value.length <= longestText) {
      const query = { term: { [keyword]: value } }
      return part(negated ? noneOf(query) : terms(keyword, [value]))
    }
    const folded = folder(fold)(value)
    const text = folded.length > longestText ? folded.slice(0, longestText).toWellFormed() : folded.toWellFormed()
    let kinds = termsOfText(text, fold)
    let exact = text === folded
    if (fold === 'none' && foldedOnly.has(field) && kinds[0]?.startsWith('r') === true) {
      const cased = folder('case')(text)
      kinds = [...kindsOf.case].map((kind) => kind + cased)
      exact = false
    }
    const texts = kinds.map((term) => `${field}\0${term}`)
    if (!negated) {
      this.#asked.add(field)
      return oneOfTerms(field, texts, exact)
    }
    return this.#leaf(field, anyOf(fieldsOf(field).map((where) => terms(where, texts))), exact, true)
  }

  #wildcard({ field, pattern, fold }: Wildcard, negated: boolean): Part {
    if (++this.#patterns > mostPatterns) return this.#inexact([field], negated)
    const loose = fold === 'none' && foldedOnly.has(field)
    const folded = foldPattern(pattern, fold)
    const { source, exact } = loose ? loosePattern(folded, folder('case')) : lucenePattern(folded)
    const kinds = loose ? kindsOf.case : kindsOf[fold]
    const regexp = (where: string): ElasticQuery => matching(where, `${luceneLiteral(field)}\0[${kinds}]${source}`)
    return this.#leaf(field, anyOf(fieldsOf(field).map(regexp)), exact, negated)
  }

  /** What the pattern surely holds is looked for; the rest is the matcher's to say. */
  #regex({ field, pattern }: Regex, negated: boolean): Part {
    const source = sievePattern(pattern)
    if (negated || source === undefined || ++this.#patterns > mostPatterns) return this.#inexact([field], negated)
    const name = `${luceneLiteral(field)}\0[${kindsOf.case}]`
    return this.#leaf(field, anyOf(fieldsOf(field).map((where) => matching(where, name + source))), false, false)
  }

  #anyField({ test }: AnyField, negated: boolean): Part {
    if (test.kind === 'regex') {
      const source = sievePattern(test.pattern)
      if (negated || source === undefined || ++this.#patterns > mostPatterns) return part(everything, false)
      return this.#leaf(cutWhole, matching('vendor', `[^\0]*\0[${kindsOf.case}]${source}`), false, false)
    }
    if (++this.#patterns > mostPatterns) return part(everything, false)
    const pattern = test.kind === 'wildcard' ? test.pattern : [test.value]
    const raw = test.fold === 'none'
    const folded = foldPattern(pattern, test.fold)
    const { source, exact } = lucenePattern(folded)
    const known = matching('vendor', `[^\0]*\0[${kindsOf[test.fold]}]${source}`)
    if (!raw) return this.#leaf(cutWhole, known, exact, negated)
    // The long fields stand there folded by case alone.
    const loose = loosePattern(folded, folder('case')).source
    const long = [...foldedOnly].map((name) => matching('vendor', `${luceneLiteral(name)}\0[bcd]${loose}`))
    return this.#leaf(cutWhole, anyOf([known, ...long]), false, negated)
  }

  #compare({ field, op, value, as }: Compare, negated: boolean): Part {
    if (!Number.isFinite(value)) return part(negated ? everything : nothing)
    const kind = as === 'number' ? 'n' : 't'
    const all = { gte: `${field}\0${kind}`, lt: `${field}\0${String.fromCharCode(kind.charCodeAt(0) + 1)}` }
    if (as !== 'number' && as !== 'time') return this.#leaf(field, { range: { measures: all } }, false, negated)
    const bound = `${field}\0${kind}${sortableNumber(value)}`
    if (op === 'eq') return this.#leaf(field, terms('measures', [bound]), true, negated)
    const range = op === 'lt' || op === 'lte' ? { gte: all.gte, [op]: bound } : { [op]: bound, lt: all.lt }
    return this.#leaf(field, { range: { measures: range } }, true, negated)
  }

  #cidr({ field, network }: Cidr, negated: boolean): Part {
    const parsed = parseNetwork(network)
    if (parsed === undefined) throw new Error(`"${network}" is no network`)
    const first = sortableAddress(parsed.base)
    const digits = Math.floor(parsed.prefix / 4)
    const free = 4 - (parsed.prefix % 4)
    // The last digit that the prefix reaches into is the one that may vary in its lower bits.
    const top = digits < 32 ? (Number.parseInt(first[digits] ?? '0', 16) | ((1 << free) - 1)).toString(16) : ''
    const last = (first.slice(0, digits) + top).padEnd(32, 'f')
    const range = { gte: `${field}\0i${first}`, lte: `${field}\0i${last}` }
    return this.#leaf(field, { range: { measures: range } }, true, negated)
  }
}

/** A pattern that takes every folded text in which the literal of a regular expression stands. */
function sievePattern(pattern: string): string | undefined {
  const literal = requiredLiteral(pattern)
  return literal === undefined ? undefined : loosePattern([run, literal, run], folder('case')).source
}

const matching = (field: string, source: string): ElasticQuery => ({
  regexp: { [field]: { value: source, flags: 'NONE' } },
})
