import type { CorrelationType } from './correlation.ts'
import { suggest } from './nearest.ts'
import type { Report } from './report.ts'
import type { TreeMap } from './yaml-tree.ts'

/** A word of a document, and where it stands. */
export interface Placed {
  readonly name: string
  readonly at: number
}

/** A name that stands for another field in each rule. */
export interface Alias extends Placed {
  readonly fields: readonly { readonly rule: Placed; readonly field: string }[]
}

/** The rules that a correlation refers to, each once. */
export function readReferences(
  correlation: TreeMap,
  type: CorrelationType | undefined,
  report: Report,
): readonly Placed[] {
  const entry = correlation.entries.get('rules')
  if (entry === undefined) {
    const condition = correlation.entries.get('condition')?.value
    const byCondition = type?.startsWith('temporal') === true && condition?.kind === 'scalar'
    if (!byCondition) {
      const hint = 'add rules: with the ids or names of rules'
      report.error('missing-rules', correlation.at, 'the correlation refers to no rule', hint)
    }
    return []
  }
  const rules = readPlaced(correlation, 'rules', report)
  if (rules.length === 0) {
    report.error('missing-rules', entry.at, 'the correlation refers to no rule', 'write ids or names of rules')
  }
  const seen = new Set<string>()
  return rules.filter(({ name, at }) => {
    if (seen.has(name)) report.error('duplicate-rule', at, `“${name}” stands twice`, 'a rule counts once')
    const fresh = !seen.has(name)
    seen.add(name)
    return fresh
  })
}

/** The names in a condition, which stand for the rules where there is no list of them. */
export function namesIn(correlation: TreeMap): readonly Placed[] {
  const condition = correlation.entries.get('condition')?.value
  if (condition?.kind !== 'scalar') return []
  const words = condition.text.match(/[\p{L}\p{N}_.-]+/gu) ?? []
  const names = [...new Set(words)].filter((word) => !/^(?:and|or|not|of|all|any|them|1)$/i.test(word))
  return names.map((name) => ({ name, at: condition.at }))
}

/** A text or a list of texts under a key. */
export function readPlaced(map: TreeMap, key: string, report: Report): readonly Placed[] {
  const entry = map.entries.get(key)
  if (entry === undefined) return []
  const items = entry.value.kind === 'list' ? entry.value.items : [entry.value]
  const found = items.flatMap((item) =>
    item.kind === 'scalar' && item.value !== null && item.text !== '' ? [{ name: item.text, at: item.at }] : [],
  )
  if (found.length !== items.length) {
    report.error('invalid-correlation', entry.at, `${key} must be a list of texts`, 'write - and a text, one a line')
  }
  return found
}

/** `aliases`: names for fields that are called differently in each rule (Sigma Correlation 2.1, Field Name Aliases). */
export function readAliases(correlation: TreeMap, rules: readonly Placed[], report: Report): readonly Alias[] {
  const entry = correlation.entries.get('aliases')
  if (entry === undefined) return []
  const hint = 'write the alias, and under it rule: field'
  if (entry.value.kind !== 'map') {
    report.error('invalid-alias', entry.at, 'aliases must be a map', hint)
    return []
  }
  const known = rules.map(({ name }) => name)
  return [...entry.value.entries.values()].flatMap(({ key, at, value }) => {
    if (value.kind !== 'map' || value.entries.size === 0) {
      report.error('invalid-alias', at, `the alias ${key} must be a map`, hint)
      return []
    }
    const fields = [...value.entries.values()].flatMap((inner) => {
      if (inner.value.kind !== 'scalar' || inner.value.value === null) {
        report.error('invalid-alias', inner.at, `the alias ${key} needs a field for ${inner.key}`, hint)
        return []
      }
      if (known.length > 0 && !known.includes(inner.key)) {
        const message = `the alias ${key} is for “${inner.key}”, which is not among the rules`
        report.error('unknown-alias-rule', inner.at, message, suggest(inner.key, known))
      }
      return [{ rule: { name: inner.key, at: inner.at }, field: inner.value.text }]
    })
    return [{ name: key, at, fields }]
  })
}
