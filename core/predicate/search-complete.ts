import type { FieldType } from '../event/fields.ts'
import { fieldNames, fieldType } from '../event/fields.ts'
import { printField } from './search-print.ts'
import type { SearchToken } from './search-tokens.ts'
import { tokenize } from './search-tokens.ts'

/** What may stand at the cursor, and which piece of the text it would replace. */
export type Completion = FieldCompletion | ValueCompletion
interface FieldCompletion {
  readonly kind: 'field'
  readonly start: number
  readonly end: number
  /** The likeliest first; `insert` is the name as it has to be written, with its colon. */
  readonly fields: readonly { readonly name: string; readonly type: FieldType | undefined; readonly insert: string }[]
}
/** The values of `field` that begin with or contain `prefix`: a store knows them. `printValue` writes one. */
interface ValueCompletion {
  readonly kind: 'value'
  readonly start: number
  readonly end: number
  readonly field: string
  readonly prefix: string
}

const most = 8
/** Names by which people search most stand before others that fit as well. */
const common: ReadonlySet<string> = new Set([
  '@timestamp',
  'destination.ip',
  'destination.port',
  'event.action',
  'event.category',
  'event.code',
  'event.dataset',
  'event.outcome',
  'file.name',
  'file.path',
  'host.name',
  'message',
  'process.command_line',
  'process.executable',
  'process.name',
  'source.ip',
  'source.port',
  'url.path',
  'user.name',
  'vonggac.source.id',
])

/**
 * What may follow or stand at `cursor` (an offset into the text): names of fields, those of the dictionary and those
 * `seen` in events, or values of a field. Undefined where there is nothing to offer. Never throws.
 */
export function complete(text: string, cursor: number, seen: readonly string[] = []): Completion | undefined {
  const before = text.slice(0, Math.max(0, cursor))
  const { tokens } = tokenize(before)
  const last = tokens.at(-1)
  // What touches the cursor is being typed; its end may lie behind the cursor.
  const typed = last !== undefined && last.end === before.length && isTyped(last) ? last : undefined
  const earlier = typed === undefined ? tokens : tokens.slice(0, -1)
  const start = typed?.start ?? before.length
  const { next } = tokenize(before.slice(0, start))
  const end = endOfTyped(text, before.length, typed)
  const field = fieldBefore(earlier)
  if (field === undefined) {
    // A phrase is text, and beside nothing typed a list of 2,600 names helps nobody.
    if (typed === undefined || typed.kind === 'phrase' || next !== 'term') return undefined
    const fields = fieldsLike(before.slice(start), seen)
    return fields.length === 0 ? undefined : { kind: 'field', start, end, fields }
  }
  const prefix = typed !== undefined ? literalStart(typed) : ''
  return { kind: 'value', start, end, field, prefix }
}

type Typed = SearchToken & { kind: 'word' | 'phrase' | 'and' | 'or' | 'not' }

/** `or` at the cursor may become `organization.name`. */
function isTyped(token: SearchToken): token is Typed {
  if (token.kind === 'phrase') return !token.literal.closed
  return token.kind === 'word' || token.kind === 'and' || token.kind === 'or' || token.kind === 'not'
}

/** To the end of the word that the cursor stands in; of a phrase only what is typed, since its end is not known yet. */
function endOfTyped(text: string, cursor: number, typed: Typed | undefined): number {
  if (typed === undefined || typed.kind === 'phrase')
    return text[cursor] === '"' && typed !== undefined ? cursor + 1 : cursor
  const whole = tokenize(text).tokens.find((token) => token.start === typed.start)
  return Math.max(cursor, whole?.end ?? cursor)
}

/** The field whose value stands next: one just before `:`, or before the list that is still open. */
function fieldBefore(tokens: readonly SearchToken[]): string | undefined {
  let depth = 0
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i]
    if (token === undefined) return undefined
    if (token.kind === 'close') depth++
    else if (token.kind === 'open') depth--
    const opener = token.kind === 'colon' && (i === tokens.length - 1 || (depth < 0 && tokens[i + 1]?.kind === 'open'))
    const name = tokens[i - 1]
    if (opener) return name?.kind === 'word' && textOf(name) !== '*' ? textOf(name) : undefined
    // Within a list a value is due at its beginning and after an operator alone.
    const due = token.kind === 'open' || token.kind === 'and' || token.kind === 'or' || token.kind === 'not'
    if (i === tokens.length - 1 && !due) return undefined
  }
  return undefined
}

/** What is typed of a value, up to its first wildcard. */
function literalStart(token: SearchToken): string {
  const first = 'literal' in token ? token.literal.parts[0] : undefined
  return typeof first === 'string' ? first : ''
}

function textOf(token: SearchToken): string {
  if (!('literal' in token)) return ''
  return token.literal.parts.map((part) => (typeof part === 'string' ? part : '*')).join('')
}

function fieldsLike(typed: string, seen: readonly string[]): FieldCompletion['fields'] {
  const begun = typed.toLowerCase()
  if (begun.length < 2) return []
  const rank = (name: string): number => {
    const lower = name.toLowerCase()
    if (lower.startsWith(begun)) return common.has(name) ? 0 : 2
    if (lower.includes(`.${begun}`)) return common.has(name) ? 1 : 3
    return lower.includes(begun) ? 4 : 5
  }
  return [...new Set([...seen, ...fieldNames()])]
    .map((name) => ({ name, rank: rank(name) - (seen.includes(name) ? 0.5 : 0) }))
    .filter(({ rank: place }) => place <= 4)
    .sort((a, b) => a.rank - b.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => ({ name, type: fieldType(name), insert: `${printField(name)}: ` }))
}
