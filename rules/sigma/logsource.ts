import type { Report } from './report.ts'
import type { LogSource } from './rule.ts'
import type { Tree, TreeMap } from './yaml-tree.ts'

const parts = ['product', 'category', 'service'] as const

/** Reads `logsource` (Sigma 2.1, Log source). Further attributes are allowed and mean nothing here. */
export function readLogSource(rule: TreeMap, report: Report): LogSource | undefined {
  const entry = rule.entries.get('logsource')
  if (entry === undefined) {
    report.error(
      'missing-logsource',
      rule.at,
      'the rule names no log source',
      'add logsource with product, category or service',
    )
    return undefined
  }
  if (entry.value.kind !== 'map') {
    report.error(
      'invalid-logsource',
      entry.at,
      'logsource must be a map',
      'write product, category or service under it',
    )
    return undefined
  }
  const found: { product?: string; category?: string; service?: string } = {}
  let named = false
  for (const part of parts) {
    const name = entry.value.entries.get(part)
    if (name === undefined || isNull(name.value)) continue
    named = true
    if (name.value.kind !== 'scalar') {
      report.error('invalid-logsource', name.at, `${part} must be text`, 'a log source has one name a part')
    } else found[part] = name.value.text
  }
  if (!named) {
    report.error(
      'missing-logsource',
      entry.at,
      'the log source is empty',
      'write product, category or service under it',
    )
  }
  return found
}

const isNull = (tree: Tree) => tree.kind === 'scalar' && tree.value === null
