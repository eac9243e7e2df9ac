import type { Writable } from 'node:stream'
import { inexactInElastic } from '../../../core/predicate/inexact.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { print } from '../../../core/predicate/print.ts'
import { toElastic } from '../../../core/predicate/to-elastic.ts'
import { loadRules } from '../../../rules/engine/load.ts'
import type { Correlation } from '../../../rules/sigma/correlation.ts'
import type { Rule } from '../../../rules/sigma/rule.ts'
import { type CommandIo, UsageError } from '../command.ts'
import { placeholdersFrom, readRuleArguments } from '../rule-arguments.ts'
import { problemLine } from '../rule-paths.ts'
import { write } from '../streams.ts'

/** A statement for a file of events, and the functions of ours that it calls. */
export type EventStatement = (where: Predicate) => { readonly sql: string; readonly functions: readonly string[] }

export const convertUsage = [
  'vonggac rules convert --to elasticsearch|sqlite [--pretty] [--placeholders PATH]… PATH…',
] as const

export const convertHelp = [
  'convert prints each rule as the query that the platform asks, one JSON object a line (id, title, file, target, exact):',
  'for Elasticsearch index and body of a search; for SQLite sql, which runs as it is on a file of events, and functions,',
  'the ones that its connection must register (core/predicate/sqlite-functions.ts; the platform’s own connections do).',
  'Where exact is false the query finds more than the rule means, never less: overMatches names why, and the platform',
  'judges what is found once more; that it does as well with documents that hold values of over 8,000 characters, of which',
  'Elasticsearch knows the beginning. A rule that cannot run here says why (cannotRun) and has no query, nor has a',
  'correlation: it reads the matches of the rules that it names (reads). What is rejected goes to stderr, file and line.',
] as const

const targets = ['elasticsearch', 'sqlite'] as const
const tooMany = 'more parts than one query takes'
/** Parts named one by one. */
const mostNamed = 20

/** `rules convert`: rules as queries of the two stores. Exit code 1 if a rule is rejected. */
export async function convertRules(
  argv: readonly string[],
  { stdout, stderr }: CommandIo,
  statement: EventStatement,
): Promise<number> {
  const { target, pretty, rest } = readOptions(argv)
  const { paths, lists } = readRuleArguments('convert', rest)
  const placeholders = placeholdersFrom(lists)
  const report = loadRules(paths, { taxonomy: 'ecs', placeholders: placeholders.lists })
  const errors = [...placeholders.problems, ...report.problems].filter(({ level }) => level === 'error')
  await write(stderr, errors.map((problem) => `${problemLine(problem)}\n`).join(''))
  for (const rule of report.rules) await printLine(stdout, convertRule(rule, target, statement), pretty)
  for (const correlation of report.correlations)
    await printLine(stdout, convertCorrelation(correlation, target), pretty)
  return errors.length === 0 ? 0 : 1
}

const printLine = (stdout: Writable, line: object, pretty: boolean): Promise<void> =>
  write(stdout, `${JSON.stringify(line, null, pretty ? 2 : undefined)}\n`)

type Target = (typeof targets)[number]

function readOptions(argv: readonly string[]): { target: Target; pretty: boolean; rest: string[] } {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const rest: string[] = []
  let target: string | undefined
  let pretty = false
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? ''
    if (at < end && argument === '--pretty') pretty = true
    else if (at < end && argument === '--to') target = argv[++at] ?? ''
    else if (at < end && argument.startsWith('--to=')) target = argument.slice('--to='.length)
    else rest.push(argument)
  }
  const known = targets.find((one) => one === target)
  if (known === undefined) throw new UsageError(`convert needs --to ${targets.join('|')}`)
  return { target: known, pretty, rest }
}

function convertRule(rule: Rule, target: Target, statement: EventStatement): object {
  const { id, title, file, cannotRun, predicate } = rule
  const head = { id, title, file, target }
  if (cannotRun !== undefined) return { ...head, cannotRun: cannotRun.reason, line: cannotRun.line }
  if (target === 'sqlite') return { ...head, exact: true, ...statement(predicate) }
  const { query, exact } = toElastic(predicate, { keywords: {} })
  return {
    ...head,
    exact,
    ...(exact ? {} : { overMatches: overMatches(predicate) }),
    index: 'vonggac-events-*',
    body: { query: { bool: { filter: [query] } } },
  }
}

function overMatches(predicate: Predicate): readonly string[] {
  const parts = inexactInElastic(predicate)
  if (parts.length === 0) return [tooMany]
  const named = parts.slice(0, mostNamed).map(print)
  return parts.length > mostNamed ? [...named, `and ${parts.length - mostNamed} more`] : named
}

function convertCorrelation({ id, title, file, steps }: Correlation, target: Target): object {
  const unsupported = 'a correlation is no query on events: it reads the stored matches of these rules, by event time'
  return { id, title, file, target, unsupported, reads: steps.map((step) => step.id) }
}
