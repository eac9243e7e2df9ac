import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import { liftHold, listHolds, placeHold } from '../../../response/retention/hold.ts'
import { classNames } from '../../../response/retention/policy.ts'
import { type Command, UsageError } from '../command.ts'
import type { WithInstallation } from '../installation.ts'

/** `hold`: keeps days of events from being deleted, for as long as somebody needs them. */
export const holdCommand = (withInstallation: WithInstallation, clock: Clock): Command => ({
  name: 'hold',
  summary: 'keep days of events from being deleted',
  usage: [
    'vonggac hold add --from DAY --to DAY --reason TEXT [--class CLASS]… [--config FILE]',
    'vonggac hold list [--config FILE]',
    'vonggac hold lift ID [--config FILE]',
    '',
    'Days are yyyy-mm-dd (UTC), both included. Prints one JSON line a hold. The audit log keeps a row of each step.',
  ].join('\n'),
  async run(argv, { stdout }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        reason: { type: 'string' },
        class: { type: 'string', multiple: true },
      },
    })
    const [action, id, ...more] = positionals
    if (more.length > 0 || !['add', 'list', 'lift'].includes(action ?? '')) throw new UsageError('add, list or lift')
    const unknown = values.class?.find((name) => !(classNames as readonly string[]).includes(name))
    if (unknown !== undefined) throw new UsageError(`there is no class ${unknown}: ${classNames.join(', ')}`)
    return withInstallation(values.config, async ({ store: { records } }) => {
      if (action === 'add') {
        const { from, to, reason } = values
        if (from === undefined || to === undefined || reason === undefined) {
          throw new UsageError('add needs --from, --to and --reason')
        }
        const hold = await placeHold(records, 'host', { from, to, reason, classes: values.class ?? null }, clock)
        stdout.write(`${JSON.stringify(hold)}\n`)
      } else if (action === 'lift') {
        if (id === undefined) throw new UsageError('lift needs the id of a hold')
        await liftHold(records, 'host', id, clock)
      } else for (const hold of await listHolds(records)) stdout.write(`${JSON.stringify(hold)}\n`)
      return 0
    })
  },
})
