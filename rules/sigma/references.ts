import type { WildcardPart } from '../../core/predicate/predicate.ts'
import { nothingListed } from './nothing-listed.ts'
import type { Step } from './value.ts'
import { combination, described, fault } from './value.ts'
import { isLiteral, parseValue, tidy } from './values.ts'

const placeholder = /%([^%\\]+)%/g

/** `expand`: `%name%` in text or in a regular expression becomes each value of the configured list. */
export const expand: Step = (value, { placeholders }) => {
  if (value.kind !== 'text' && value.kind !== 'regex') return combination('expand', described[value.kind])
  const filled = (name: string): readonly string[] => {
    const holder = [placeholders, nothingListed].find((lists) => Object.hasOwn(lists, name))
    return holder?.[name] ?? []
  }
  const pieces = value.kind === 'regex' ? [value.pattern] : value.parts
  for (const piece of pieces) {
    for (const [, name = ''] of typeof piece === 'string' ? piece.matchAll(placeholder) : []) {
      if (filled(name).length > 0) continue
      const hint = `list its values under ${name} in a file that the setting rules.placeholders names`
      return fault('unresolved-placeholder', `no values are configured for %${name}%`, hint)
    }
  }
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

/** `fieldref`: the value names another field; a modifier written before it says how the two are compared. */
export const fieldref: Step = (value) => {
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
