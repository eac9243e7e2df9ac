import { parseArgs } from 'node:util'
import { toEvent } from '../../../collector/map/to-event.ts'
import type { Clock } from '../../../core/lib/clock.ts'
import { loadRules } from '../../../rules/engine/load.ts'
import { summarise } from '../../../rules/engine/load-report.ts'
import { listSources } from '../../../rules/engine/source-listing.ts'
import { askReload } from '../../../rules/live/live-rules.ts'
import { runTests } from '../../../rules/live/run-tests.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../command.ts'
import type { WithInstallation } from '../installation.ts'
import { placeholdersFrom, placeholderUsage, readRuleArguments } from '../rule-arguments.ts'
import { write } from '../streams.ts'
import { backfillHelp, backfillRule, backfillUsage } from './rules-backfill.ts'
import { convertHelp, convertRules, convertUsage, type EventStatement } from './rules-convert.ts'

/** What a verb of `rules` prints, a JSON object a line, and whether everything is in order. */
type Answer = { readonly lines: readonly object[]; readonly fine: boolean }

/** `rules check`: reads rules and tells everything that is wrong with them at once. */
function check(argv: readonly string[]): Answer {
  const { report, problems } = read('check', argv)
  const summary = summarise(report)
  return { lines: [...problems, ...report.problems, summary], fine: summary.rejected === 0 && problems.length === 0 }
}

/** `rules sources`: the log sources of rules, and which of them are mapped. */
function sources(argv: readonly string[]): Answer {
  const { report } = read('sources', argv)
  const listed = listSources(report.rules)
  const run = listed.reduce((sum, source) => sum + source.run, 0)
  const mapped = listed.filter((source) => source.run > 0).length
  const summary = {
    sources: listed.length,
    mapped,
    rules: report.rules.length,
    run,
    cannotRun: report.rules.length - run,
  }
  return { lines: [...listed, summary], fine: true }
}

function read(verb: string, argv: readonly string[]) {
  const { paths, lists } = readRuleArguments(verb, argv)
  const placeholders = placeholdersFrom(lists)
  const report = loadRules(paths, { taxonomy: 'ecs', placeholders: placeholders.lists })
  return { report, problems: placeholders.problems }
}

/** `rules test`: whether rules do on their own raw lines what they are meant to. */
function testRules(argv: readonly string[]): Answer {
  const { report, problems } = read('test', argv)
  const receivedAt = Date.now()
  const tests = runTests(report, (line) => toEvent({ bytes: line }, 'auto', { receivedAt, zone: 'Asia/Ho_Chi_Minh' }))
  const failed = tests.flatMap(({ id, file, lines }) =>
    lines.filter(({ passed }) => !passed).map(({ wanted, line }) => ({ rule: id, file, wanted, line })),
  )
  const untested = tests
    .filter(({ lines }) => lines.length === 0)
    .map(({ id, file }) => ({ rule: id, file, untested: true }))
  const summary = {
    rules: tests.length,
    lines: tests.reduce((sum, { lines }) => sum + lines.length, 0),
    failed: failed.length,
    untested: untested.length,
    rejected: report.rejected,
  }
  const errors = [...problems, ...report.problems].filter(({ level }) => level === 'error')
  return { lines: [...errors, ...failed, ...untested, summary], fine: failed.length === 0 && errors.length === 0 }
}

const verbs: { readonly [verb: string]: (argv: readonly string[]) => Answer } = { check, sources, test: testRules }

/** What the verbs need that work on the platform's own rules and files. */
export interface RulesParts {
  readonly clock: Clock
  /** The folder of the rules that come with the platform. */
  readonly packPath: string
  /** Loaded when it is asked for: the folds of a store are not needed to check a rule. */
  statement(): Promise<EventStatement>
}

/**
 * `rules`: what rule files hold, before they are used; `reload` has the running platform read its own again, `backfill`
 * run one over what is stored.
 */
export const rulesCommand = (withInstallation: WithInstallation, parts: RulesParts): Command => ({
  name: 'rules',
  summary: 'check rule files and tell every problem with its line; list their log sources, run their tests',
  usage: [
    'vonggac rules check [--placeholders PATH]… PATH…',
    'vonggac rules sources [--placeholders PATH]… PATH…',
    'vonggac rules test [--placeholders PATH]… PATH…',
    ...convertUsage,
    'vonggac rules reload [--config FILE]',
    ...backfillUsage,
    '',
    'PATH is a rule file or a folder of them. check prints one JSON problem a line (code, level, file, line, column,',
    'message, hint), then a summary: {"rules":N,"loaded":N,"rejected":N,"warnings":N,"cannotRun":N,"correlations":N,',
    '"filters":N}. Correlations and filters are among the rules. Rules that cannot run are good rules for a log source or',
    'a field that the collector does not map yet.',
    'sources prints one JSON object a log source (logsource: product/category/service; rules; run: how many of them can',
    'judge events; from: datasets and Windows channels whose events belong to it; reasons why rules cannot run), then a',
    'summary: {"sources":N,"mapped":N,"rules":N,"run":N,"cannotRun":N}.',
    'test runs the raw lines that rules bring along (vonggac.tests): one JSON object a line that went wrong (rule, file,',
    'wanted: fires or silent, line), one a rule without tests (rule, file, untested), then a summary:',
    '{"rules":N,"lines":N,"failed":N,"untested":N,"rejected":N}.',
    'reload has every process of the running installation read the rule files again, without a gap; a file with an error',
    'is used as it was before.',
    ...convertHelp,
    ...backfillHelp,
    ...placeholderUsage,
    'Exit code 1 if a test fails, 1 if check or convert finds a rule that is rejected, 2 for wrong use or a PATH that is not there.',
  ].join('\n'),
  async run(argv, io) {
    const [verb = '', ...rest] = argv
    if (verb === 'reload') return reload(rest, withInstallation, parts.clock)
    if (verb === 'convert') return convertRules(rest, io, await parts.statement())
    if (verb === 'backfill') return backfillRule(rest, io, withInstallation, parts)
    const answer = Object.hasOwn(verbs, verb) ? verbs[verb]?.(rest) : undefined
    if (answer === undefined)
      throw new UsageError(`rules needs one of ${[...Object.keys(verbs), 'convert', 'reload', 'backfill'].join(', ')}`)
    await write(io.stdout, answer.lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return answer.fine ? 0 : 1
  },
})

function reload(argv: readonly string[], withInstallation: WithInstallation, clock: Clock): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { config: { type: 'string' } } })
  return withInstallation(values.config, async ({ store }) => {
    await askReload(store.records, 'host', clock)
    return 0
  })
}
