import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread, workerData } from 'node:worker_threads'
import { Registry } from 'prom-client'
import { playSample } from './collector/sample/play.ts'
import { auditCommand } from './console/cli/commands/audit.ts'
import { configCommand } from './console/cli/commands/config.ts'
import { detectCommand } from './console/cli/commands/detect.ts'
import { enrollCommand } from './console/cli/commands/enroll.ts'
import { parseCommand } from './console/cli/commands/parse.ts'
import { rulesCommand } from './console/cli/commands/rules.ts'
import { type RoleName, serveCommand } from './console/cli/commands/serve.ts'
import { userCommand } from './console/cli/commands/user.ts'
import { dispatch } from './console/cli/dispatch.ts'
import type { WithInstallation } from './console/cli/installation.ts'
import { unitTree } from './core/access/unit-tree.ts'
import { loadConfig } from './core/config/load.ts'
import type { Config } from './core/config/schema.ts'
import { systemClock as clock } from './core/lib/clock.ts'
import { CodedError, problemText } from './core/lib/errors.ts'
import { openEventWriter, openReader, openSqliteStore } from './core/store/sqlite/open.ts'
import { recordsOver, startReaderPool, startRecordsThread } from './core/store/sqlite/threads.ts'
import { createLog } from './core/telemetry/log.ts'
import { createSignal } from './core/telemetry/signals.ts'
import { makeFirstAccounts } from './response/identity/accounts.ts'
import { sampleUnits } from './response/units/sample-units.ts'
import { startConsole } from './roles/console.ts'
import { ingestRole } from './roles/ingest.ts'
import { jobsRole } from './roles/jobs.ts'
import { ruleBook } from './roles/rule-book.ts'
import { type RoleThread, serveRole, startRoleThread, type ThreadStart } from './roles/threads.ts'
import { evaluator } from './rules/engine/evaluate.ts'
import { loadRules } from './rules/engine/load.ts'

/**
 * The composition root: the only place that opens stores, clocks and clients and hands them over. Runs once in the main
 * thread, which reads the command line, and once in the thread of each role.
 */

const home = import.meta.dirname
const units = unitTree(sampleUnits)
const readers = 2

const storeOptions = ({ storage }: Config) => ({
  directory: storage.data,
  secretsDirectory: storage.secrets,
})
const rulesOf = (config: Config) => loadRules([join(home, 'rules', 'pack'), ...config.rules.paths], { taxonomy: 'ecs' })

if (isMainThread) {
  const commands = [
    serveCommand(serve),
    parseCommand,
    detectCommand,
    rulesCommand,
    userCommand(withInstallation, clock),
    enrollCommand(withInstallation, clock),
    auditCommand(withInstallation),
    configCommand,
  ]
  process.exitCode = await dispatch(commands, process.argv.slice(2), process)
} else {
  composeRole(workerData as ThreadStart)
}

/** The configuration; its problems reject as one `bad-request`, a line each. */
function configuration(file: string | undefined): Config {
  const standard = 'vonggac.yml'
  const config = loadConfig(file ?? (existsSync(standard) ? standard : undefined))
  if (!config.ok) throw new CodedError('bad-request', config.error.map(problemText).join('\n'))
  return config.value
}

async function withInstallation(...[file, work]: Parameters<WithInstallation>): Promise<number> {
  const config = configuration(file)
  const store = openSqliteStore({ ...storeOptions(config), clock })
  try {
    return await work({ config, store, root: units.root })
  } finally {
    await store.close()
  }
}

/** A role's thread. */
function composeRole(start: ThreadStart): void {
  const { role, config } = start
  const { records } = recordsOver(start.records)
  const log = createLog(config.log.level, role)
  if (role === 'ingest') {
    const events = openEventWriter(storeOptions(config))
    const rules = evaluator(rulesOf(config).rules)
    serveRole(start, ingestRole({ events, records, units, rules, config, clock, log }))
  } else {
    const events = openReader(storeOptions(config))
    serveRole(start, jobsRole({ events, records, clock, log }))
  }
}

