import { parseArgs } from 'node:util'
import type { Command } from '../command.ts'

/** What an upgrade of the data would do, in numbers. */
export interface UpgradeLook {
  readonly files: number
  readonly behind: number
  readonly newer: number
  readonly needed: number
  readonly free: number
  readonly interrupted: boolean
}

/** `upgrade`: brings the data to this release; `--check` only looks. */
export const upgradeCommand = (
  look: (configFile: string | undefined) => Promise<UpgradeLook>,
  upgrade: (configFile: string | undefined) => Promise<number>,
): Command => ({
  name: 'upgrade',
  summary: 'bring the data to this release, or look whether that will work',
  usage: [
    'vonggac upgrade [--check] [--config FILE]',
    '',
    '`serve` does the same when it starts. The files that change are copied first; if one cannot be migrated, all return to',
    'the copies. Stop the running platform before. With --check nothing is changed: prints one JSON line, exit code 1 if',
    'the upgrade cannot be done.',
  ].join('\n'),
  async run(argv, { stdout, stderr }) {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: { type: 'string' }, check: { type: 'boolean' } },
    })
    if (values.check !== true) {
      const migrated = await upgrade(values.config)
      stdout.write(`${JSON.stringify({ migrated })}\n`)
      return 0
    }
    const found = await look(values.config)
    const fits = found.free >= found.needed * 1.1
    const ok = found.newer === 0 && fits
    stdout.write(`${JSON.stringify({ ok, ...found })}\n`)
    if (found.newer > 0) stderr.write('vonggac upgrade: a later release wrote this data: start that one\n')
    if (!fits) stderr.write(`vonggac upgrade: ${found.needed} bytes of copies do not fit into ${found.free} free\n`)
    if (found.interrupted)
      stderr.write('vonggac upgrade: one was cut short; it is undone and tried again at the next start\n')
    return ok ? 0 : 1
  },
})
