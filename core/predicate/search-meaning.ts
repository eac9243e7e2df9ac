import type { FieldType } from '../event/fields.ts'
import { fieldNames, fieldType } from '../event/fields.ts'
import { foldCase } from '../lib/fold-text.ts'
import { parseAddress, parseNetwork } from '../lib/ip.ts'
import { all, any, anyField, cidr, compare, contains, equals, everything, exists, not, wildcard } from './build.ts'
import { numberOf } from './measure.ts'
import type { Predicate, WildcardPart } from './predicate.ts'
import { readTimeSpan } from './search-moment.ts'
import { nearestField } from './search-nearest.ts'
import type { SearchProblem } from './search-problem.ts'
import { problem } from './search-problem.ts'
import type { SearchField, SearchNode, SearchTerm, SearchValue } from './search-syntax.ts'
import type { LiteralPart } from './search-tokens.ts'
import { rangeOps } from './search-tokens.ts'
import { textFields } from './words.ts'

/** What the meaning of a text depends on besides the text. */
export interface SearchContext {
  /** IANA name; a time that names no zone is one of this. UTC when absent. */
  readonly timeZone?: string
  /** Fields outside the dictionary that are known to be there, which raise no doubt. */
  readonly seen?: ReadonlySet<string>
}

/** Of many unknown names the first few are looked up: each costs a walk through the dictionary. */
const mostLookedUp = 5

/** The predicate that a shape means, and every doubt and fault of its values. */
export function meaningOf(
  node: SearchNode,
  context: SearchContext,
): { readonly predicate: Predicate; readonly problems: readonly SearchProblem[] } {
  const meaning = new Meaning(node, context)
  const predicate = meaning.of(node)
  return { predicate, problems: meaning.problems.toSorted((a, b) => a.start - b.start) }
}

class Meaning {
  readonly problems: SearchProblem[] = []
  readonly #timeZone: string
  readonly #seen: ReadonlySet<string>
  readonly #namesFields: boolean
  readonly #unknown = new Set<string>()

  constructor(node: SearchNode, { timeZone = 'UTC', seen = new Set() }: SearchContext) {
    this.#timeZone = timeZone
    this.#seen = seen
    this.#namesFields = hasField(node)
  }

  of(node: SearchNode): Predicate {
    switch (node.kind) {
      case 'and':
        return all(...node.of.map((part) => this.of(part)))
      case 'or':
        return any(...node.of.map((part) => this.of(part)))
      case 'not':
        return not(this.of(node.of))
      case 'term':
        return this.#term(node)
    }
  }

