import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import { recoverAccount } from '../../../response/identity/accounts.ts'
import { type Command, UsageError } from '../command.ts'
import type { WithInstallation } from '../installation.ts'

/** `user recover`: a new password for an account, for whoever holds the host. */
export const userCommand = (withInstallation: WithInstallation, clock: Clock): Command => ({
  name: 'user',
  summary: 'recover an account: give it a new password',
  usage: [
    'vonggac user recover NAME [--config FILE]',
    '',
    'Prints the new password once and ends the log-ins of that account. Works while the platform runs. The audit log',
    'keeps a row of it.',
  ].join('\n'),
  async run(argv, { stdout }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: { type: 'string' } },
    })
    const [action, name, ...more] = positionals
    if (action !== 'recover') throw new UsageError(`there is no ${action ?? 'action given'}; recover is what there is`)
    if (name === undefined || more.length > 0) throw new UsageError('name one account')
    return withInstallation(values.config, async ({ store, root }) => {
      const password = await recoverAccount(store.records, name, root, clock)
      stdout.write(`${name} ${password}\n`)
      return 0
    })
  },
})
