import type { Document } from 'yaml'
import { LineCounter, parseAllDocuments } from 'yaml'
import type { Problem } from '../../core/lib/errors.ts'
import type { ReadOptions } from './build-rule.ts'
import { buildRule } from './build-rule.ts'
import { addPart, Collection } from './collection.ts'
import type { FilterDraft } from './filter.ts'
import { readFilter } from './filter.ts'
import type { CorrelationDraft } from './read-correlation.ts'
import { readCorrelation } from './read-correlation.ts'
import type { Positions, Report } from './report.ts'
import { report as newReport, positionsOf } from './report.ts'
import type { Rule } from './rule.ts'
import { quickTree } from './yaml-quick.ts'
import type { TreeMap } from './yaml-tree.ts'
import { treeOf } from './yaml-tree.ts'

/** What one file held: rules that can be used, how many documents were refused, and everything that was odd. */
export interface FileRules {
  readonly rules: readonly Rule[]
  readonly correlations: readonly CorrelationDraft[]
  readonly filters: readonly FilterDraft[]
  readonly rejected: number
  readonly problems: readonly Problem[]
}

/** Larger files are refused; the largest known rule has some 130 kB. */
const largestFile = 4 * 1024 * 1024
/** What follows the first errors of a document is mostly their echo. */
const mostSyntaxErrors = 3
const tooDeep = 'a rule needs a few levels'

/** The text of a file, without a byte order mark. Undefined for what is not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * Reads a rule file, or the text of one: YAML 1.2, one or several documents, each a detection rule, a correlation
 * or a filter. One that is wrong is refused with its
 * line and column, and does not stop the others. Rules hold on to the text, which is not copied.
 */
export function readRules(content: Uint8Array | string, file: string, options: ReadOptions): FileRules {
  if ((typeof content === 'string' ? Buffer.byteLength(content) : content.length) > largestFile) {
    return refused(file, '', 'file-too-large', `larger than ${largestFile} bytes`, 'split the file')
  }
  const text = typeof content === 'string' ? content : textOf(content)
  if (text === undefined) return refused(file, '', 'invalid-utf8', 'not UTF-8 text', 'save the file as UTF-8')
  const quick = quickTree(text)
  if (quick !== undefined) {
    const { lines } = positionsOf(file, text)
    const document = { tree: quick, report: newReport({ file, lines }), source: text.trim() }
    return rulesIn([document], { file, lines, text }, options)
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
  const read = documents.map((document) => {
    const report = newReport({ file, lines })
    return { tree: readDocument(document, report), report, source: sourceOf(document, text) }
  })
  return rulesIn(read, { file, lines, text }, options)
}

interface RuleDocument {
  /** Undefined where it could not be read, or is empty. */
  readonly tree: TreeMap | undefined
  readonly report: Report
  readonly source: string
}

/** The rules of a file's documents. */
function rulesIn(
  documents: readonly RuleDocument[],
  { file, lines, text }: Positions & { readonly text: string },
  options: ReadOptions,
): FileRules {
  const rules: Rule[] = []
  const correlations: CorrelationDraft[] = []
  const filters: FilterDraft[] = []
  const problems: Problem[] = []
  const collection = new Collection()
  let rejected = 0
  for (const { tree, report, source } of documents) {
    const member = tree === undefined ? undefined : collection.member(tree, report)
    if (member !== undefined && !report.failed) {
      const around = { file, lines, source, text }
      if (member.kind === 'rule') {
        const rule = buildRule(member.tree, around, options, report)
        if (rule !== undefined) addPart(rules, rule, member.inheritsId)
      } else if (member.kind === 'correlation') {
        const correlation = readCorrelation(member.tree, around, report)
        if (correlation !== undefined) correlations.push(correlation)
      } else {
        const filter = readFilter(member.tree, around, options, report)
        if (filter !== undefined) filters.push(filter)
      }
    }
    if (report.failed) rejected++
    problems.push(...report.problems)
  }
  if (rules.length + correlations.length + filters.length === 0 && rejected === 0) {
    return refused(file, text, 'empty-file', 'there is no rule in the file', 'remove it, or write a rule')
  }
  return { rules, correlations, filters, rejected, problems }
}

function refused(file: string, text: string, code: string, message: string, hint: string): FileRules {
  const report = newReport(positionsOf(file, text))
  report.error(code, 0, message, hint)
  return { rules: [], correlations: [], filters: [], rejected: 1, problems: report.problems }
}

/** The map that a document holds, if it is one. Nothing is said of an empty document. */
function readDocument(document: Document.Parsed, report: Report): TreeMap | undefined {
  for (const { pos, message, code } of document.errors.slice(0, mostSyntaxErrors)) {
    if (code === 'RESOURCE_EXHAUSTION') report.error('yaml-too-deep', pos[0], 'nested too deeply', tooDeep)
    else report.error('yaml-syntax', pos[0], message, 'check indentation, quotes and brackets up to here')
  }
  for (const { pos, message } of document.warnings) report.warning('yaml-syntax', pos[0], message)
  const tree = report.failed ? undefined : treeOf(document, report)
  if (tree === undefined || tree.kind === 'map') return tree
  if (tree.kind !== 'scalar' || tree.value !== null) {
    report.error('not-a-rule', tree.at, 'a rule is a map', 'write title, logsource and detection')
  }
  return undefined
}

const sourceOf = (document: Document.Parsed, text: string) =>
  text
    .slice(document.range[0], document.range[1])
    .replace(/^---.*\n/, '')
    .trim()
