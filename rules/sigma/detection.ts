import type { AnyField, Predicate, Leaf as PredicateLeaf, WildcardPart } from '../../core/predicate/predicate.ts'
import { applyModifiers, checkModifiers, modifierNames, readValue } from './modifiers.ts'
import { suggest } from './nearest.ts'
import type { Report } from './report.ts'
import type { Placeholders, Value } from './value.ts'
import { isLiteral, surround } from './values.ts'
import type { Entry, Leaf, Tree, TreeList, TreeMap } from './yaml-tree.ts'

/** What reading a detection needs from outside. */
export interface DetectionContext {
  readonly report: Report
  readonly placeholders: Placeholders
  /** The event fields that a field of the rule stands for; several are alternatives. */
  readonly fields: (field: string, offset: number) => readonly string[]
}

const nothing: Predicate = { kind: 'false' }
const some = (of: readonly Predicate[]): Predicate => (of.length === 1 ? (of[0] as Predicate) : { kind: 'any', of })
const every = (of: readonly Predicate[]): Predicate => (of.length === 1 ? (of[0] as Predicate) : { kind: 'all', of })

/**
 * One selection as a predicate (Sigma 2.1, Detection): a map is AND, a list of maps OR, a value or a list of values are
 * keywords searched in the whole event.
 */
export function readSelection(name: string, tree: Tree, at: number, context: DetectionContext): Predicate {
  if (tree.kind === 'map') {
    if (tree.entries.size > 0) return every([...tree.entries.values()].map((entry) => readItem(entry, context)))
  } else if (tree.kind === 'scalar') {
    if (tree.value !== null) return readKeywords([tree], [], context)
  } else if (tree.items.length > 0) {
    const leaves = tree.items.filter((item) => item.kind === 'scalar')
    if (leaves.length === tree.items.length) return readKeywords(leaves, [], context)
    return some(tree.items.map((item) => readSelection(name, item, item.at, context)))
  }
  context.report.error('empty-detection', at, `“${name}” is empty`, 'write what to look for, or remove it')
  return nothing
}

/** `field|modifier…: value`. */
function readItem(entry: Entry, context: DetectionContext): Predicate {
  const [field = '', ...modifiers] = entry.key.split('|')
  const { report } = context
  let known = true
  for (const name of modifiers) {
    if (modifierNames.includes(name)) continue
    known = false
    report.error('unknown-modifier', entry.at, `there is no modifier “${name}”`, suggest(name, modifierNames))
  }
  if (!known) return nothing
  const fault = checkModifiers(modifiers)
  if (fault !== undefined) {
    report.error(fault.code, entry.at, `${entry.key}: ${fault.message}`, fault.hint)
    return nothing
  }
  const leaves = leavesOf(entry, report)
  if (leaves === undefined) return nothing
  if (modifiers.includes('all') && entry.value.kind !== 'list') {
    report.error(
      'modifier-needs-list',
      entry.at,
      `${entry.key}: all needs a list of values`,
      'write a list, or remove all',
    )
    return nothing
  }
  const positive =
    field === '' ? readKeywords(leaves, modifiers, context) : readValues(field, entry, leaves, modifiers, context)
  return modifiers.includes('neq') ? { kind: 'not', of: positive } : positive
}

function leavesOf(entry: Entry, report: Report): readonly Leaf[] | undefined {
  const tree: TreeMap | TreeList | Leaf = entry.value
  if (tree.kind === 'scalar') return [tree]
  if (tree.kind === 'list') {
    const leaves = tree.items.filter((item) => item.kind === 'scalar')
    if (leaves.length === tree.items.length && leaves.length > 0) return leaves
    if (leaves.length === 0 && tree.items.length === 0) {
      report.error('empty-list', entry.at, `${entry.key}: the list is empty`, 'write null to ask for an absent field')
      return undefined
    }
  }
  report.error(
    'value-type',
    tree.at,
    `${entry.key}: maps have no place among values`,
    'a field takes a value or a list of values',
  )
  return undefined
}

function readValues(
  field: string,
  entry: Entry,
  leaves: readonly Leaf[],
  modifiers: readonly string[],
  context: DetectionContext,
): Predicate {
  const fields = context.fields(field, entry.at)
  const of = leaves.map((leaf) => {
    if (leaf.value === null && leaves.length > 1) {
      context.report.warning('null-in-list', leaf.at, `${entry.key}: null in a list asks for the absent field`)
    }
    const values = alternatives(leaf, entry.key, modifiers, context)
    return some(
      values.flatMap((value) => {
        const found = fields.map((name) => fieldLeaf(name, value, entry.at, context))
        // Absent is what stands under none of the names.
        return asksForAbsence(value) && found.length > 0 ? [every(found)] : found
      }),
    )
  })
  return modifiers.includes('all') ? every(of) : some(of)
}

