import type { Predicate } from '../../core/predicate/predicate.ts'
import { readLogSource } from './logsource.ts'
import { readOwnAttribute } from './own-attribute.ts'
import type { Positions, Report } from './report.ts'
import type { Rule } from './rule.ts'
import { readDetection } from './selections.ts'
import type { Taxonomy } from './taxonomy.ts'
import { readMetadata } from './validate.ts'
import type { Placeholders } from './value.ts'
import type { TreeMap } from './yaml-tree.ts'

export interface ReadOptions {
  readonly taxonomy: Taxonomy
  /** Lists for the `expand` modifier. */
  readonly placeholders?: Placeholders
}

/** The text that a rule stands in: its own document and the file around it, to which offsets refer. */
export interface RuleText extends Positions {
  readonly source: string
  readonly text: string
}

/** A detection rule from its document. Undefined, with everything that is wrong reported, if it cannot be used. */
export function buildRule(
  tree: TreeMap,
  { file, lines, source, text }: RuleText,
  options: ReadOptions,
  report: Report,
): Rule | undefined {
  const metadata = readMetadata(tree, source, report)
  const own = readOwnAttribute(tree, report)
  const logsource = readLogSource(tree, report)
  const mapping = logsource === undefined ? undefined : options.taxonomy.source(logsource)
  let cannotRun: Rule['cannotRun']
  const cannot = (reason: string, offset: number) => {
    cannotRun ??= { reason, line: lines.linePos(offset).line }
  }
  if (mapping === undefined) {
    const why = logsource === undefined ? undefined : options.taxonomy.notCarried?.(logsource)
    const reason = why === undefined ? 'log source not mapped' : `no such events: ${why}`
    cannot(reason, tree.entries.get('logsource')?.at ?? tree.at)
  }
  const detection = readDetection(tree, text, {
    report,
    placeholders: options.placeholders ?? {},
    fields: (field, offset) => {
      const found = mapping?.fields(field) ?? [field]
      if (found.length === 0) cannot(`field not mapped: ${field}`, offset)
      return found
    },
  })
  if (report.failed || detection === undefined || logsource === undefined) return undefined
  const route: Predicate = cannotRun === undefined && mapping !== undefined ? mapping.route : { kind: 'false' }
  const { title, description } = metadata
  return {
    ...metadata,
    titles: { en: title, vi: own.title ?? title },
    descriptions: { en: description, vi: own.description ?? description },
    falsepositivesVi: own.falsePositives ?? metadata.falsepositives,
    logsource,
    groupBy: own.groupBy,
    response: own.response,
    tests: own.tests,
    feedsOnly: false,
    route,
    detection,
    predicate: route.kind === 'true' ? detection : { kind: 'all', of: [route, detection] },
    cannotRun,
    file,
    line: lines.linePos(tree.at).line,
    source,
  }
}
