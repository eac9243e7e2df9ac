import type { Clock } from '../../../core/lib/clock.ts'
import type { RecordStore } from '../../../core/store/store.ts'
import { loadRules } from '../../../rules/engine/load.ts'
import { summarise } from '../../../rules/engine/load-report.ts'
import { listSources } from '../../../rules/engine/source-listing.ts'
import type { Rule } from '../../../rules/sigma/rule.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../command.ts'
import type { WithInstallation } from '../installation.ts'
import { placeholdersFrom, placeholderUsage, readRuleArguments } from '../rule-arguments.ts'
import { write } from '../streams.ts'
import { backfillHelp, backfillRule, backfillUsage } from './rules-backfill.ts'
import { collectionsHelp, collectionsUsage, collectionVerbs } from './rules-collections.ts'
import { convertHelp, convertRules, convertUsage, type EventStatement } from './rules-convert.ts'
import { importHelp, importRules, importUsage } from './rules-import.ts'
import { reloadHelp, reloadRules, reloadUsage } from './rules-reload.ts'
import { testHelp, testRules, testUsage } from './rules-test.ts'

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

const verbs: { readonly [verb: string]: (argv: readonly string[]) => Answer } = {
  check,
  sources,
  test: (argv) => testRules(read('test', argv)),
}

/** What the verbs need that work on the platform's own rules and files. */
export interface RulesParts {
  readonly clock: Clock
  /** The folder of the rules that come with the platform. */
  readonly packPath: string
  /** Which rules' log sources send events now. */
  arriving(records: RecordStore): Promise<(rule: Rule) => boolean>
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
    ...testUsage,
    ...convertUsage,
    ...reloadUsage,
    ...backfillUsage,
    ...importUsage,
    ...collectionsUsage,
    '',
    'PATH is a rule file or a folder of them. check prints one JSON problem a line (code, level, file, line, column,',
    'message, hint), then a summary: {"rules":N,"loaded":N,"rejected":N,"warnings":N,"cannotRun":N,"correlations":N,',
    '"filters":N}. Correlations and filters are among the rules. Rules that cannot run are good rules for a log source or',
    'a field that the collector does not map yet.',
    'sources prints one JSON object a log source (logsource: product/category/service; rules; run: how many of them can',
    'judge events; from: datasets and Windows channels whose events belong to it; reasons why rules cannot run), then a',
    'summary: {"sources":N,"mapped":N,"rules":N,"run":N,"cannotRun":N}.',
    ...testHelp,
    ...reloadHelp,
    ...convertHelp,
    ...backfillHelp,
    ...importHelp,
    ...collectionsHelp,
    ...placeholderUsage,
    'Exit code 1 if a rule is rejected, a test fails or nothing runs that could reload; 2 for wrong use or a PATH that is',
    'not there.',
  ].join('\n'),
  async run(argv, io) {
    const [verb = '', ...rest] = argv
    if (verb === 'reload') return reloadRules(rest, io.stdout, withInstallation, parts.clock)
    if (verb === 'convert') return convertRules(rest, io, await parts.statement())
    if (verb === 'backfill') return backfillRule(rest, io, withInstallation, parts)
    if (verb === 'import') return importRules(rest, io, withInstallation, parts)
    const onCollections = Object.hasOwn(collectionVerbs, verb) ? collectionVerbs[verb] : undefined
    if (onCollections !== undefined) return onCollections(rest, io, withInstallation, parts.clock)
    const answer = Object.hasOwn(verbs, verb) ? verbs[verb]?.(rest) : undefined
    if (answer === undefined)
      throw new UsageError(
        `rules needs one of ${[...Object.keys(verbs), 'convert', 'reload', 'backfill', 'import', ...Object.keys(collectionVerbs)].join(', ')}`,
      )
    await write(io.stdout, answer.lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return answer.fine ? 0 : 1
  },
})