const asksForAbsence = (value: Value) => value.kind === 'null' || (value.kind === 'exists' && !value.exists)

function alternatives(leaf: Leaf, key: string, modifiers: readonly string[], context: DetectionContext): Value[] {
  const applied = applyModifiers(readValue(leaf, modifiers), modifiers, context.placeholders)
  if (Array.isArray(applied)) return applied
  context.report.error(applied.code, leaf.at, `${key === '' ? '' : `${key}: `}${applied.message}`, applied.hint)
  return []
}

function fieldLeaf(field: string, value: Value, at: number, context: DetectionContext): Predicate {
  switch (value.kind) {
    case 'text': {
      const fold = value.cased ? 'none' : 'case'
      return isLiteral(value.parts)
        ? { kind: 'equals', field, value: value.parts.join(''), fold }
        : // A copy: what grew by pushing has room for a dozen more.
          { kind: 'wildcard', field, pattern: [...value.parts], fold }
    }
    case 'number':
      return some(
        numberTexts(value).map((text): PredicateLeaf => ({ kind: 'equals', field, value: text, fold: 'case' })),
      )
    case 'boolean':
      return { kind: 'equals', field, value: String(value.value), fold: 'case' }
    case 'null':
      return { kind: 'not', of: { kind: 'exists', field } }
    case 'regex':
      return { kind: 'regex', field, pattern: value.pattern, flags: value.flags }
    case 'cidr':
      return { kind: 'cidr', field, network: value.network }
    case 'compare':
      return { kind: 'compare', field, op: value.op, value: value.value, as: value.as }
    case 'exists':
      return value.exists ? { kind: 'exists', field } : { kind: 'not', of: { kind: 'exists', field } }
    case 'field': {
      const others = context.fields(value.field, at)
      const fold = value.cased ? 'none' : 'case'
      return some(others.map((other): PredicateLeaf => ({ kind: 'fieldEquals', field, other, how: value.how, fold })))
    }
    case 'bytes':
      return nothing
  }
}

/** A whole number too large to be exact in an event may stand there as text: both texts count. */
function numberTexts(value: Extract<Value, { kind: 'number' }>): string[] {
  const canonical = String(value.number)
  const exact = Number.isSafeInteger(value.number) || !/^[-+]?\d+$/.test(value.written)
  return exact || canonical === value.written ? [canonical] : [canonical, value.written]
}

/** Values without a field: each is looked for anywhere in the event. */
function readKeywords(leaves: readonly Leaf[], modifiers: readonly string[], context: DetectionContext): Predicate {
  const key = modifiers.length === 0 ? '' : `|${modifiers.join('|')}`
  const of = leaves.map((leaf) => {
    const values = alternatives(leaf, key, modifiers, context)
    return some(values.map((value) => keywordLeaf(value, leaf, modifiers, context)))
  })
  return modifiers.includes('all') ? every(of) : some(of)
}

function keywordLeaf(value: Value, leaf: Leaf, modifiers: readonly string[], { report }: DetectionContext): Predicate {
  const test = keywordTest(value, modifiers)
  if (test !== undefined) return { kind: 'anyField', test }
  report.error('keyword-value', leaf.at, 'this value needs a field', 'write the name of a field before it')
  return nothing
}

function keywordTest(value: Value, modifiers: readonly string[]): AnyField['test'] | undefined {
  const within = (parts: readonly WildcardPart[], cased: boolean): AnyField['test'] | undefined => {
    const onesided = modifiers.includes('startswith') || modifiers.includes('endswith')
    const pattern = onesided ? parts : surround(parts, true, true)
    if (pattern.every((part) => typeof part === 'object' && part.any === 'run')) return undefined
    return { kind: 'wildcard', pattern, fold: cased ? 'none' : 'case' }
  }
  if (value.kind === 'text') return within(value.parts, value.cased)
  if (value.kind === 'number') return within([String(value.number)], false)
  if (value.kind === 'boolean') return within([String(value.value)], false)
  if (value.kind === 'regex') return { kind: 'regex', pattern: value.pattern, flags: value.flags }
  return undefined
}
