import { compileRegex } from '../../core/lib/regex.ts'
import type { WildcardPart } from '../../core/predicate/predicate.ts'
import { bytesAsText } from './encodings.ts'
import { steps } from './modifier-steps.ts'
import type { Fault, Placeholders, Value } from './value.ts'
import { fault } from './value.ts'
import { parseValue, tidy } from './values.ts'
import type { Leaf } from './yaml-tree.ts'

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