  #term({ field, op, value }: SearchTerm): Predicate {
    if (value.doubtfulStar) this.#say('doubtful-star', value)
    if (field === undefined) return this.#anywhere(value)
    if (field.any) {
      if (op === ':') return anyFieldIs(value)
      this.#say('field-with-star', field)
      return everything
    }
    this.#doubtName(field)
    const type = fieldType(field.name)
    return op === ':' ? this.#valueOf(field.name, type, value) : this.#range(field.name, type, rangeOps[op], value)
  }

  #anywhere(value: SearchValue): Predicate {
    if (isAnything(value.parts)) return everything
    if (!value.quoted) this.#doubtWord(value)
    const pattern: readonly WildcardPart[] = [{ any: 'run' }, ...value.parts, { any: 'run' }]
    return any(...textFields.map((field) => wildcard(field, pattern, 'search')))
  }

  #valueOf(field: string, type: FieldType | undefined, value: SearchValue): Predicate {
    if (isAnything(value.parts)) return exists(field)
    const text = plainText(value.parts)
    const long = isLongText(field, type)
    if (text === undefined) return wildcard(field, value.parts, long ? 'search' : 'case')
    if (long && text !== '') return contains(field, text, 'search')
    switch (type) {
      case 'ip':
        return this.#address(field, text, value)
      case 'date':
        return this.#time(field, text, value)
      case 'long':
      case 'float': {
        const number = numberOf(text)
        if (number !== undefined) return compare(field, 'eq', number + 0)
        this.#say('not-a-number', value, { field })
        return equals(field, text)
      }
      case undefined:
        // A vendor's field: its addresses are addresses as well, and its text may happen to be a network.
        return isNetwork(text) ? any(cidr(field, text), equals(field, text)) : equals(field, text)
      default:
        return equals(field, text)
    }
  }

  #address(field: string, text: string, value: SearchValue): Predicate {
    if (text.includes('/')) {
      if (parseNetwork(text) !== undefined) return cidr(field, text)
      this.#say('not-a-network', value, { value: shown(text) })
      return everything
    }
    if (parseAddress(text) === undefined) {
      this.#say('not-an-address', value, { field })
      return equals(field, text)
    }
    // IPv6 has many writings of one address; IPv4 has one, and a store finds text that is the same the fastest.
    if (!text.includes(':')) return equals(field, text, 'none')
    return parseNetwork(text) === undefined ? equals(field, text) : cidr(field, text)
  }

  #time(field: string, text: string, value: SearchValue): Predicate {
    const span = readTimeSpan(text, this.#timeZone)
    if (span !== undefined) return all(compare(field, 'gte', span.from, 'time'), compare(field, 'lt', span.to, 'time'))
    this.#say('not-a-time', value, { field })
    return equals(field, text)
  }

  #range(field: string, type: FieldType | undefined, op: 'lt' | 'lte' | 'gt' | 'gte', value: SearchValue): Predicate {
    if (type === 'ip') {
      this.#say('no-range-of-addresses', value, { field })
      return everything
    }
    const text = plainText(value.parts) ?? ''
    const number = type === 'date' ? undefined : numberOf(text)
    if (number !== undefined) return compare(field, op, number + 0)
    const span = type === 'long' || type === 'float' ? undefined : readTimeSpan(text, this.#timeZone)
    if (span === undefined) {
      this.#say('not-a-bound', value, { field })
      return everything
    }
    // After a day is after its end, up to a day includes all of it.
    if (op === 'lt' || op === 'gte') return compare(field, op, span.from, 'time')
    return compare(field, op === 'gt' ? 'gte' : 'lt', span.to, 'time')
  }

  #doubtName(field: SearchField): void {
    const { name } = field
    if (fieldType(name) !== undefined || this.#seen.has(name) || this.#unknown.has(name)) return
    if (fieldNames().some((known) => known.startsWith(`${name}.`))) return
    this.#unknown.add(name)
    const near = this.#unknown.size > mostLookedUp ? undefined : nearestField(name)
    if (near === undefined) this.#say('unknown-field', field, { field: shown(name) })
    else this.#say('unlike-field', field, { field: shown(name), near })
  }

  /** Words that were likely meant to be more than words. */
  #doubtWord(value: SearchValue): void {
    const text = plainText(value.parts)
    if (text === undefined) return
    const instead = this.#namesFields ? vietnamese.get(foldCase(text)) : undefined
    if (instead !== undefined) this.#say('vietnamese-word', value, { word: text, instead })
    const split = text.indexOf('=')
    if (split < 1 || fieldType(text.slice(0, split)) === undefined) return
    this.#say('equals-sign', value, { instead: shown(`${text.slice(0, split)}: ${text.slice(split + 1)}`) })
  }

  #say(code: SearchProblem['code'], { start, end }: { start: number; end: number }, params?: SearchProblem['params']) {
    this.problems.push(problem(code, start, end, params))
  }
}

/** Too common in free text to be operators: `không tìm thấy tệp` looks for four words. */
const vietnamese = new Map([
  ['và', 'and'],
  ['hoặc', 'or'],
  ['không', 'not'],
])

function hasField(node: SearchNode): boolean {
  if (node.kind === 'term') return node.field !== undefined
  return node.kind === 'not' ? hasField(node.of) : node.of.some(hasField)
}

function anyFieldIs({ parts }: SearchValue): Predicate {
  if (isAnything(parts)) return everything
  const text = plainText(parts)
  return anyField(
    text === undefined
      ? { kind: 'wildcard', pattern: parts, fold: 'case' }
      : { kind: 'equals', value: text, fold: 'case' },
  )
}

/** Long texts are searched within, and without regard to diacritics: nobody types a whole line. */
function isLongText(field: string, type: FieldType | undefined): boolean {
  return type === 'text' || field === 'event.original'
}

const isNetwork = (text: string): boolean => text.includes('/') && parseNetwork(text) !== undefined
const isAnything = (parts: readonly LiteralPart[]): boolean => parts.length === 1 && typeof parts[0] === 'object'
const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

/** The text of a value without wildcards. */
function plainText(parts: readonly LiteralPart[]): string | undefined {
  return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined
}
