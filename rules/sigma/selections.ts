import type { Predicate } from '../../core/predicate/predicate.ts'
import { parseCondition } from './condition.ts'
import type { DetectionContext } from './detection.ts'
import { readSelection } from './detection.ts'
import type { Report } from './report.ts'
import type { Entry, Leaf, TreeMap } from './yaml-tree.ts'

/** Keys of `detection` that are no selections. */
const reserved = new Set(['condition', 'timeframe'])

/**
 * Reads `detection`: every selection, and the condition over them; a list of conditions is OR (Sigma 2.1, Detection).
 * `text` is the file, to place what is wrong inside a condition. Undefined when something was reported.
 */
export function readDetection(rule: TreeMap, text: string, context: DetectionContext): Predicate | undefined {
  const { report } = context
  const entry = rule.entries.get('detection')
  if (entry === undefined) {
    report.error(
      'missing-detection',
      rule.at,
      'the rule has no detection',
      'add detection with a selection and a condition',
    )
    return undefined
  }
  if (entry.value.kind !== 'map') {
    report.error('missing-detection', entry.at, 'detection must be a map', 'write selections and a condition under it')
    return undefined
  }
  const timeframe = entry.value.entries.get('timeframe')
  if (timeframe !== undefined) {
    report.warning(
      'timeframe',
      timeframe.at,
      'a timeframe means nothing in a detection',
      'write a correlation rule instead',
    )
  }
  return readSelections(entry, reserved, text, context)
}

/** The selections under a key and the condition over them, for detections and filters. `others` are no selections. */
export function readSelections(
  entry: Entry,
  others: ReadonlySet<string>,
  text: string,
  context: DetectionContext,
): Predicate | undefined {
  const { report } = context
  if (entry.value.kind !== 'map') return undefined
  const selections = new Map<string, Predicate>()
  for (const selection of entry.value.entries.values()) {
    if (others.has(selection.key)) continue
    selections.set(selection.key, readSelection(selection.key, selection.value, selection.at, context))
  }
  if (selections.size === 0) {
    report.error('empty-detection', entry.at, `the ${entry.key} has no selection`, 'add one beside the condition')
  }
  const conditions = conditionsOf(entry, report)
  const used = new Set<string>()
  const of: Predicate[] = []
  for (const leaf of conditions) {
    const condition = parseCondition(leaf.text, selections)
    for (const name of condition.used) used.add(name)
    for (const { code, level, at, message, hint } of condition.problems) {
      // Without a selection, every name in the condition is unknown: that was said already.
      if (selections.size > 0 || code !== 'unknown-selection')
        report[level](code, offsetWithin(text, leaf, at), message, hint)
    }
    if (condition.predicate !== undefined) of.push(condition.predicate)
  }
  if (report.failed) return undefined
  for (const { key, at } of entry.value.entries.values()) {
    if (!others.has(key) && !key.startsWith('_') && !used.has(key)) {
      report.warning('unused-selection', at, `the condition does not use “${key}”`)
    }
  }
  return of.length === 1 ? of[0] : { kind: 'any', of }
}

function conditionsOf(detection: Entry, report: Report): readonly Leaf[] {
  const condition = detection.value.kind === 'map' ? detection.value.entries.get('condition') : undefined
  if (condition === undefined) {
    report.error('missing-condition', detection.at, `the ${detection.key} has no condition`, 'add condition: selection')
    return []
  }
  const items = condition.value.kind === 'list' ? condition.value.items : [condition.value]
  const texts = items.flatMap((item) =>
    item.kind === 'scalar' && item.value !== null && item.text.trim() !== '' ? [item] : [],
  )
  if (texts.length !== items.length || items.length === 0) {
    report.error('missing-condition', condition.at, 'a condition must be text', 'for example condition: selection')
  }
  return texts
}

/**
 * Where character `index` of a scalar's text stands in the file. Quotes, block headers, indentation and folded line
 * breaks differ between the two, so characters other than white space are counted.
 */
export function offsetWithin(file: string, leaf: Leaf, index: number): number {
  const raw = file.slice(leaf.at, leaf.end)
  let visible = leaf.text.slice(0, index).replace(/\s+/g, '').length
  let at = /^['"]/.test(raw) ? 1 : /^[|>]/.test(raw) ? raw.indexOf('\n') + 1 : 0
  while (at < raw.length && (visible > 0 || /\s/.test(raw[at] as string))) {
    if (!/\s/.test(raw[at] as string)) visible--
    at++
  }
  return leaf.at + at
}
