import { parseNetwork } from '../../core/lib/ip.ts'
import { compileRegex } from '../../core/lib/regex.ts'
import type { Compare, FieldEquals, WildcardPart } from '../../core/predicate/predicate.ts'
import { base64Offsets, byteOrderMark, bytesAsText, encoders, maxDashes, windash } from './encodings.ts'
import { isLiteral, parseValue, surround, tidy } from './values.ts'
import type { Leaf } from './yaml-tree.ts'

/** A value on its way through the modifiers of its field, in the order they are written (Sigma 2.1, Modifiers). */
export type Value =
  | {
      readonly kind: 'text'
      readonly parts: readonly WildcardPart[]
      readonly cased: boolean
      readonly anchored: boolean
    }
  | { readonly kind: 'bytes'; readonly parts: readonly (Uint8Array | { any: 'run' | 'one' })[] }
  | { readonly kind: 'number'; readonly number: number; readonly written: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'regex'; readonly pattern: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly network: string }
  | { readonly kind: 'compare'; readonly op: Compare['op']; readonly value: number; readonly as: Compare['as'] }
  | { readonly kind: 'exists'; readonly exists: boolean }
  | { readonly kind: 'field'; readonly field: string; readonly how: FieldEquals['how']; readonly cased: boolean }

/** What was wrong with a modifier or with a value under it. */
export interface Fault {
  readonly code:
    | 'modifier-value'
    | 'modifier-combination'
    | 'unresolved-placeholder'
    | 'invalid-regex'
    | 'invalid-network'
  readonly message: string
  readonly hint: string
}

/** The lists from which `expand` fills `%name%`. */
export type Placeholders = { readonly [name: string]: readonly string[] }

/** A modifier: one value becomes one or several alternatives. */
type Step = (value: Value, context: Context) => Value[] | Fault
interface Context {
  readonly placeholders: Placeholders
}

const fault = (code: Fault['code'], message: string, hint: string): Fault => ({ code, message, hint })
const combination = (name: string, after: string) =>
  fault(
    'modifier-combination',
    `${name} cannot follow ${after}`,
    `check the order of the modifiers; ${name} works on text`,
  )

const described: { readonly [K in Value['kind']]: string } = {
  text: 'text',
  bytes: 'text that was encoded as UTF-16',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  regex: 're',
  cidr: 'cidr',
  compare: 'a comparison',
  exists: 'exists',
  field: 'fieldref',
}

/** The value as text for modifiers that work on text: a number by its decimal text. */
function asText(value: Value): Extract<Value, { kind: 'text' }> | undefined {
  if (value.kind === 'text') return value
  if (value.kind === 'number') return { kind: 'text', parts: [String(value.number)], cased: false, anchored: true }
  if (value.kind === 'boolean') return { kind: 'text', parts: [String(value.value)], cased: false, anchored: true }
  return undefined
}

function onText(name: string, change: (value: Extract<Value, { kind: 'text' }>) => Value[] | Fault): Step {
  return (value) => {
    const text = asText(value)
    if (text !== undefined) return change(text)
    if (value.kind === 'null')
      return fault('modifier-value', `${name} needs text, not null`, 'write null without modifiers')
    return combination(name, described[value.kind])
  }
}

/** contains, startswith, endswith: open the value on one side or on both. */
function open(name: 'contains' | 'startswith' | 'endswith'): Step {
  const before = name !== 'startswith'
  const behind = name !== 'endswith'
  const text = onText(name, (value) => [{ ...value, parts: surround(value.parts, before, behind), anchored: false }])
  return (value, context) => {
    if (value.kind === 'bytes') {
      const parts = [...value.parts]
      if (before) parts.unshift({ any: 'run' })
      if (behind) parts.push({ any: 'run' })
      return [{ kind: 'bytes', parts }]
    }
    if (value.kind === 'field') {
      const both = value.how !== 'equals' && value.how !== name
      return [{ ...value, how: both ? 'contains' : name }]
    }
    if (value.kind !== 'regex') return text(value, context)
    if (name === 'contains') return [value]
    const pattern = name === 'startswith' ? `\\A(?:${value.pattern})` : `(?:${value.pattern})\\z`
    return [{ ...value, pattern }]
  }
}

