import { parseNetwork } from '../../core/lib/ip.ts'
import type { Compare } from '../../core/predicate/predicate.ts'
import { base64Offsets, byteOrderMark, encoders, maxDashes, windash } from './encodings.ts'
import { expand, fieldref } from './references.ts'
import type { Fault, Step, Value } from './value.ts'
import { combination, described, fault } from './value.ts'
import { surround, tidy } from './values.ts'

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
export const steps: { readonly [name: string]: Step } = {
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
