import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { freePort } from './free-port.ts'
import { eventually } from './platform.ts'

const rsyslogd = '/usr/sbin/rsyslogd'

/** Why tests with rsyslog are skipped, false when they run. In CI they always run, and fail without it. */
export const rsyslogMissing = existsSync(rsyslogd) || process.env.CI ? false : 'rsyslogd is not installed'
export const omelasticsearchMissing =
  globSync('/usr/lib/*/rsyslog/omelasticsearch.so').length > 0 || process.env.CI
    ? false
    : 'rsyslog-elasticsearch is not installed'

export const relpMissing =
  globSync('/usr/lib/*/rsyslog/omrelp.so').length > 0 || process.env.CI ? false : 'rsyslog-relp is not installed'
export const gtlsMissing =
  globSync('/usr/lib/*/rsyslog/lmnsd_gtls.so').length > 0 || process.env.CI ? false : 'rsyslog-gnutls is not installed'

/** A real rsyslogd that takes lines over TCP and does with them what `action` says. Gives the port it takes them on. */
export async function startRsyslog(t: TestContext, action: string, modules = ''): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-rsyslog-'))
  const port = await freePort()
  const config = join(folder, 'rsyslog.conf')
  writeFileSync(
    config,
    `global(workDirectory="${folder}" net.enableDNS="off")
module(load="imtcp")
${modules}
input(type="imtcp" port="${port}" address="127.0.0.1")
${action}
`,
  )
  const daemon: ChildProcess = spawn(rsyslogd, ['-n', '-f', config, '-i', join(folder, 'pid')], {
    stdio: 'inherit',
    // The lines carry Vietnamese wall time, as a server here would write it.
    env: { ...process.env, TZ: 'Asia/Ho_Chi_Minh' },
  })
  t.after(async () => {
    const gone = new Promise((resolve) => daemon.once('exit', resolve))
    daemon.kill('SIGTERM')
    // With lines left that nobody takes it may go on trying for long.
    const late = setTimeout(() => daemon.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(late)
    rmSync(folder, { recursive: true })
  })
  await eventually('rsyslog takes lines', () => takesConnections(port))
  return port
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
