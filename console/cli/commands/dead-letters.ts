import { parseArgs } from 'node:util'
import type { Json } from '../../../core/lib/json.ts'
import { type Command, UsageError } from '../command.ts'

/** The documents that the store refused; undefined where a store refuses none. */
export interface DeadLetterBox {
  list(limit: number): Promise<
    readonly {
      readonly id: string
      readonly time: number
      readonly index: string
      readonly reason: string
      readonly letter: object
    }[]
  >
  replay(limit: number): Promise<{ readonly stored: number; readonly refused: number }>
}

/** Opens the box of the installation that the file configures, runs the work and closes it. */
export type WithDeadLetters = (
  configFile: string | undefined,
  work: (box: DeadLetterBox | undefined) => Promise<number>,
) => Promise<number>

/** Letters shown, and sent again at once. */
const atOnce = 1_000

/** `dead-letters`: shows what Elasticsearch refused and why, and sends it again once the cause is mended. */
export const deadLettersCommand = (withDeadLetters: WithDeadLetters): Command => ({
  name: 'dead-letters',
  summary: 'show the documents that Elasticsearch refused, and send them again',
  usage: [
    'vonggac dead-letters [--replay] [--config FILE]',
    '',
    'Prints one JSON line a document, the oldest first, at most 1000: {"time":"…","index":"…","reason":"…","event":{…}}.',
    '--replay sends them again instead, oldest first, and prints {"stored":N,"refused":N}; exit code 1 if any is refused again.',
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
        for (const { time, index, reason, letter } of (await box?.list(atOnce)) ?? [])
          print({ time: new Date(time).toISOString(), index, reason, ...letter })
        return 0
      }
      const total = { stored: 0, refused: 0 }
      // A round that stores nothing leaves only what is refused.
      for (;;) {
        const round = (await box?.replay(atOnce)) ?? { stored: 0, refused: 0 }
        total.stored += round.stored
        total.refused = round.refused
        if (round.stored === 0 || round.stored + round.refused < atOnce) break
      }
      print(total)
      return total.refused === 0 ? 0 : 1
    })
  },
})
