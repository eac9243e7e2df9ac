import { existsSync } from 'node:fs'
import type { Verb } from './console/cli/command.ts'
import { dispatch } from './console/cli/dispatch.ts'
import type { WithInstallation } from './console/cli/installation.ts'
import { loadConfig } from './core/config/load.ts'
import type { Config } from './core/config/schema.ts'
import { systemClock as clock } from './core/lib/clock.ts'
import { CodedError, problemText } from './core/lib/errors.ts'

/**
 * The composition root. It and the roles it starts (`roles/`) are the only places that open stores, clocks and clients and
 * hand them over. A verb's modules are loaded when the verb runs.
 */

const home = import.meta.dirname

const verbs: readonly Verb[] = [
  {
    name: 'serve',
    summary: 'run the platform',
    async load() {
      const [{ serveCommand }, { serve }] = await Promise.all([
        import('./console/cli/commands/serve.ts'),
        import('./roles/serve.ts'),
      ])
      return serveCommand((file, roles) => serve(configuration(file), roles, home))
    },
  },
  {
    name: 'parse',
    summary: 'turn raw lines into ECS documents',
    load: async () => (await import('./console/cli/commands/parse.ts')).parseCommand,
  },
  {
    name: 'detect',
    summary: 'judge events from files by rules',
    load: async () => (await import('./console/cli/commands/detect.ts')).detectCommand,
  },
  {
    name: 'rules',
    summary: 'check rule files',
    load: async () => (await import('./console/cli/commands/rules.ts')).rulesCommand,
  },
  {
    name: 'enroll',
    summary: 'make an intake key for a sender over HTTP',
    load: async () => (await import('./console/cli/commands/enroll.ts')).enrollCommand(withInstallation, clock),
  },
  {
    name: 'user',
    summary: 'give an account a new password',
    load: async () => (await import('./console/cli/commands/user.ts')).userCommand(withInstallation, clock),
  },
  {
    name: 'audit',
    summary: 'verify the audit log',
    load: async () => (await import('./console/cli/commands/audit.ts')).auditCommand(withInstallation),
  },
  {
    name: 'config',
    summary: 'print the configuration with its defaults',
    load: async () => (await import('./console/cli/commands/config.ts')).configCommand,
  },
]

process.exitCode = await dispatch(verbs, process.argv.slice(2), process)

/** The configuration; its problems reject as one `bad-request`, a line each. */
function configuration(file: string | undefined): Config {
  const standard = 'vonggac.yml'
  const config = loadConfig(file ?? (existsSync(standard) ? standard : undefined))
  if (!config.ok) throw new CodedError('bad-request', config.error.map(problemText).join('\n'))
  return config.value
}

async function withInstallation(...[file, work]: Parameters<WithInstallation>): Promise<number> {
  const [{ openStore }, { unitTree }, { sampleUnits }] = await Promise.all([
    import('./roles/open-store.ts'),
    import('./core/access/unit-tree.ts'),
    import('./response/units/sample-units.ts'),
  ])
  const config = configuration(file)
  const store = await openStore(config, clock)
  try {
    return await work({ config, store, root: unitTree(sampleUnits).root })
  } finally {
    await store.close()
  }
}
