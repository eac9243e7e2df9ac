import type { RuleText } from './build-rule.ts'
import type { Correlation, CorrelationType } from './correlation.ts'
import { correlationTypes } from './correlation.ts'
import { readCorrelationCondition } from './correlation-condition.ts'
import { type Alias, namesIn, type Placed, readAliases, readPlaced, readReferences } from './correlation-references.ts'
import { suggest } from './nearest.ts'
import { readOwnAttribute } from './own-attribute.ts'
import type { Positions, Report } from './report.ts'
import { parseTimespan } from './timespan.ts'
import { readMetadata } from './validate.ts'
import type { TreeMap } from './yaml-tree.ts'

/** A correlation as its document has it: what it refers to is looked up once all files are read. */
export interface CorrelationDraft
  extends Omit<Correlation, 'steps' | 'groupBy' | 'valueFields' | 'feedsOnly' | 'cannotRun'> {
  readonly rules: readonly Placed[]
  readonly grouping: readonly Placed[]
  readonly measured: readonly Placed[]
  readonly aliases: readonly Alias[]
  readonly at: number
  readonly positions: Positions
}

const keys = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate']

/** Reads a correlation rule (Sigma Correlation 2.1). Undefined, with everything that is wrong reported, if it cannot be used. */
export function readCorrelation(
  tree: TreeMap,
  { file, lines, source, text }: RuleText,
  report: Report,
): CorrelationDraft | undefined {
  const { name, ...metadata } = readMetadata(tree, source, report)
  const own = readOwnAttribute(tree, report)
  if (own.groupBy.length > 0) {
    const hint = 'its alerts are told apart by group-by under correlation'
    report.error('invalid-vonggac', tree.entries.get('vonggac')?.at, 'a correlation has no group-by of its own', hint)
  }
  const entry = tree.entries.get('correlation')
  if (entry?.value.kind !== 'map') {
    report.error('invalid-correlation', entry?.at ?? tree.at, 'correlation must be a map', `with ${keys.join(', ')}`)
    return undefined
  }
  const correlation = entry.value
  for (const { key, at } of correlation.entries.values()) {
    if (!keys.includes(key))
      report.warning('invalid-correlation', at, `“${key}” means nothing here`, suggest(key, keys))
  }
  const type = readType(correlation, report)
  const timespan = readTimespan(correlation, report)
  const rules = readReferences(correlation, type, report)
  const aliases = readAliases(correlation, rules, report)
  const grouping = readPlaced(correlation, 'group-by', report)
  if (grouping.length === 0 && !correlation.entries.has('group-by')) {
    report.warning('missing-group-by', correlation.at, 'without group-by all matches are one group')
  }
  const named = rules.length > 0 ? rules : namesIn(correlation)
  const condition =
    type === undefined
      ? undefined
      : readCorrelationCondition(
          type,
          correlation,
          named.map((rule) => rule.name),
          text,
          report,
        )
  const generate = readGenerate(tree, correlation, report)
  if (report.failed || type === undefined || timespan === undefined || condition === undefined) return undefined
  const { title, description } = metadata
  return {
    ...metadata,
    name,
    titles: { en: title, vi: own.title ?? title },
    descriptions: { en: description, vi: own.description ?? description },
    falsepositivesVi: own.falsePositives ?? metadata.falsepositives,
    response: own.response,
    tests: own.tests,
    type,
    timespan,
    judgement: condition.judgement,
    generate,
    rules: named,
    grouping,
    measured: condition.fields,
    aliases,
    at: tree.at,
    positions: { file, lines },
    file,
    line: lines.linePos(tree.at).line,
    source,
  }
}

function readType(correlation: TreeMap, report: Report): CorrelationType | undefined {
  const entry = correlation.entries.get('type')
  if (entry === undefined) {
    report.error(
      'correlation-type',
      correlation.at,
      'the correlation has no type',
      `use one of: ${correlationTypes.join(', ')}`,
    )
    return undefined
  }
  const written = entry.value.kind === 'scalar' ? entry.value.text : `a ${entry.value.kind}`
  const type = correlationTypes.find((known) => known === written.toLowerCase())
  if (type === undefined) {
    report.error('correlation-type', entry.at, `there is no type “${written}”`, suggest(written, correlationTypes))
  } else if (type !== written) report.warning('correlation-type', entry.at, `“${written}” should be written ${type}`)
  return type
}

function readTimespan(correlation: TreeMap, report: Report): number | undefined {
  const hint = 'write a number and one of s m h d w M y, for example 15m'
  const entry = correlation.entries.get('timespan')
  if (entry === undefined) {
    report.error('missing-timespan', correlation.at, 'the correlation has no timespan', hint)
    return undefined
  }
  const length = entry.value.kind === 'scalar' ? parseTimespan(entry.value.text) : undefined
  if (length === undefined) report.error('invalid-timespan', entry.at, 'this is no timespan', hint)
  return length
}

/** `generate` stands at the top level in the schema and under `correlation` in older rules. */
function readGenerate(tree: TreeMap, correlation: TreeMap, report: Report): boolean {
  const written = [tree.entries.get('generate'), correlation.entries.get('generate')].filter(
    (entry) => entry !== undefined,
  )
  for (const { value, at } of written) {
    if (value.kind !== 'scalar' || typeof value.value !== 'boolean') {
      report.error(
        'invalid-generate',
        at,
        'generate is true or false',
        'true: the rules referred to raise alerts as well',
      )
    }
  }
  const [first, second] = written.map(({ value }) => value.kind === 'scalar' && value.value === true)
  if (second !== undefined && first !== second) {
    report.error('invalid-generate', written[1]?.at, 'generate stands twice and says two things', 'leave one of them')
  }
  return first ?? false
}
