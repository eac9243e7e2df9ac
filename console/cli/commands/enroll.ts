import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import { createIntakeKeys } from '../../../response/identity/intake-keys.ts'
import { type Command, UsageError } from '../command.ts'
import type { WithInstallation } from '../installation.ts'

/** `enroll`: an intake key for a sender, for whoever holds the host. */
export const enrollCommand = (withInstallation: WithInstallation, clock: Clock): Command => ({
  name: 'enroll',
  summary: 'make an intake key for a sender over HTTP',
  usage: [
    'vonggac enroll NAME [--config FILE]',
    '',
    'Prints one JSON line with id, secret (shown this once) and the value of the Authorization header. Senders that know',
    'user and password alone use id and secret.',
  ].join('\n'),
  async run(argv, { stdout }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: { type: 'string' } },
    })
    const [name, ...more] = positionals
    if (name === undefined || more.length > 0) throw new UsageError('name one sender')
    return withInstallation(values.config, async ({ store, root }) => {
      const { id, secret } = await createIntakeKeys(store.records, root, clock).make({ id: 'host' }, name)
      const header = `ApiKey ${Buffer.from(`${id}:${secret}`).toString('base64')}`
      stdout.write(`${JSON.stringify({ id, secret, authorization: header })}\n`)
      return 0
    })
  },
})
