import type { Document } from 'yaml'
import { LineCounter, parseAllDocuments } from 'yaml'
import type { Problem } from '../../core/lib/errors.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import { readLogSource } from './logsource.ts'
import type { Placeholders } from './modifiers.ts'
import { readOwnAttribute } from './own-attribute.ts'
import type { Positions, Report } from './report.ts'
import { report as newReport, positionsOf } from './report.ts'
import type { LogSource, Rule } from './rule.ts'
import { readDetection } from './selections.ts'
import { readMetadata } from './validate.ts'
import type { TreeMap } from './yaml-tree.ts'
import { treeOf } from './yaml-tree.ts'

/** How the names of a rule are understood here. */
export interface Taxonomy {
  /** What the log source means for events; undefined if it is not mapped. */
  source(logsource: LogSource): SourceMapping | undefined
}
export interface SourceMapping {
  /** Which events come from the log source. */
  readonly route: Predicate
  /** The event fields that a field of a rule stands for; empty if it is not mapped. */
  fields(field: string): readonly string[]
}

export interface ReadOptions {
  readonly taxonomy: Taxonomy
  /** Lists for the `expand` modifier. */
  readonly placeholders?: Placeholders
}

/** What one file held: rules that can be used, how many were refused, and everything that was odd. */
export interface FileRules {
  readonly rules: readonly Rule[]
  readonly rejected: number
  readonly problems: readonly Problem[]
}

/** Larger files are refused; the largest known rule has some 130 kB. */
const largestFile = 4 * 1024 * 1024
/** What follows the first errors of a document is mostly their echo. */
const mostSyntaxErrors = 3
const tooDeep = 'a rule needs a few levels'

/**
 * Reads a rule file: YAML 1.2, one or several documents, each a detection rule. One that is wrong is refused with its
 * line and column, and does not stop the others.
 */
export function readRules(bytes: Uint8Array, file: string, options: ReadOptions): FileRules {
  if (bytes.length > largestFile) {
    return refused(file, '', 'file-too-large', `larger than ${largestFile} bytes`, 'split the file')
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refused(file, '', 'invalid-utf8', 'not UTF-8 text', 'save the file as UTF-8')
  }
  const lines = new LineCounter()
  let documents: readonly Document.Parsed[]
  try {
    const parsed = parseAllDocuments(text, {
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    })
    documents = Array.isArray(parsed) ? parsed : []
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return refused(file, text, 'yaml-too-deep', 'nested too deeply', tooDeep)
  }
  const rules: Rule[] = []
  const problems: Problem[] = []
  let rejected = 0
  for (const document of documents) {
    const report = newReport({ file, lines })
    const rule = readDocument(document, text, { file, lines }, options, report)
    if (report.failed) rejected++
    else if (rule !== undefined) rules.push(rule)
    problems.push(...report.problems)
  }
  if (documents.length === 0 || (rules.length === 0 && problems.length === 0)) {
    return refused(file, text, 'empty-file', 'there is no rule in the file', 'remove it, or write a rule')
  }
  return { rules, rejected, problems }
}

function refused(file: string, text: string, code: string, message: string, hint: string): FileRules {
  const report = newReport(positionsOf(file, text))
  report.error(code, 0, message, hint)
  return { rules: [], rejected: 1, problems: report.problems }
}

function readDocument(
  document: Document.Parsed,
  text: string,
  positions: Positions,
  options: ReadOptions,
  report: Report,
): Rule | undefined {
  for (const { pos, message, code } of document.errors.slice(0, mostSyntaxErrors)) {
    if (code === 'RESOURCE_EXHAUSTION') report.error('yaml-too-deep', pos[0], 'nested too deeply', tooDeep)
    else report.error('yaml-syntax', pos[0], message, 'check indentation, quotes and brackets up to here')
  }
  for (const { pos, message } of document.warnings) report.warning('yaml-syntax', pos[0], message)
  if (report.failed) return undefined
  const tree = treeOf(document, report)
  if (tree === undefined || report.failed) return undefined
  if (tree.kind !== 'map') {
    if (tree.kind === 'scalar' && tree.value === null) return undefined
    report.error('not-a-rule', tree.at, 'a rule is a map', 'write title, logsource and detection')
    return undefined
  }
  const kind = unsupportedKind(tree)
  if (kind !== undefined) {
    report.error('unsupported-document', kind.at, `${kind.what} are not supported yet`, 'only detection rules are')
    return undefined
  }
  const source = text
    .slice(document.range[0], document.range[1])
    .replace(/^---.*\n/, '')
    .trim()
  return readRule(tree, source, text, positions, options, report)
}

function unsupportedKind(tree: TreeMap): { at: number; what: string } | undefined {
  const kinds = { correlation: 'correlation rules', filter: 'filters', action: 'collections with action' }
  for (const [key, what] of Object.entries(kinds)) {
    const entry = tree.entries.get(key)
    if (entry !== undefined && !tree.entries.has('detection')) return { at: entry.at, what }
    if (entry !== undefined && key !== 'filter') return { at: entry.at, what }
  }
  return undefined
}

function readRule(
  tree: TreeMap,
  source: string,
  text: string,
  { file, lines }: Positions,
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
  if (mapping === undefined) cannot('log source not mapped', tree.entries.get('logsource')?.at ?? tree.at)
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
    logsource,
    groupBy: own.groupBy,
    response: own.response,
    tests: own.tests,
    route,
    detection,
    predicate: route.kind === 'true' ? detection : { kind: 'all', of: [route, detection] },
    cannotRun,
    file,
    line: lines.linePos(tree.at).line,
    source,
  }
}
