import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { linuxLines } from '../support/linux-lines.ts'

/**
 * Events a second, from the outside: syslog over one TCP connection → ECS → the pack's rules → SQLite with
 * synchronous=FULL, by the wall clock from the first byte sent until the last event is durable. Beside it rsyslog, which
 * parses the same lines and writes each as JSON to a file (no rules, no index, no flush to disk). The two take turns, so
 * that a noisy machine is noisy for both.
 */
const events = 150_000
const rounds = 3
const home = join(import.meta.dirname, '..', '..')
const rsyslogd = '/usr/sbin/rsyslogd'

const lines = linuxLines(events, Date.now())
const payload = Buffer.from(`${lines.join('\n')}\n`)
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(what: string, ready: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; !(await ready()); await sleep(10)) {
    if (Date.now() > end) throw new Error(`gave up waiting for ${what}`)
  }
}

function send(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(payload))
    socket.on('error', reject)
    socket.on('finish', resolve)
    socket.resume()
  })
}

async function ours(folder: string): Promise<number> {
  const child = spawn(process.execPath, [join(home, 'main.ts'), 'serve'], {
    cwd: folder,
    env: {
      ...process.env,
      VONGGAC_STORAGE_DATA: join(folder, 'store'),
      VONGGAC_STORAGE_SECRETS: join(folder, 'secrets'),
      VONGGAC_CONSOLE_PORT: '0',
      VONGGAC_SYSLOG_PORT: '0',
      VONGGAC_BULK_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  await until('the platform', () => output.includes('"signal":"started"'))
  const port = Number(/syslog over TCP\s+port (\d+)/.exec(output)?.[1])
  rules = Number(/"loaded":(\d+)/.exec(output)?.[1])
  const metrics = `${/http:\/\/localhost:\d+/.exec(output)?.[0]}/metrics`
  await sleep(500)
  const start = performance.now()
  await send(port)
  await until('the events', async () => {
    const text = await (await fetch(metrics)).text()
    return Number(/vonggac_events_total\{outcome="stored"\} (\d+)/.exec(text)?.[1] ?? 0) >= events
  })
  const took = performance.now() - start
  await stop(child)
  return took
}

async function theirs(folder: string): Promise<number> {
  const file = join(folder, 'out.json')
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const config = join(folder, 'rsyslog.conf')
  writeFileSync(
    config,
    `global(workDirectory="${folder}" net.enableDNS="off" processInternalMessages="off")
module(load="imtcp")
template(name="all" type="string" string="%jsonmesg%\\n")
input(type="imtcp" port="${port}" address="127.0.0.1" ruleset="file")
ruleset(name="file") { action(type="omfile" file="${file}" template="all") }
`,
  )
  const child = spawn(rsyslogd, ['-n', '-f', config, '-i', join(folder, 'pid')], { stdio: 'inherit' })
  await until('rsyslogd', () => existsSync(join(folder, 'pid')))
  await sleep(500)
  const start = performance.now()
  await send(port)
  let size = 0
  await until('the file', async () => {
    const now = existsSync(file) ? statSync(file).size : 0
    const grew = now !== size
    size = now
    return now > 0 && !grew && countLines(file) >= events
  })
  const took = performance.now() - start
  await stop(child)
  return took
}

function countLines(file: string): number {
  let count = 0
  const text = readFileSync(file)
  for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) count++
  return count
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

async function inFolder(run: (folder: string) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-bench-'))
  try {
    return events / ((await run(folder)) / 1000)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const rate = (perSecond: number) => `${Math.round(perSecond).toLocaleString('en-US')} events/s`

let rules = 0
const mine: number[] = []
const peers: number[] = []
for (let round = 0; round < rounds; round++) {
  mine.push(await inFolder(ours))
  if (existsSync(rsyslogd)) peers.push(await inFolder(theirs))
}
console.log(
  `${events.toLocaleString('en-US')} lines of ${Math.round(payload.length / events)} bytes, ${rounds} rounds, median`,
)
console.log(
  `vonggac, ${rules} rules, SQLite synchronous=FULL   ${rate(middle(mine))}   (${mine.map(Math.round).join(', ')})`,
)
if (peers.length === 0) console.log('rsyslogd is not installed: no comparison')
else {
  console.log(
    `rsyslog, JSON to a file                      ${rate(middle(peers))}   (${peers.map(Math.round).join(', ')})`,
  )
  console.log(`ratio                                        ${(middle(mine) / middle(peers)).toFixed(2)}`)
}