function utf16(name: string, encode: (text: string) => Uint8Array, mark?: Uint8Array): Step {
  return onText(name, (value) => {
    const parts = value.parts.map((part) => (typeof part === 'string' ? encode(part) : part))
    return [{ kind: 'bytes', parts: mark === undefined ? parts : [mark, ...parts] }]
  })
}

function base64(name: string, encode: (bytes: Uint8Array) => string[]): Step {
  return (value) => {
    const parts = value.kind === 'bytes' ? value.parts : asText(value)?.parts
    if (parts === undefined) return combination(name, described[value.kind])
    const bytes: Uint8Array[] = []
    for (const part of parts) {
      if (typeof part === 'string') bytes.push(encoders.utf8(part))
      else if (part instanceof Uint8Array) bytes.push(part)
      else
        return fault(
          'modifier-value',
          `${name} cannot encode a wildcard`,
          'escape it as \\* or \\?, and put contains behind',
        )
    }
    const cased = value.kind === 'text' && value.cased
    return encode(Buffer.concat(bytes)).map((text) => ({ kind: 'text', parts: [text], cased, anchored: true }))
  }
}

const flag = (name: string, letter: string): Step => {
  return (value) =>
    value.kind === 'regex'
      ? [{ ...value, flags: value.flags.includes(letter) ? value.flags : value.flags + letter }]
      : fault('modifier-combination', `${name} is a flag of a regular expression`, `write re|${name}`)
}

function compare(op: Compare['op']): Step {
  return (value) => {
    if (value.kind === 'compare' && value.as !== 'number' && value.op === 'eq') return [{ ...value, op }]
    const number = numberOf(value)
    if (number !== undefined) return [{ kind: 'compare', op, value: number, as: 'number' }]
    if (value.kind === 'compare') return combination(op, described.compare)
    return fault('modifier-value', `${op} needs a number`, 'write a plain decimal number')
  }
}

function timePart(as: Exclude<Compare['as'], 'number' | 'time'>): Step {
  return (value) => {
    const number = numberOf(value)
    if (number === undefined || !Number.isInteger(number)) {
      return fault('modifier-value', `${as} needs a whole number`, `for example ${as}|gte: 8`)
    }
    return [{ kind: 'compare', op: 'eq', value: number, as }]
  }
}

function numberOf(value: Value): number | undefined {
  if (value.kind === 'number') return value.number
  const text = value.kind === 'text' && value.anchored && value.parts.length === 1 ? value.parts[0] : undefined
  return typeof text === 'string' && /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined
}

const cidr: Step = (value) => {
  const hint = 'write a network such as 10.0.0.0/8 or fe80::/10'
  const text = value.kind === 'text' && value.anchored && value.parts.length === 1 ? value.parts[0] : undefined
  if (typeof text !== 'string') return fault('invalid-network', 'cidr needs a network', hint)
  return parseNetwork(text) === undefined
    ? fault('invalid-network', `“${text}” is no network`, hint)
    : [{ kind: 'cidr', network: text }]
}

const placeholder = /%([^%\\]+)%/g