/** Runs the roles until a signal ends them. The exit code says whether all went well. */
async function serve(file: string | undefined, roles: readonly RoleName[]): Promise<number> {
  const config = configuration(file)
  const registry = new Registry()
  const signal = createSignal(createLog(config.log.level, 'main'), registry)
  mkdirSync(config.storage.data, { recursive: true })

  const recordsThread = await startRecordsThread(storeOptions(config))
  const { records, audit } = recordsOver(recordsThread.client())
  const first = await makeFirstAccounts(records, units.root, clock)
  const rules = rulesOf(config)
  for (const problem of rules.problems.filter(({ level }) => level === 'error')) {
    signal('rule-rejected', { problem: problemText(problem) })
  }
  signal('rules-loaded', { loaded: rules.rules.length, rejected: rules.rejected })

  const threads: RoleThread[] = []
  const ports = { syslogPort: 0, bulkPort: 0 }
  const closing: (() => Promise<void>)[] = []
  let stopping = false
  const died = (error: Error | undefined) => {
    if (stopping) return
    signal('role-died', { cause: error?.stack ?? 'it ended' })
    process.exit(70)
  }
  recordsThread.ended.then(died)

  for (const role of ['jobs', 'ingest'] as const) {
    if (!roles.includes(role)) continue
    const thread = startRoleThread(new URL(import.meta.url), { role, config, records: recordsThread.client() })
    thread.ended.then(died)
    const listening = await thread.start()
    if (role === 'ingest') Object.assign(ports, listening)
    threads.push(thread)
  }
  let address = ''
  if (roles.includes('console')) {
    const reader = await startReaderPool({ directory: config.storage.data }, readers)
    reader.ended.then(died)
    const web = await startConsole({
      store: { events: reader, records, audit },
      units,
      config,
      clock,
      signal,
      registry,
      rules: ruleBook(rules, home),
      roles: threads,
      ports,
      playSample: () => playSample({ host: '127.0.0.1', port: ports.syslogPort, now: clock.now() }),
      home,
    })
    closing.push(web.close, () => reader.close())
    address = `http://${config.console.host === '127.0.0.1' ? 'localhost' : config.console.host}:${web.port}`
  }
  announce(address, ports, first)
  signal('started', { roles: roles.join(','), ...ports })

  await ended()
  stopping = true
  signal('stopping')
  // Ingest first, so that jobs count all that it stored; then the console, so that it shows it to the last.
  for (const thread of threads.toReversed()) await thread.stop()
  for (const close of closing) await close()
  for (const thread of threads) await thread.terminate()
  await recordsThread.close()
  signal('stopped')
  return 0
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => {
        process.once(name, () => process.exit(130))
        resolve()
      })
    }
  })
}

/** What a newcomer needs, in words on stdout. */
function announce(
  address: string,
  { syslogPort, bulkPort }: { syslogPort: number; bulkPort: number },
  first: readonly { name: string; password: string }[],
): void {
  const lines = ['']
  if (first.length > 0) {
    const duty = { truc: 'trưởng ca trực / duty lead: xem cảnh báo, bắt đầu từ đây / sees the alerts, start here' }
    const admin = { admin: 'quản trị hệ thống / runs the system, sees no case content' }
    const about: Record<string, string> = { ...duty, ...admin }
    lines.push('Tài khoản đầu tiên, chỉ in một lần / First accounts, printed this once:', '')
    for (const { name, password } of first.toReversed()) lines.push(`  ${name.padEnd(6)} ${password}  ${about[name]}`)
    lines.push('')
  }
  if (address !== '') lines.push(`  Bảng điều khiển / console   ${address}`)
  if (syslogPort > 0) lines.push(`  Nhật ký / syslog over TCP   port ${syslogPort}`)
  if (bulkPort > 0) lines.push(`  HTTP intake (_bulk)         port ${bulkPort}`)
  process.stdout.write(`${lines.join('\n')}\n\n`)
}
