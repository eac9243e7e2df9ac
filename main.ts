import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Verb } from './console/cli/command.ts'
import { dispatch } from './console/cli/dispatch.ts'
import type { WithInstallation } from './console/cli/installation.ts'
import { loadConfig } from './core/config/load.ts'
import type { Config } from './core/config/schema.ts'
import { systemClock as clock } from './core/lib/clock.ts'
import { CodedError, problemText } from './core/lib/errors.ts'
import type { RecordStore } from './core/store/store.ts'
import type { Rule } from './rules/sigma/rule.ts'

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
    name: 'demo',
    summary: 'run the platform with an invented province and a week of its logs',
    async load() {
      const [{ demoCommand }, { serve }, demo, { demoAccounts }, { roleNames }, { configuredUnits }] =
        await Promise.all([
          import('./console/cli/commands/demo.ts'),
          import('./roles/serve.ts'),
          import('./demo/demo.ts'),
          import('./demo/accounts.ts'),
          import('./console/cli/commands/serve.ts'),
          import('./roles/units.ts'),
        ])
      return demoCommand(async (options) => {
        const wishes = { ...options, folder: resolve(options.folder ?? join(home, 'data', 'demo')) }
        const config = demo.demoConfig(loaded(undefined), wishes)
        demo.readyFolder(wishes)
        const say = (text: string) => void process.stdout.write(`${text}\n`)
        return serve(config, roleNames, home, {
          accounts: demoAccounts(clock.now()),
          arrive: ({ accounts, ...ports }) => demo.startClient(configuredUnits(config), ports, accounts, wishes, say),
        })
      })
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
    summary: 'check, test, convert and import rules, have them read again or run over what is stored',
    async load() {
      const { rulesCommand } = await import('./console/cli/commands/rules.ts')
      const statement = async () => (await import('./core/store/sqlite/condition.ts')).eventStatement
      const arriving = async (records: RecordStore) => {
        const { arrivingDatasets } = await import('./roles/arriving-datasets.ts')
        const { arrives } = await import('./roles/fed-rules.ts')
        const datasets = await arrivingDatasets(records, clock)
        return (rule: Rule) => arrives(rule, datasets)
      }
      return rulesCommand(withInstallation, { clock, packPath: join(home, 'rules', 'pack'), statement, arriving })
    },
  },
  {
    name: 'enroll',
    summary: 'make an intake key for a sender over HTTP',
    load: async () => (await import('./console/cli/commands/enroll.ts')).enrollCommand(withInstallation, clock),
  },
  {
    name: 'user',
    summary: 'list, invite, lock and recover accounts',
    load: async () => (await import('./console/cli/commands/user.ts')).userCommand(withInstallation, clock),
  },
  {
    name: 'system',
    summary: 'list, export and import the information systems',
    load: async () => (await import('./console/cli/commands/system.ts')).systemCommand(withInstallation, clock),
  },
  {
    name: 'unit',
    summary: 'list, export and import the tree of units',
    load: async () => (await import('./console/cli/commands/unit.ts')).unitCommand(withInstallation, clock),
  },
  {
    name: 'audit',
    summary: 'verify the audit log; make and check an inspector’s pack',
    async load() {
      const [{ auditCommand }, { auditTools }] = await Promise.all([
        import('./console/cli/commands/audit.ts'),
        import('./roles/audit-tools.ts'),
      ])
      return auditCommand(withInstallation, auditTools(clock))
    },
  },
  {
    name: 'hold',
    summary: 'keep days of events from being deleted',
    load: async () => (await import('./console/cli/commands/hold.ts')).holdCommand(withInstallation, clock),
  },
  {
    name: 'backup',
    summary: 'write the whole store into one archive',
    async load() {
      const [{ backupCommand }, { backupStore }] = await Promise.all([
        import('./console/cli/commands/backup.ts'),
        import('./core/store/sqlite/backup.ts'),
      ])
      return backupCommand(async (configFile, file, withSecrets) => {
        const { data: directory, secrets: secretsDirectory } = fileStorage(configFile).storage
        return backupStore({ directory, secretsDirectory, file, withSecrets, version: release(), now: clock.now() })
      })
    },
  },
  {
    name: 'restore',
    summary: 'put an archive into an empty data folder',
    async load() {
      const [{ restoreCommand }, { restoreInstallation }] = await Promise.all([
        import('./console/cli/commands/restore.ts'),
        import('./roles/restore.ts'),
      ])
      return restoreCommand(async (configFile, file) => restoreInstallation(fileStorage(configFile), file, clock))
    },
  },
  {
    name: 'copy',
    summary: 'copy the whole store into another one, such as Elasticsearch',
    async load() {
      const [{ copyCommand }, { copyInstallation }] = await Promise.all([
        import('./console/cli/commands/copy.ts'),
        import('./roles/copy.ts'),
      ])
      return copyCommand(async (configFile, targetFile, options) =>
        copyInstallation(fileStorage(configFile), loaded(targetFile), options, clock),
      )
    },
  },
  {
    name: 'upgrade',
    summary: 'bring the data to this release, or look whether that will work',
    async load() {
      const [{ upgradeCommand }, { planUpgrade, upgradeStore }] = await Promise.all([
        import('./console/cli/commands/upgrade.ts'),
        import('./core/store/sqlite/upgrade.ts'),
      ])
      return upgradeCommand(
        async (configFile) => {
          const plan = planUpgrade(fileStorage(configFile).storage.data)
          return { ...plan, behind: plan.behind.length, newer: plan.newer.length }
        },
        async (configFile) => upgradeStore(fileStorage(configFile).storage.data),
      )
    },
  },
  {
    name: 'doctor',
    summary: 'look at everything the installation needs',
    async load() {
      const [{ doctorCommand }, { examine }] = await Promise.all([
        import('./console/cli/commands/doctor.ts'),
        import('./roles/doctor.ts'),
      ])
      return doctorCommand((configFile) => examine(configuration(configFile), clock, home))
    },
  },
  {
    name: 'bundle',
    summary: 'pack the platform for a machine without a network',
    async load() {
      const [{ bundleCommand }, { bundle }] = await Promise.all([
        import('./console/cli/commands/bundle.ts'),
        import('./roles/bundle.ts'),
      ])
      return bundleCommand((file) => bundle(home, file, clock.now()))
    },
  },
  {
    name: 'dead-letters',
    summary: 'show the documents that Elasticsearch refused, and send them again',
    async load() {
      const [{ deadLettersCommand }, { withDeadLetters }] = await Promise.all([
        import('./console/cli/commands/dead-letters.ts'),
        import('./roles/open-store.ts'),
      ])
      return deadLettersCommand((file, work) => withDeadLetters(configuration(file), clock, work))
    },
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
  return loaded(file ?? (existsSync(standard) ? standard : undefined))
}

/** As `configuration`, of that file or of the environment alone. */
function loaded(file: string | undefined): Config {
  const config = loadConfig(file)
  if (!config.ok) throw new CodedError('bad-request', config.error.map(problemText).join('\n'))
  return config.value
}

/** The configuration of a store on files. Elasticsearch has snapshots and versions of its own. */
function fileStorage(file: string | undefined): Config {
  const config = configuration(file)
  if (config.storage.kind === 'sqlite') return config
  throw new CodedError('bad-request', 'this is for storage.kind sqlite', {
    hint: 'Elasticsearch is backed up by its own snapshots: see docs/operations/elasticsearch.md',
  })
}

function release(): string {
  return (JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }).version
}

async function withInstallation(...[file, work]: Parameters<WithInstallation>): Promise<number> {
  const [{ openStore }, { rootOf }, { installedUnits }] = await Promise.all([
    import('./roles/open-store.ts'),
    import('./response/units/unit-record.ts'),
    import('./roles/units.ts'),
  ])
  const config = configuration(file)
  const store = await openStore(config, clock)
  try {
    const { units } = await installedUnits(config, store.records, clock)
    return await work({ config, store, root: rootOf(units.values()) })
  } finally {
    await store.close()
  }
}
