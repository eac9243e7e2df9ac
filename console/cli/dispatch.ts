import { CodedError } from '../../core/lib/errors.ts'
import { type Command, type CommandIo, UsageError } from './command.ts'

/**
 * Runs the verb that the arguments name and gives its exit code. A coded error is told in one line with its hint; only
 * an invariant that broke is thrown on.
 */
export async function dispatch(commands: readonly Command[], argv: readonly string[], io: CommandIo): Promise<number> {
  const [verb, ...rest] = argv
  const say = (text: string) => void io.stderr.write(`${text}\n`)
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    void io.stdout.write(overview(commands))
    return verb === undefined ? 2 : 0
  }
  const command = commands.find(({ name }) => name === verb)
  if (command === undefined) {
    say(`vonggac: there is no verb ${verb}\n`)
    say(overview(commands))
    return 2
  }
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

const overview = (commands: readonly Command[]) =>
  `Vọng Gác\n\n${commands.map(({ name, summary }) => `  vonggac ${name.padEnd(8)} ${summary}`).join('\n')}\n\n--help after a verb says more.\n`

/** node:util parseArgs throws plain errors; their codes say that the arguments were wrong. */
const isParseArgsError = (error: unknown) =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
