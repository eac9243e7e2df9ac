import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { linuxLines } from '../support/linux-lines.ts'
import { omelasticsearchMissing } from '../support/rsyslog.ts'
import { dropPrefix } from '../support/temporary-elastic.ts'

/**
 * Events a second, from the outside: syslog over one TCP connection → ECS → the pack's rules → the store, by the wall clock
 * from the first byte sent until the last event is durable: SQLite with synchronous=FULL, and Elasticsearch where there is
 * one. Beside each rsyslog, which parses the same lines and writes each as JSON to a file (no rules, no index, no flush to
 * disk), or to the same Elasticsearch by omelasticsearch (no rules, one plain index). They take turns, so that a noisy
 * machine is noisy for all.
 */
const events = Number(process.argv[2] ?? 150_000)
/** Elasticsearch takes several times as long. */
const eventsToElastic = Math.ceil(events / 2)
const rounds = 3
const home = join(import.meta.dirname, '..', '..')
const rsyslogd = '/usr/sbin/rsyslogd'

const lines = linuxLines(events, Date.now())
const payloadOf = (count: number) => Buffer.from(`${lines.slice(0, count).join('\n')}\n`)
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(what: string, ready: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; !(await ready()); await sleep(10)) {
    if (Date.now() > end) throw new Error(`gave up waiting for ${what}`)
  }
}

function send(port: number, payload: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(payload))
    socket.on('error', reject)
    socket.on('finish', resolve)
    socket.resume()
  })
}

async function ours(folder: string, count: number, environment: Record<string, string> = {}): Promise<number> {
  const payload = payloadOf(count)
  const child = spawn(process.execPath, [join(home, 'main.ts'), 'serve'], {
    cwd: folder,
    env: {
      ...process.env,
      VONGGAC_STORAGE_DATA: join(folder, 'store'),
      VONGGAC_STORAGE_SECRETS: join(folder, 'secrets'),
      VONGGAC_CONSOLE_PORT: '0',
      VONGGAC_SYSLOG_PORT: '0',
      VONGGAC_BULK_PORT: '0',
      ...environment,
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
  await send(port, payload)
  await until('the events', async () => {
    const text = await (await fetch(metrics)).text()
    return Number(/vonggac_events_total\{outcome="stored"\} (\d+)/.exec(text)?.[1] ?? 0) >= count
  })
  const took = performance.now() - start
  await stop(child)
  return took
}

/** rsyslog with an action of its own; `done` says how many lines have arrived. */
async function rsyslog(
  folder: string,
  count: number,
  { modules = '', action, done }: { modules?: string; action: string; done: () => Promise<number> },
): Promise<number> {
  const payload = payloadOf(count)
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const config = join(folder, 'rsyslog.conf')
  writeFileSync(
    config,
    `global(workDirectory="${folder}" net.enableDNS="off" processInternalMessages="off")
module(load="imtcp")
${modules}
template(name="all" type="string" string="%jsonmesg%\\n")
input(type="imtcp" port="${port}" address="127.0.0.1" ruleset="out")
ruleset(name="out") { ${action} }
`,
  )
  const child = spawn(rsyslogd, ['-n', '-f', config, '-i', join(folder, 'pid')], { stdio: 'inherit' })
  await until('rsyslogd', () => existsSync(join(folder, 'pid')))
  await sleep(500)
  const start = performance.now()
  await send(port, payload)
  await until('the lines', async () => (await done()) >= count)
  const took = performance.now() - start
  await stop(child)
  return took
}

function toFile(folder: string): Promise<number> {
  const file = join(folder, 'out.json')
  let size = 0
  return rsyslog(folder, events, {
    action: `action(type="omfile" file="${file}" template="all")`,
    async done() {
      const now = existsSync(file) ? statSync(file).size : 0
      const grew = now !== size
      size = now
      return now > 0 && !grew ? countLines(file) : 0
    },
  })
}

async function toElastic(folder: string, url: string): Promise<number> {
  const index = `bench-rsyslog-${randomBytes(6).toString('hex')}`
  try {
    return await rsyslog(folder, eventsToElastic, {
      modules: 'module(load="omelasticsearch")',
      action:
        `action(type="omelasticsearch" server="127.0.0.1" serverport="${new URL(url).port}" bulkmode="on" ` +
        `template="all" searchIndex="${index}" searchType="" queue.type="LinkedList" queue.size="50000" queue.dequeueBatchSize="4000")`,
      async done() {
        const reply = await fetch(`${url}/${index}/_refresh`, { method: 'POST' })
        if (!reply.ok) return 0
        return ((await (await fetch(`${url}/${index}/_count`)).json()) as { count: number }).count
      },
    })
  } finally {
    await fetch(`${url}/${index}`, { method: 'DELETE' })
  }
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

async function inFolder(count: number, run: (folder: string) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-bench-'))
  try {
    return count / ((await run(folder)) / 1000)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const rate = (perSecond: number) => `${Math.round(perSecond).toLocaleString('en-US')} events/s`
const tell = (what: string, rates: number[]) =>
  console.log(`${what.padEnd(50)} ${rate(middle(rates))}   (${rates.map(Math.round).join(', ')})`)
const tellRatio = (mine: number[], peers: number[]) =>
  console.log(`${'ratio'.padEnd(50)} ${(middle(mine) / middle(peers)).toFixed(2)}`)

let rules = 0
const hasRsyslog = existsSync(rsyslogd)
if (!hasRsyslog) console.log('rsyslogd is not installed: no comparison')
const mine: number[] = []
const peers: number[] = []
for (let round = 0; round < rounds; round++) {
  mine.push(await inFolder(events, (folder) => ours(folder, events)))
  if (hasRsyslog) peers.push(await inFolder(events, toFile))
}
console.log(
  `${events.toLocaleString('en-US')} lines of ${Math.round(payloadOf(events).length / events)} bytes, ${rounds} rounds, median`,
)
tell(`vonggac, ${rules} rules, SQLite synchronous=FULL`, mine)
if (hasRsyslog) {
  tell('rsyslog, JSON to a file', peers)
  tellRatio(mine, peers)
}

const server = await findElasticsearch()
if ('missing' in server) console.log(`no Elasticsearch: ${server.missing}`)
else {
  const { url } = server
  const own: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const prefix = `bench${randomBytes(6).toString('hex')}`
    const environment = {
      VONGGAC_STORAGE_KIND: 'elasticsearch',
      VONGGAC_ELASTICSEARCH_URLS: url,
      VONGGAC_ELASTICSEARCH_PREFIX: prefix,
    }
    own.push(await inFolder(eventsToElastic, (folder) => ours(folder, eventsToElastic, environment)))
    await dropPrefix(url, prefix)
    if (omelasticsearchMissing === false)
      theirs.push(await inFolder(eventsToElastic, (folder) => toElastic(folder, url)))
  }
  console.log(`${eventsToElastic.toLocaleString('en-US')} of these lines, ${rounds} rounds, median`)
  tell(`vonggac, ${rules} rules, Elasticsearch`, own)
  if (theirs.length === 0) console.log(omelasticsearchMissing)
  else {
    tell('rsyslog, omelasticsearch, one plain index', theirs)
    tellRatio(own, theirs)
  }
}
