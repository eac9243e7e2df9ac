import type { Writable } from 'node:stream'
import { indexedEvaluator } from '../../../rules/engine/index.ts'
import { loadRules } from '../../../rules/engine/load.ts'
import type { LoadReport } from '../../../rules/engine/load-report.ts'
import { summarise } from '../../../rules/engine/load-report.ts'
import type { Command, CommandIo } from '../command.ts'
import { UsageError } from '../command.ts'
import type { EventFormat } from '../event-reader.ts'
import { eventFormats, eventReader, formatList, guessFormat } from '../event-reader.ts'
import type { Input } from '../input.ts'
import { input } from '../input.ts'
import { plainText } from '../plain-text.ts'
import { type RecordedMatches, recordMatches } from '../recorded-matches.ts'
import { placeholdersFrom, placeholderUsage } from '../rule-arguments.ts'
import { problemLine, requirePaths } from '../rule-paths.ts'
import { isSystemError, ReaderGone, write } from '../streams.ts'

interface Arguments {
  readonly rules: readonly string[]
  readonly lists: readonly string[]
  readonly format: EventFormat
  readonly stats: boolean
  readonly files: readonly string[]
}

/** `detect`: judges recorded events by rules, without a store. */
export const detectCommand: Command = {
  name: 'detect',
  summary: 'judge events from files by rules, one match a line',
  usage: [
    'vonggac detect --rules PATH… [--placeholders PATH]… [--format FORMAT] [--stats] [FILE…|-]',
    'vonggac detect --list',
    '',
    '--list names the formats.',
    'PATH is a rule file or a folder of them; all arguments up to the next option are taken, and the option may repeat.',
    'Reads standard input without FILE, and for -. Prints {"rule":"<rule id>","event":N} for every match; N counts the',
    'events of all input from 0, and what cannot be read counts too. Correlations print a line a finding behind all matches:',
    'rule, event (which completes the first window), events, group, from, to and value. A rule that only feeds correlations',
    'prints no matches of its own; generate: true in the correlation lets it.',
    'Formats: json takes objects as they are (one a line, in an array, or pretty-printed one after another): rule fields',
    'address them directly and log sources are not filtered. The others go through the collector to ECS; auto guesses.',
    ...placeholderUsage,
    '--stats prints numbers as JSON in the last line of standard error.',
    'Exit code 1 if the input cannot be read or a log file is damaged, 2 for wrong use. A wrong rule is told and left out.',
  ].join('\n'),
  async run(argv, io) {
    if (argv.includes('--list')) {
      await write(io.stdout, formatList())
      return 0
    }
    const { rules: paths, lists, format: asked, stats, files } = readArguments(argv)
    requirePaths(paths)
    const inputs = files.map((file) => input(file, io.stdin))
    const format = asked === 'auto' ? guessFormat((await inputs[0]?.beginning()) ?? new Uint8Array()) : asked
    const placeholders = placeholdersFrom(lists)
    const loadStart = performance.now()
    const taxonomy = format === 'json' ? 'identity' : 'ecs'
    const read = loadRules(paths, { taxonomy, placeholders: placeholders.lists })
    const report = { ...read, problems: [...placeholders.problems, ...read.problems] }
    const engine = indexedEvaluator(report.rules, { keywordsIn: format === 'json' ? 'document' : 'vendor' })
    const loadSeconds = seconds(performance.now() - loadStart)
    const tally: Tally = { events: 0, matches: 0, decode: 0, match: 0 }
    let code = 0
    try {
      await tellReport(report, io.stderr)
      const recorded = recordMatches(report.correlations)
      for (const each of inputs) code = Math.max(code, await judge(each, format, engine.evaluate, recorded, tally, io))
      await tellFindings(recorded, io)
    } catch (error) {
      if (!(error instanceof ReaderGone)) throw error
    }
    if (stats) await write(io.stderr, `${JSON.stringify(numbers(report, tally, loadSeconds))}\n`)
    return code
  },
}

interface Tally {
  events: number
  matches: number
  /** Milliseconds. */
  decode: number
  match: number
}

const seconds = (ms: number) => Math.round(ms * 1000) / 1_000_000

function numbers(report: LoadReport, tally: Tally, loadSeconds: number) {
  const { loaded, rejected } = summarise(report)
  return {
    events: tally.events,
    matches: tally.matches,
    rulesLoaded: loaded,
    rulesRejected: rejected,
    loadSeconds,
    decodeSeconds: seconds(tally.decode),
    matchSeconds: seconds(tally.match),
    // The kernel counts in kilobytes (getrusage(2)).
    maxRssBytes: process.resourceUsage().maxRSS * 1024,
  }
}

