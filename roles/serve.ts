import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { playSample } from '../collector/sample/play.ts'
import type { RoleName } from '../console/cli/commands/serve.ts'
import { unitTree } from '../core/access/unit-tree.ts'
import type { Config } from '../core/config/schema.ts'
import { systemClock as clock } from '../core/lib/clock.ts'
import { problemText } from '../core/lib/errors.ts'
import { createLog } from '../core/telemetry/log.ts'
import { createSignal } from '../core/telemetry/signals.ts'
import { type FirstAccount, makeFirstAccounts } from '../response/identity/accounts.ts'
import { sampleUnits } from '../response/units/sample-units.ts'
import { loadRules } from '../rules/engine/load.ts'
import { startConsole } from './console.ts'
import { openMainStore } from './main-store.ts'
import { retentionOf } from './retention.ts'
import { ruleBook } from './rule-book.ts'
import { startRoleThread } from './threads.ts'

/**
 * Runs the roles in this process until a signal ends them: ingest and jobs each in a thread of their own, as are the files
 * of SQLite, the console in the main thread. A thread that dies ends the process with 70, so that its supervisor restarts
 * it. `home` is the project's folder.
 */
export async function serve(config: Config, roles: readonly RoleName[], home: string): Promise<number> {
  const registry = new Registry()
  const signal = createSignal(createLog(config.log.level, 'main'), registry)
  const units = unitTree(sampleUnits)
  const rulePaths = [join(home, 'rules', 'pack'), ...config.rules.paths]
  retentionOf(config, clock)
  mkdirSync(config.storage.data, { recursive: true })

  let stopping = false
  const died = (error: Error | undefined) => {
    if (stopping) return
    signal('role-died', { cause: error?.stack ?? 'it ended' })
    process.exit(70)
  }
  const main = await openMainStore(config, clock, roles.includes('ingest'), died)
  const { records, audit } = main
  const thread = (role: 'ingest' | 'jobs') => {
    const module = new URL(`./${role}-thread.ts`, import.meta.url)
    const started = startRoleThread(module, { config, rulePaths, ...main.portsFor(role) })
    started.ended.then(died)
    return started
  }
  const jobs = roles.includes('jobs') ? thread('jobs') : undefined
  const ingest = roles.includes('ingest') ? thread('ingest') : undefined
  const threads = [ingest, jobs].filter((role) => role !== undefined)

  const closing: (() => Promise<void>)[] = []
  const stop = async () => {
    stopping = true
    // Ingest first, so that jobs count all that it stored; then the console, so that it shows it to the last.
    for (const role of threads) await role.stop()
    for (const close of closing) await close()
    for (const role of threads) await role.terminate()
    await main.close()
  }

  const open = async () => {
    const [first, ports] = await Promise.all([
      makeFirstAccounts(records, units.root, clock),
      ingest?.start() ?? { syslogPort: 0, bulkPort: 0 },
      jobs?.start(),
    ])
    let address = ''
    if (roles.includes('console')) {
      const loaded = loadRules(rulePaths, { taxonomy: 'ecs' })
      for (const problem of loaded.problems.filter(({ level }) => level === 'error')) {
        signal('rule-rejected', { problem: problemText(problem) })
      }
      signal('rules-loaded', { loaded: loaded.rules.length, rejected: loaded.rejected })
      const web = await startConsole({
        store: { events: await main.reads(), records, audit },
        room: main.room,
        units,
        config,
        clock,
        signal,
        registry,
        rules: ruleBook(loaded, home),
        roles: threads,
        ports,
        async playSample() {
          const { done, ...playing } = playSample({ host: '127.0.0.1', port: ports.syslogPort, now: clock.now() })
          done.catch((error: unknown) => signal('request-failed', { route: 'sample', cause: String(error) }))
          return playing
        },
        home,
      })
      closing.unshift(web.close)
      address = `http://${config.console.host === '127.0.0.1' ? 'localhost' : config.console.host}:${web.port}`
    }
    announce(address, ports, first)
    signal('started', { roles: roles.join(','), ...ports })
  }

  try {
    await open()
  } catch (error) {
    await stop()
    throw error
  }
  await ended()
  signal('stopping')
  await stop()
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

const aboutAccount: Readonly<Record<string, string>> = {
  truc: 'trưởng ca trực: xem cảnh báo, bắt đầu từ đây / duty lead: sees the alerts, start here',
  admin: 'quản trị hệ thống, không thấy nội dung vụ việc / runs the system, sees no case content',
}

/** What a newcomer needs, in words on stdout. */
function announce(
  address: string,
  { syslogPort, bulkPort }: { readonly syslogPort: number; readonly bulkPort: number },
  first: readonly FirstAccount[],
): void {
  const lines = ['']
  if (first.length > 0) {
    lines.push('Tài khoản đầu tiên, chỉ in một lần / First accounts, printed this once:', '')
    for (const { name, password } of first.toReversed()) {
      lines.push(`  ${name.padEnd(6)} ${password}  ${aboutAccount[name]}`)
    }
    lines.push('')
  }
  if (address !== '') lines.push(`  Bảng điều khiển / console   ${address}`)
  if (syslogPort > 0) lines.push(`  Nhật ký / syslog over TCP   port ${syslogPort}`)
  if (bulkPort > 0) lines.push(`  HTTP intake (_bulk)         port ${bulkPort}`)
  process.stdout.write(`${lines.join('\n')}\n\n`)
}
