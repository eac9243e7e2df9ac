import { parseArgs } from 'node:util'
import { type Command, UsageError } from '../command.ts'

/** The roles that a process can take. */
export const roleNames = ['ingest', 'console', 'jobs'] as const
export type RoleName = (typeof roleNames)[number]

/** `serve`: runs the platform, all roles in one process unless some are named. */
export const serveCommand = (
  serve: (configFile: string | undefined, roles: readonly RoleName[]) => Promise<number>,
): Command => ({
  name: 'serve',
  summary: 'run the platform',
  usage: [
    'vonggac serve [--config FILE] [--role ROLE]…',
    '',
    `Roles: ${roleNames.join(', ')}; all of them when none is named.`,
    'The configuration is read from FILE, else from vonggac.yml in the current folder, else the defaults hold;',
    'every key can also be set by its variable in the environment.',
  ].join('\n'),
  async run(argv) {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: { type: 'string' }, role: { type: 'string', multiple: true } },
    })
    const roles = values.role ?? [...roleNames]
    for (const role of roles) {
      if (!(roleNames as readonly string[]).includes(role)) throw new UsageError(`there is no role ${role}`)
    }
    return serve(values.config, roles as RoleName[])
  },
})