/** `%name%` in text or in a regular expression becomes each value of the configured list. */
const expand: Step = (value, { placeholders }) => {
  if (value.kind !== 'text' && value.kind !== 'regex') return combination('expand', described[value.kind])
  const pieces = value.kind === 'regex' ? [value.pattern] : value.parts
  for (const piece of pieces) {
    for (const [, name = ''] of typeof piece === 'string' ? piece.matchAll(placeholder) : []) {
      if ((Object.hasOwn(placeholders, name) ? placeholders[name] : undefined)?.length) continue
      const hint = `configure a list of values named ${name}`
      return fault('unresolved-placeholder', `no values are configured for %${name}%`, hint)
    }
  }
  const filled = (name: string) => placeholders[name] ?? []
  if (value.kind === 'regex') {
    const alternatives = (name: string) => `(?:${filled(name).map(escapeRegex).join('|')})`
    return [{ ...value, pattern: value.pattern.replace(placeholder, (_, name: string) => alternatives(name)) }]
  }
  let variants: WildcardPart[][] = [[]]
  for (const part of value.parts) {
    const pieces = typeof part === 'string' ? part.split(placeholder) : [part]
    for (const [index, piece] of pieces.entries()) {
      if (index % 2 === 0) for (const variant of variants) variant.push(piece)
      else {
        const values = filled(piece as string).map(parseValue)
        variants = variants.flatMap((variant) => values.map((parts) => [...variant, ...parts]))
      }
    }
    if (variants.length > maxExpansions) {
      return fault(
        'modifier-value',
        `more than ${maxExpansions} values after expand`,
        'use fewer placeholders in one value',
      )
    }
  }
  return variants.map((parts) => ({ ...value, parts: tidy(parts) }))
}
const maxExpansions = 100_000
const escapeRegex = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const fieldref: Step = (value) => {
  if (value.kind !== 'text' || value.parts.length === 0)
    return fault('modifier-value', 'fieldref needs a field name', 'write the name of another field')
  const inner = value.anchored ? value.parts : trimRuns(value.parts)
  if (!isLiteral(inner))
    return fault('modifier-value', 'a field name has no wildcards', 'write the name of another field')
  const before = !value.anchored && typeof value.parts[0] !== 'string'
  const behind = !value.anchored && typeof value.parts.at(-1) !== 'string'
  const how = before && behind ? 'contains' : before ? 'endswith' : behind ? 'startswith' : 'equals'
  return [{ kind: 'field', field: inner.join(''), how, cased: value.cased }]
}
function trimRuns(parts: readonly WildcardPart[]): readonly WildcardPart[] {
  const from = typeof parts[0] === 'string' ? 0 : 1
  return parts.slice(from, typeof parts.at(-1) === 'string' ? undefined : -1)
}

const exists: Step = (value) =>
  value.kind === 'boolean'
    ? [{ kind: 'exists', exists: value.value }]
    : fault('modifier-value', 'exists needs true or false', 'write exists: true or exists: false')

const cased: Step = (value, context) => {
  if (value.kind === 'field') return [{ ...value, cased: true }]
  return onText('cased', (text) => [{ ...text, cased: true }])(value, context)
}

const windashStep: Step = onText('windash', (value) => {
  const variants = windash(value.parts)
  if (variants !== undefined) return variants.map((parts) => ({ ...value, parts: tidy(parts) }))
  const hint = 'write the value in several pieces, each with contains'
  return fault('modifier-value', `windash writes out at most ${maxDashes} dashes of one value`, hint)
})

/** `re` was applied when the value was read; it must be the first that changes it. */
const re: Step = (value) =>
  value.kind === 'regex' ? [value] : fault('modifier-value', 're needs a pattern', 'write the pattern in single quotes')

/** Every modifier that changes values. `all` and `neq` concern the list as a whole and stand apart. */
const steps: { readonly [name: string]: Step } = {
  contains: open('contains'),
  startswith: open('startswith'),
  endswith: open('endswith'),
  exists,
  cased,
  windash: windashStep,
  re,
  i: flag('i', 'i'),
  ignorecase: flag('ignorecase', 'i'),
  m: flag('m', 'm'),
  multiline: flag('multiline', 'm'),
  s: flag('s', 's'),
  dotall: flag('dotall', 's'),
  base64: base64('base64', (bytes) => [Buffer.from(bytes).toString('base64')]),
  base64offset: base64('base64offset', base64Offsets),
  utf16le: utf16('utf16le', encoders.utf16le),
  wide: utf16('wide', encoders.utf16le),
  utf16be: utf16('utf16be', encoders.utf16be),
  utf16: utf16('utf16', encoders.utf16le, byteOrderMark),
  lt: compare('lt'),
  lte: compare('lte'),
  gt: compare('gt'),
  gte: compare('gte'),
  minute: timePart('minute'),
  hour: timePart('hour'),
  day: timePart('day'),
  week: timePart('week'),
  month: timePart('month'),
  year: timePart('year'),
  cidr,
  expand,
  fieldref,
}

