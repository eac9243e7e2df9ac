import type { Readable, Writable } from 'node:stream'

/** Where a command reads and writes: data on stdout, words on stderr. */
export interface CommandIo {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
}

/** One verb of `./vonggac`. */
export interface Command {
  readonly name: string
  /** One line for `--help`. */
  readonly summary: string
  /** What `--help` prints below it. */
  readonly usage: string
  /** Exit code: 0 done, 1 the input is wrong, 2 wrong use. */
  run(argv: readonly string[], io: CommandIo): Promise<number>
}

/** A verb before its command is loaded: only the verb that runs pays for its modules. */
export interface Verb {
  readonly name: string
  /** One line for the list of verbs. */
  readonly summary: string
  load(): Promise<Command>
}

/** The command line cannot be understood: the message is shown with the command's usage, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
