import { parseArgs } from 'node:util'
import type { Json } from '../../../core/lib/json.ts'
import { type Command, UsageError } from '../command.ts'

/** The documents that the store refused; undefined where a store refuses none. */
export interface DeadLetterBox {
  /** All of them, the oldest first, some at a time. */
  all(): AsyncIterable<
    readonly {
      readonly id: string
      readonly time: number
      readonly index: string
      readonly reason: string
      readonly letter: object
    }[]
  >
  /** Sends all of them again. */
  replay(): Promise<{ readonly stored: number; readonly refused: number }>
}

/** Opens the box of the installation that the file configures, runs the work and closes it. */
export type WithDeadLetters = (
  configFile: string | undefined,
  work: (box: DeadLetterBox | undefined) => Promise<number>,
) => Promise<number>

/** `dead-letters`: shows what Elasticsearch refused and why, and sends it again once the cause is mended. */
export const deadLettersCommand = (withDeadLetters: WithDeadLetters): Command => ({
  name: 'dead-letters',
  summary: 'show the documents that Elasticsearch refused, and send them again',
  usage: [
    'vonggac dead-letters [--replay] [--config FILE]',
    '',
    'Prints one JSON line a document, the oldest first: {"time":"…","index":"…","reason":"…","event":{…}}.',
    '--replay sends all of them again instead, oldest first, and prints {"stored":N,"refused":N}; exit code 1 if any is refused again.',
  ].join('\n'),
  async run(argv, { stdout }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: { type: 'string' }, replay: { type: 'boolean', default: false } },
    })
    if (positionals.length > 0) throw new UsageError('dead-letters takes no names')
    const print = (line: Json | object): void => {
      stdout.write(`${JSON.stringify(line)}\n`)
    }
    return withDeadLetters(values.config, async (box) => {
      if (!values.replay) {
        for await (const letters of box?.all() ?? [])
          for (const { time, index, reason, letter } of letters)
            print({ time: new Date(time).toISOString(), index, reason, ...letter })
        return 0
      }
      const total = (await box?.replay()) ?? { stored: 0, refused: 0 }
      print(total)
      return total.refused === 0 ? 0 : 1
    })
  },
})