/** Names of all modifiers. */
export const modifierNames: readonly string[] = [...Object.keys(steps), 'all', 'neq']

/** These must be the first that changes the value: each reads it as it was written. */
const unmodifiedOnly = new Set(['re', 'cidr', 'exists'])

/** Finds modifiers that cannot stand together, before any value is looked at. */
export function checkModifiers(modifiers: readonly string[]): Fault | undefined {
  const seen = new Set<string>()
  const changing: string[] = []
  for (const name of modifiers) {
    if (seen.has(name)) return fault('modifier-combination', `${name} stands twice`, `write ${name} once`)
    seen.add(name)
    if (name === 'all' || name === 'neq') continue
    const first = changing.find((earlier) => earlier !== 'expand')
    if (unmodifiedOnly.has(name) && first !== undefined) {
      return fault(
        'modifier-combination',
        `${name} cannot follow ${first}`,
        `${name} works on the value as it is written`,
      )
    }
    if (changing.includes('exists')) {
      return fault('modifier-combination', `${name} cannot follow exists`, 'exists stands alone')
    }
    changing.push(name)
  }
  return undefined
}

/** A value as written: text with its wildcards, or a pattern where `re` is among the modifiers. */
export function readValue(leaf: Leaf, modifiers: readonly string[]): Value {
  const { value } = leaf
  if (modifiers.includes('re') && value !== null) return { kind: 'regex', pattern: leaf.text, flags: '' }
  if (value === null) return { kind: 'null' }
  if (typeof value === 'number') return { kind: 'number', number: value, written: leaf.text }
  if (typeof value === 'boolean') return { kind: 'boolean', value }
  return { kind: 'text', parts: parseValue(value), cased: false, anchored: true }
}

/** Applies the modifiers in their order. Several values in the answer are alternatives of the one. */
export function applyModifiers(
  value: Value,
  modifiers: readonly string[],
  placeholders: Placeholders,
): Value[] | Fault {
  let values: Value[] = [value]
  for (const name of modifiers) {
    const step = steps[name]
    if (step === undefined) continue
    const next: Value[] = []
    for (const one of values) {
      const changed = step(one, { placeholders })
      if (!Array.isArray(changed)) return changed
      next.push(...changed)
    }
    values = next
  }
  const finished: Value[] = []
  for (const one of values) {
    const done = finish(one)
    if ('code' in done) return done
    finished.push(done)
  }
  return finished
}

/** Bytes that no Base64 took up become text; a regular expression must be of the engine's dialect. */
function finish(value: Value): Value | Fault {
  if (value.kind === 'regex') {
    const compiled = compileRegex(value.pattern, value.flags)
    if (compiled.ok) return value
    const hint = 'patterns are RE2: no look-around and no back-references; escape braces and brackets that are literal'
    return fault('invalid-regex', `not a regular expression that can be run: ${compiled.error.message}`, hint)
  }
  if (value.kind !== 'bytes') return value
  const parts: WildcardPart[] = []
  let pending: Uint8Array[] = []
  const flush = () => {
    const text = bytesAsText(Buffer.concat(pending))
    pending = []
    if (text !== undefined && text !== '') parts.push(text)
    return text !== undefined
  }
  for (const part of value.parts) {
    if (part instanceof Uint8Array) pending.push(part)
    else if (flush()) parts.push(part)
    else return notText
  }
  return flush() ? { kind: 'text', parts: tidy(parts), cased: false, anchored: false } : notText
}
const notText = fault(
  'modifier-value',
  'the encoded value is no text that a field could hold',
  'put base64 or base64offset behind the UTF-16 modifier',
)
