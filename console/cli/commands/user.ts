import { parseArgs } from 'node:util'
import type { Actor } from '../../../core/access/actor.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import type { Clock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { recoverAccount } from '../../../response/identity/accounts.ts'
import { createPeople, type People } from '../../../response/identity/people.ts'
import { type Command, UsageError } from '../command.ts'
import type { WithInstallation } from '../installation.ts'

const verbs = ['list', 'invite', 'link', 'disable', 'enable', 'break-glass', 'recover'] as const

/** Accounts from the host, for whoever holds it: the audit log names the host as the one who did it. */
export const userCommand = (withInstallation: WithInstallation, clock: Clock): Command => ({
  name: 'user',
  summary: 'list, invite, lock and recover accounts',
  usage: [
    'vonggac user list [--config FILE]',
    'vonggac user invite NAME --display-name TEXT   prints what follows /welcome in the link',
    'vonggac user link NAME                         the same for an account that is there',
    'vonggac user disable NAME',
    'vonggac user enable NAME',
    'vonggac user break-glass NAME [--off]          signs in here also when the identity provider cannot',
    'vonggac user recover NAME                      prints a new password, takes off the second factor',
    '',
    'Works while the platform runs. What is printed is printed once. The audit log keeps a row of each change. Roles are',
    'granted in the console, by a duty lead.',
  ].join('\n'),
  async run(argv, { stdout }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: { type: 'string' }, 'display-name': { type: 'string' }, off: { type: 'boolean' } },
    })
    const [verb, name = '', ...more] = positionals
    const action = verbs.find((one) => one === verb)
    if (action === undefined)
      throw new UsageError(`there is no ${verb ?? 'action given'}; there are ${verbs.join(', ')}`)
    if ((action === 'list') !== (name === '') || more.length > 0) throw new UsageError('name one account')
    return withInstallation(values.config, async ({ store, root }) => {
      if (action === 'recover') {
        stdout.write(`${name} ${await recoverAccount(store.records, name, root, clock)}\n`)
        return 0
      }
      // The host's scope is the whole: of the tree the root is enough.
      const units = unitTree([{ id: root, name: root, kind: 'province' }])
      const people = createPeople(store.records, units, clock)
      if (action === 'list') return list(people, (line) => stdout.write(line))
      if (action === 'invite') {
        const person = {
          name: accountName(name),
          displayName: values['display-name'] ?? name,
          unit: root,
          service: false,
        }
        const { link } = await people.invite(host, systemScope, person)
        stdout.write(`#${name}:${link?.secret}\n`)
        return 0
      }
      const { version } = await people.get(systemScope, name)
      const at = { scope: systemScope, name, version }
      if (action === 'link') stdout.write(`#${name}:${(await people.makeLink(host, at)).link.secret}\n`)
      else if (action === 'break-glass') await people.setBreakGlass(host, at, values.off !== true)
      else await people[action](host, at)
      return 0
    })
  },
})

const host: Actor = { id: 'host', name: 'host', grants: [] }

function accountName(name: string): string {
  if (/^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)?$/.test(name) && name.length <= 64) return name
  throw new CodedError('bad-request', `"${name}" is no account name`, {
    hint: 'small letters, digits and hyphens, perhaps with the unit and a dot before it',
  })
}

/** A line an account: name, state, unit, roles at units, display name; tabs between. */
async function list(people: People, print: (line: string) => void): Promise<number> {
  const stretch = 500
  for (let offset = 0; ; offset += stretch) {
    const { rows } = await people.list(systemScope, { text: '', limit: stretch, offset })
    for (const { document } of rows) {
      const state = document.disabled
        ? 'disabled'
        : document.service
          ? 'service'
          : document.password
            ? 'active'
            : 'invited'
      const grants = document.grants.map(({ role, unit }) => `${role}@${unit}`).join(' ')
      print(`${[document.name, state, document.unit ?? '', grants, document.displayName].join('\t')}\n`)
    }
    if (rows.length < stretch) return 0
  }
}