function readArguments(argv: readonly string[]): Arguments {
  const rules: string[] = []
  const lists: string[] = []
  const files: string[] = []
  let format: EventFormat = 'auto'
  let stats = false
  let taking = files
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] as string
    if (argument === '--') {
      files.push(...argv.slice(i + 1))
      break
    }
    if (argument === '-' || !argument.startsWith('-')) {
      if (argument === '-') taking = files
      taking.push(argument)
      continue
    }
    taking = files
    const [option, inline] = argument.split(/=(.*)/s, 2) as [string, string | undefined]
    if (option === '--stats' && inline === undefined) stats = true
    else if (option === '--rules') {
      if (inline !== undefined) rules.push(inline)
      taking = rules
    } else if (option === '--placeholders') {
      const named = inline ?? argv[++i]
      if (named === undefined || named === '') throw new UsageError('--placeholders needs a PATH')
      lists.push(named)
    } else if (option === '--format') {
      const named = inline ?? argv[++i]
      format = eventFormats.find((known) => known === named) ?? wrongFormat(named)
    } else throw new UsageError(`there is no option ${argument}`)
  }
  if (rules.length === 0) throw new UsageError('--rules needs at least one PATH')
  return { rules, lists, format, stats, files: files.length === 0 ? ['-'] : files }
}

function wrongFormat(named: string | undefined): never {
  throw new UsageError(`--format needs one of ${eventFormats.join(', ')}${named === undefined ? '' : `, not ${named}`}`)
}

async function tellReport(report: LoadReport, stderr: Writable): Promise<void> {
  for (const problem of report.problems) {
    if (problem.level === 'error') await write(stderr, `${problemLine(problem)}\n`)
  }
  const { cannotRun } = summarise(report)
  if (cannotRun === 0) return
  const reasons = new Map<string, number>()
  for (const { cannotRun: why, logsource } of report.rules) {
    if (why === undefined) continue
    const parts = Object.entries(logsource).map(([part, name]) => `${part} ${name}`)
    const reason = why.reason === 'log source not mapped' ? `${why.reason}: ${parts.join(', ')}` : why.reason
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  await write(stderr, `${cannotRun} of the loaded rules cannot run on this format:\n`)
  for (const [reason, count] of reasons) await write(stderr, `  ${plainText(reason)} (${count})\n`)
}

async function tellFindings(recorded: RecordedMatches, { stdout, stderr }: CommandIo): Promise<void> {
  if (recorded.untimed > 0) {
    await write(stderr, `${recorded.untimed} matches on events without a time cannot be correlated\n`)
  }
  const lines = recorded.findings().map((line) => `${line}\n`)
  if (lines.length > 0) await write(stdout, lines.join(''))
}

/** Judges one input. Answers the exit code that it asks for. */
async function judge(
  source: Input,
  format: EventFormat,
  evaluate: (event: object) => readonly { readonly id: string; readonly feedsOnly: boolean }[],
  recorded: RecordedMatches,
  tally: Tally,
  { stdout, stderr }: CommandIo,
): Promise<number> {
  let code = 0
  const reader = eventReader(format)
  const step = async (chunk: Uint8Array | undefined) => {
    const start = performance.now()
    const pieces = chunk === undefined ? reader.end() : reader.push(chunk)
    const decoded = performance.now()
    let lines = ''
    let told = ''
    for (const { event, line, problem, ofFile } of pieces) {
      if (problem !== undefined) told += `${source.name}:${line}: ${plainText(problem)}\n`
      if (event !== undefined) {
        for (const { id, feedsOnly } of evaluate(event)) {
          recorded.add(id, event, tally.events)
          if (feedsOnly) continue
          lines += `${JSON.stringify({ rule: id, event: tally.events })}\n`
          tally.matches++
        }
      }
      if (ofFile === true) code = 1
      else tally.events++
    }
    tally.decode += decoded - start
    tally.match += performance.now() - decoded
    if (told !== '') await write(stderr, told)
    if (lines !== '') await write(stdout, lines)
  }
  try {
    for await (const chunk of source.chunks()) await step(chunk)
  } catch (error) {
    if (!isSystemError(error)) throw error
    await write(stderr, `${source.name}: ${error.message}\n`)
    code = 1
  }
  await step(undefined)
  return code
}
