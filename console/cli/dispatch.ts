import { CodedError } from '../../core/lib/errors.ts'
import { type CommandIo, UsageError, type Verb } from './command.ts'

/**
 * Runs the verb that the arguments name and gives its exit code. A coded error is told in one line with its hint; only
 * an invariant that broke is thrown on.
 */
export async function dispatch(verbs: readonly Verb[], argv: readonly string[], io: CommandIo): Promise<number> {
  const [verb, ...rest] = argv
  const say = (text: string) => void io.stderr.write(`${text}\n`)
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    void io.stdout.write(overview(verbs))
    return verb === undefined ? 2 : 0
  }
  const named = verbs.find(({ name }) => name === verb)
  if (named === undefined) {
    say(`vonggac: there is no verb ${verb}\n`)
    say(overview(verbs))
    return 2
  }
  const command = await named.load()
  if (rest.includes('--help') || rest.includes('-h')) {
    void io.stdout.write(`${command.summary}\n\n${command.usage}\n`)
    return 0
  }
  try {
    return await command.run(rest, io)
  } catch (error) {
    if (error instanceof UsageError || isParseArgsError(error)) {
      say(`vonggac ${verb}: ${(error as Error).message}\n\n${command.usage}`)
      return 2
    }
    if (error instanceof CodedError) {
      say(`vonggac ${verb}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`)
      return 1
    }
    throw error
  }
}

const overview = (verbs: readonly Verb[]) =>
  `Vọng Gác\n\n${verbs.map(({ name, summary }) => `  vonggac ${name.padEnd(8)} ${summary}`).join('\n')}\n\n--help after a verb says more.\n`

/** node:util parseArgs throws plain errors; their codes say that the arguments were wrong. */
const isParseArgsError = (error: unknown) =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
