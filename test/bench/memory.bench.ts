import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { linuxLines } from '../support/linux-lines.ts'
import { apiOf, firstPasswords, installation, type Platform } from '../support/platform.ts'

// What `./vonggac serve` holds in memory, on SQLite and as the launcher starts it: with the pack, and with all public rules
// (where they are there) taken in as a collection. After the start, after lines at a steady pace, and after the rules were
// looked at. Resident is what the process has in memory; its share counts what other processes map too in part.

const seconds = Number(process.argv[2] ?? 60)
const perSecond = 500
const home = join(import.meta.dirname, '..', '..')
const corpora = process.env.CORPORA ?? join(home, '../shared/corpora')
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const ends: (() => unknown)[] = []
const place = installation(
  { after: (end) => void ends.push(end as () => unknown) },
  { VONGGAC_AUDIT_EVENTS: 'on' },
  { launched: true },
)
try {
  const passwords = await measured('the pack', undefined)
  const sigma = join(corpora, 'sigma')
  if (existsSync(sigma)) {
    const { status, stderr } = place.run('rules', 'import', sigma, '--name', 'sigmahq')
    if (status !== 0) throw new Error(`the rules cannot be imported: ${stderr}`)
    await measured('all public rules', passwords)
  } else console.log(`no public rules at ${sigma}`)
} finally {
  for (const end of ends) await end()
}

/** Runs the platform once; `known` are the passwords that its first start printed. */
async function measured(what: string, known: { truc: string } | undefined): Promise<{ truc: string }> {
  const platform = await place.start()
  try {
    await sleep(5_000)
    tell(`${what}: after the start`, platform.pid)
    await steady(platform.syslogPort)
    tell(`${what}: after ${seconds} s of ${perSecond} lines a second`, platform.pid)
    const passwords = known ?? firstPasswords(platform)
    await lookAtRules(platform, passwords.truc)
    tell(`${what}: after rules, matrix and 200 rule pages`, platform.pid)
    return passwords
  } finally {
    await platform.end('SIGTERM')
  }
}

async function lookAtRules(platform: Platform, password: string): Promise<void> {
  const { get } = await apiOf(platform, 'truc', password)
  const { rows } = (await get('/api/rules')) as { rows: readonly { id: string }[] }
  await get('/api/rules/coverage')
  for (const { id } of rows.slice(-200)) await get(`/api/rules/${encodeURIComponent(id)}`)
}

async function steady(port: number): Promise<void> {
  const lines = linuxLines(seconds * perSecond, Date.now())
  const socket = connect(port, '127.0.0.1')
  socket.resume()
  for (let at = 0; at < lines.length; at += perSecond / 10) {
    socket.write(`${lines.slice(at, at + perSecond / 10).join('\n')}\n`)
    await sleep(100)
  }
  socket.end()
  await sleep(2_000)
}

function tell(what: string, pid: number | undefined): void {
  const kilobytes = (file: string, name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1])
  const megabytes = (file: string, name: string) => String(Math.round(kilobytes(file, name) / 1024)).padStart(5)
  console.log(
    `${what.padEnd(60)}${megabytes('status', 'VmRSS')} MB resident,${megabytes('smaps_rollup', 'Pss')} MB its share,` +
      `${megabytes('status', 'VmHWM')} MB at most`,
  )
}
