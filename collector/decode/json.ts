import type { Mark } from '../../core/event/event.ts'
import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import type { Result } from '../../core/lib/result.ts'
import { fail, ok } from '../../core/lib/result.ts'
import { fieldPrefix, maxFieldLength } from './text.ts'

/** Objects and lists nested deeper than this are kept as their text. */
const maxDepth = 64

/** Names that turn an assignment into a change of an object's nature. */
export function isUnsafeKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype'
}

export interface DecodedJson {
  readonly value: JsonObject
  readonly marks: readonly Mark[]
  /** Dotted paths of the values of which only a prefix was kept. */
  readonly truncated: readonly string[]
  /** The whole of those values by the same paths, for mappings that keep them in pieces. */
  readonly whole: ReadonlyMap<string, string>
  /** Dotted paths of the `__proto__` keys that were left out; their text stands in the original alone. */
  readonly leftOut: readonly string[]
}

const nothing: readonly never[] = []
const nowhere: ReadonlyMap<string, string> = new Map()

/**
 * One JSON object (RFC 8259). What is nested deeper than 64 is replaced by its text (`too_deep`), `__proto__` keys are
 * left out and `constructor` and `prototype` are plain data (`unsafe_key`), long values keep a prefix. An error says
 * why it is none. Never throws.
 */
export function decodeJson(text: string): Result<DecodedJson, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return fail(error instanceof Error ? error.message.slice(0, 200) : 'not JSON')
  }
  if (!isObject(value)) return fail('not a JSON object')
  // Most documents need no second look; one pass over the text tells.
  if (text.length <= maxFieldLength && !needsCare(text)) {
    return ok({ value, marks: nothing, truncated: nothing, whole: nowhere, leftOut: nothing })
  }
  const walk: Walk = { marks: new Set(), whole: new Map(), leftOut: [] }
  const clean = cleaned(value, 0, '', walk)
  if (!isObject(clean)) return fail('not a JSON object')
  const { whole, leftOut } = walk
  return ok({ value: clean, marks: [...walk.marks], truncated: [...whole.keys()], whole, leftOut })
}

/** True when a key may be unsafe (written plainly or escaped) or the brackets alone could exceed the depth. */
function needsCare(text: string): boolean {
  if (text.includes('__proto__') || text.includes('constructor') || text.includes('prototype')) return true
  if (text.includes('\\u')) return true
  let opens = 0
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) opens += 1
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) opens += 1
  return opens > maxDepth
}

interface Walk {
  readonly marks: Set<Mark>
  readonly whole: Map<string, string>
  readonly leftOut: string[]
}

function cleaned(value: Json, depth: number, path: string, walk: Walk): Json {
  if (typeof value === 'string') {
    if (value.length <= maxFieldLength) return value
    walk.whole.set(path, value)
    return fieldPrefix(value)
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth >= maxDepth) {
    walk.marks.add('too_deep')
    return fieldPrefix(textOf(value))
  }
  if (Array.isArray(value)) return value.map((item: Json) => cleaned(item, depth + 1, path, walk))
  const out: JsonObject = {}
  for (const [key, item] of Object.entries(value)) {
    const inner = path === '' ? key : `${path}.${key}`
    if (isUnsafeKey(key)) walk.marks.add('unsafe_key')
    if (key === '__proto__') walk.leftOut.push(inner)
    else out[key] = cleaned(item, depth + 1, inner, walk)
  }
  return out
}

/** The value's JSON text; what is too deep even for that says so. */
function textOf(value: Json): string {
  try {
    return JSON.stringify(value)
  } catch {
    return Array.isArray(value) ? '[…]' : '{…}'
  }
}
