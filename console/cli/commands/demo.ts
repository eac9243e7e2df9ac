import { parseArgs } from 'node:util'
import { type Command, UsageError } from '../command.ts'

/** What the command line says of the demo. */
export interface DemoOptions {
  readonly folder: string | undefined
  readonly keep: boolean
  readonly events: number
  readonly seed: number
  readonly live: boolean
}

const usual = { events: 120_000, seed: 20_250_701 }

/** `demo`: the platform with an invented province and a week of its logs. */
export const demoCommand = (run: (options: DemoOptions) => Promise<number>): Command => ({
  name: 'demo',
  summary: 'run the platform with an invented province and a week of its logs',
  usage: [
    'vonggac demo [--events N] [--seed N] [--data FOLDER] [--keep] [--no-live]',
    '',
    'Serves as `serve` does, on the same ports but for this machine alone, from a folder of its own (data/demo), which is',
    'emptied first. A week of raw lines of all sources, with attacks among them, goes through syslog and _bulk; then',
    'a few lines a second go on until it is stopped. All passwords are printed.',
    '',
    `  --events N     about so many lines in the week (${usual.events})`,
    `  --seed N       another week (${usual.seed})`,
    '  --data FOLDER  where its data goes',
    '  --keep         go on with the data of the last demo',
    '  --no-live      no lines after the week',
  ].join('\n'),
  async run(argv) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        events: { type: 'string' },
        seed: { type: 'string' },
        data: { type: 'string' },
        keep: { type: 'boolean', default: false },
        'no-live': { type: 'boolean', default: false },
      },
    })
    const whole = (name: 'events' | 'seed', most: number): number => {
      const text = values[name] ?? String(usual[name])
      const value = Number(text)
      if (!/^\d{1,10}$/.test(text) || value > most)
        throw new UsageError(`--${name} must be a whole number up to ${most}`)
      return value
    }
    return run({
      folder: values.data,
      keep: values.keep,
      events: whole('events', 50_000_000),
      seed: whole('seed', 4_294_967_295),
      live: !values['no-live'],
    })
  },
})
