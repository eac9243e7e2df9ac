import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { playSample } from '../collector/sample/play.ts'
import type { RoleName } from '../console/cli/commands/serve.ts'
import type { Config } from '../core/config/schema.ts'
import type { InputName } from '../core/event/inputs.ts'
import { systemClock as clock } from '../core/lib/clock.ts'
import { createLog } from '../core/telemetry/log.ts'
import { createSignal } from '../core/telemetry/signals.ts'
import { type FirstAccount, makeFirstAccounts, type PlannedAccount } from '../response/identity/accounts.ts'
import { askReload } from '../rules/live/reload.ts'
import { startConsole } from './console.ts'
import { consoleRules } from './console-rules.ts'
import { giveBack } from './give-back.ts'
import { checkLogInWays } from './log-in-ways.ts'
import { openMainStore } from './main-store.ts'
import { retentionOf } from './retention.ts'
import type { Ports } from './role.ts'
import { startRoleThread } from './threads.ts'
import { ensureCertificate, tlsFor } from './tls.ts'
import { liveUnits } from './units.ts'
import { windowed } from './windowed.ts'

/** What comes along with the platform: accounts besides the first two, and a client that starts once it serves. */
export interface Company {
  readonly accounts: readonly PlannedAccount[]
  /** Gives what ends the client; it ends before the platform does. */
  arrive(served: Served): () => Promise<void>
}

/** Where the platform serves, and the accounts that this start made. */
export interface Served {
  readonly consolePort: number
  readonly syslogPort: number
  readonly bulkPort: number
  readonly accounts: readonly FirstAccount[]
}

/**
 * Runs the roles in this process until a signal ends them: ingest and jobs each in a thread of their own, as are the files
 * of SQLite, the console in the main thread. A thread that dies ends the process with 70, so that its supervisor restarts
 * it. `home` is the project's folder.
 */
export async function serve(
  config: Config,
  roles: readonly RoleName[],
  home: string,
  company?: Company,
): Promise<number> {
  const registry = new Registry()
  const signal = createSignal(createLog(config.log.level, 'main'), registry)
  const rulePaths = [join(home, 'rules', 'pack'), ...config.rules.paths]
  retentionOf(config, clock)
  checkLogInWays(config, clock)
  mkdirSync(config.storage.data, { recursive: true })
  await ensureCertificate(config, clock)

  let stopping = false
  const died = (error: Error | undefined) => {
    if (stopping) return
    signal('role-died', { cause: error?.stack ?? 'it ended' })
    process.exit(70)
  }
  const main = await openMainStore(config, clock, roles.includes('ingest'), died)
  const { records } = main
  const { tree: units, stop: forgetUnits } = await liveUnits(config, records, clock, signal).catch(
    async (error: unknown) => {
      await main.close()
      throw error
    },
  )
  const thread = (role: 'ingest' | 'jobs') => {
    const started = startRoleThread(role, { config, rulePaths, ...main.portsFor(role) })
    started.ended.then(died)
    return started
  }
  const jobs = roles.includes('jobs') ? thread('jobs') : undefined
  const ingest = roles.includes('ingest') ? thread('ingest') : undefined
  const threads = [ingest, jobs].filter((role) => role !== undefined)

  let leave: (() => Promise<void>) | undefined
  const closing: (() => Promise<void>)[] = []
  const stop = async () => {
    stopping = true
    await leave?.()
    // Ingest first, so that jobs count all that it stored; then the console, so that it shows it to the last.
    for (const role of threads) await role.stop()
    for (const close of closing) await close()
    for (const role of threads) await role.terminate()
    forgetUnits()
    await main.close()
  }

  const open = async () => {
    const [first, ports] = await Promise.all([
      makeFirstAccounts(records, units.root, clock, company?.accounts),
      ingest?.start() ?? { syslogPort: 0, bulkPort: 0, others: [] },
      jobs?.start(),
    ])
    let address = ''
    let consolePort = 0
    if (roles.includes('console')) {
      const { queue, ...reads } = await main.forConsole()
      const store = windowed(reads)
      const rules = await consoleRules({ config, rulePaths, ...store, units, clock, signal, home })
      closing.push(rules.close)
      const web = await startConsole({
        store,
        waitingReads: (person) => queue.of(person),
        room: main.room,
        ...(main.care === undefined ? {} : { care: main.care }),
        units,
        config,
        clock,
        signal,
        registry,
        rules: rules.book,
        ruleDesk: rules.desk,
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
      consolePort = web.port
      const { host } = config.console
      const scheme = tlsFor(config, host) === undefined ? 'http' : 'https'
      address = `${scheme}://${host === '127.0.0.1' ? 'localhost' : host}:${web.port}`
    }
    giveBack()
    announce(address, ports, first)
    signal('started', {
      roles: roles.join(','),
      syslogPort: ports.syslogPort,
      bulkPort: ports.bulkPort,
      ...Object.fromEntries(ports.others.map(({ input, port }) => [`${input}Port`, port])),
    })
    leave = company?.arrive({ consolePort, ...ports, accounts: first })
  }

  // From here on a signal ends it in good order, also one that comes before it serves.
  const asked = ended()
  try {
    await open()
  } catch (error) {
    await stop()
    throw error
  }
  // The customary way to have files read again; `vonggac rules reload` does the same.
  process.on('SIGHUP', () => {
    askReload(records, 'host', clock).catch((error: unknown) => signal('rules-behind', { cause: String(error) }))
  })
  await asked
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

const inputLabels: Readonly<Record<InputName, string>> = {
  syslog: 'Nhật ký / syslog over TCP',
  'syslog-tls': 'Nhật ký / syslog over TLS',
  'syslog-udp': 'Nhật ký / syslog over UDP',
  relp: 'RELP',
  'relp-tls': 'RELP over TLS',
  bulk: 'HTTP intake (_bulk)',
  ndjson: 'HTTP intake (NDJSON)',
  file: 'Tệp / files',
  probe: 'Thăm dò / probes',
}

/** What a newcomer needs, in words on stdout. */
function announce(address: string, { syslogPort, bulkPort, others }: Ports, first: readonly FirstAccount[]): void {
  const lines = ['']
  if (first.length > 0) {
    lines.push('Tài khoản đầu tiên, chỉ in một lần / First accounts, printed this once:', '')
    const width = Math.max(...first.map(({ name }) => name.length))
    for (const { name, password, about } of first) {
      lines.push(`  ${name.padEnd(width)} ${password}  ${about}`)
    }
    lines.push('')
  }
  if (address !== '') lines.push(`  Bảng điều khiển / console   ${address}`)
  if (syslogPort > 0) lines.push(`  Nhật ký / syslog over TCP   port ${syslogPort}`)
  if (bulkPort > 0) lines.push(`  HTTP intake (_bulk)         port ${bulkPort}`)
  for (const { input, port } of others) lines.push(`  ${inputLabels[input].padEnd(27)} port ${port}`)
  process.stdout.write(`${lines.join('\n')}\n\n`)
}
