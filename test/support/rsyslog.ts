import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

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

/** A port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

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
    await gone
    rmSync(folder, { recursive: true })
  })
  for (const until = Date.now() + 10_000; !existsSync(join(folder, 'pid')) && Date.now() < until; ) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return port
}
