import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { Config } from '../core/config/schema.ts'
import { isLoopback } from '../core/lib/certificate.ts'
import type { Clock } from '../core/lib/clock.ts'
import { problemText } from '../core/lib/errors.ts'
import { planUpgrade } from '../core/store/sqlite/upgrade.ts'
import { diskState } from '../response/retention/disk.ts'
import { loadRules } from '../rules/engine/load.ts'
import { readPlaceholders } from '../rules/engine/placeholders.ts'
import { type Answer, bad, ok, warn } from './doctor-answer.ts'
import { identityLooks } from './doctor-identity.ts'
import { elasticFaults, openStore } from './open-store.ts'
import { retentionOf, roomOf, watermarksOf } from './retention.ts'
import { certificateInUse } from './tls.ts'

/** Looks at one thing after the other; a look that throws is a failure of that thing. `home` is the project's folder. */
export async function* examine(
  config: Config,
  clock: Clock,
  home: string,
): AsyncGenerator<Answer & { readonly what: string }> {
  const files = config.storage.kind === 'sqlite'
  const looks: [string, () => Answer | Promise<Answer>][] = [
    ['node', node],
    ['data', () => folder(config.storage.data)],
    ['secrets', () => secrets(config.storage.secrets)],
    ['disk', () => disk(config)],
    ['clock', () => time(config, clock)],
    ['console', () => port(config.console.host, config.console.port, isVonggac(config))],
    ['syslog', () => port(config.syslog.host, config.syslog.port, isVonggac(config))],
    ['intake', () => port(config.bulk.host, config.bulk.port, isVonggac(config))],
    ['certificate', () => certificate(config, clock)],
    ...(files ? [] : [['elastic', () => elastic(config)] as [string, () => Promise<Answer>]]),
    ...(files ? [['schema', () => schema(config.storage.data)] as [string, () => Answer]] : []),
    ['audit', () => audit(config, clock)],
    ...identityLooks(config, clock),
    ['retention', () => ok(retentionOf(config, clock).frame.source)],
    ['rules', () => rules(config, home)],
    ['pages', () => pages(home)],
  ]
  for (const [what, look] of looks) {
    let answer: Answer
    try {
      answer = await look()
    } catch (error) {
      answer = bad(error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error))
    }
    yield { what, ...answer }
  }
}

function node(): Answer {
  const [major = 0] = process.versions.node.split('.').map(Number)
  return major >= 24 ? ok(process.versions.node) : bad(`${process.versions.node}; 24 or newer is needed`)
}

function folder(path: string): Answer {
  const there = existsSync(path)
  const nearest = (at: string): string => (existsSync(at) ? at : nearest(dirname(at)))
  accessSync(nearest(path), constants.R_OK | constants.W_OK | constants.X_OK)
  return there ? ok(path) : warn(`${path} is not there yet; the first start makes it`)
}

/** Keys are for the platform's user alone. */
function secrets(path: string): Answer {
  if (!existsSync(path)) return warn(`${path} is not there yet; the first start makes it`)
  const open = [path, ...readdirSync(path, { recursive: true }).map((name) => join(path, String(name)))].filter(
    (one) => (statSync(one).mode & 0o077) !== 0,
  )
  return open.length === 0 ? ok(path) : bad(`others may read ${open.join(', ')}: chmod go= them`)
}

async function disk(config: Config): Promise<Answer> {
  if (!existsSync(config.storage.data)) return ok('nothing is stored yet')
  const { level, usedPercent, free } = diskState(await roomOf(config.storage.data), watermarksOf(config))
  const detail = `${Math.round(usedPercent)}% in use, ${(free / 1024 ** 3).toFixed(1)} GiB free`
  return level === 'ok' ? ok(detail) : level === 'filling' ? warn(detail) : bad(`${detail}: full`)
}

/** The time of events is the time of this clock: one that is wrong spoils every correlation. */
function time(config: Config, clock: Clock): Answer {
  const records = join(config.storage.data, 'records.db')
  const written = Math.max(
    0,
    ...[records, `${records}-wal`].map((one) => statSync(one, { throwIfNoEntry: false })?.mtimeMs ?? 0),
  )
  const now = new Date(clock.now()).toISOString()
  if (written > clock.now() + 60_000) return bad(`${now} is before the last write, ${new Date(written).toISOString()}`)
  const { status, stdout } = spawnSync('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
    encoding: 'utf8',
    timeout: 5000,
  })
  if (status !== 0) return warn(`${now}; whether it is synchronised cannot be told here`)
  return stdout.trim() === 'yes' ? ok(`${now}, synchronised`) : warn(`${now}, not synchronised: set up chrony`)
}

/** Whether it is this platform that listens on the ports. */
export function isVonggac({ console: { host, port: number }, tls }: Config): () => Promise<boolean> {
  return async () => {
    const scheme = isLoopback(host) || tls.mode === 'off' ? 'http' : 'https'
    const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
    const request = await import(`node:${scheme}`)
    return new Promise((resolve) => {
      const asked = request.get(
        `${scheme}://${address.includes(':') ? `[${address}]` : address}:${number}/health/live`,
        { rejectUnauthorized: false, timeout: 2000 },
        (reply: import('node:http').IncomingMessage) => {
          reply.resume()
          resolve(reply.statusCode === 200)
        },
      )
      asked.on('timeout', () => asked.destroy())
      asked.on('error', () => resolve(false))
    })
  }
}

async function port(host: string, number: number, ours: () => Promise<boolean>): Promise<Answer> {
  const place = `${host} port ${number}`
  if (number === 0) return ok(`${host}, any free port`)
  const code = await new Promise<string | undefined>((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve('code' in error ? String(error.code) : 'EUNKNOWN'))
    server.listen(number, host, () => server.close(() => resolve(undefined)))
  })
  if (code === undefined) return ok(`${place} is free`)
  if (code !== 'EADDRINUSE') return bad(`${place} cannot be listened on (${code})`)
  return (await ours()) ? ok(`${place} is served`) : bad(`another program listens on ${place}`)
}

function certificate(config: Config, clock: Clock): Answer {
  const outside = [config.console.host, config.bulk.host].filter((host) => !isLoopback(host))
  if (outside.length === 0) return ok('not needed: console and HTTP intake listen on this machine alone')
  if (config.tls.mode === 'off') return warn(`${outside.join(', ')} without TLS: a proxy in front must do it`)
  let found: ReturnType<typeof certificateInUse>
  try {
    found = certificateInUse(config)
  } catch (error) {
    if (config.tls.certificate === '' && config.tls.key === '') return warn('not made yet; the first start makes it')
    throw error
  }
  if (found === undefined) return ok('not needed')
  const days = Math.floor((found.until - clock.now()) / 86_400_000)
  const until = new Date(found.until).toISOString().slice(0, 10)
  if (days < 0) return bad(`expired on ${until}`)
  if (found.from > clock.now()) return bad(`not valid before ${new Date(found.from).toISOString().slice(0, 10)}`)
  if (found.missing.length > 0) return bad(`not for ${found.missing.join(', ')}, but for ${found.names}`)
  const detail = `until ${until}${found.selfSigned ? ', self-signed' : ''}`
  return days < 21 ? warn(detail) : ok(detail)
}

function schema(directory: string): Answer {
  const { files, behind, newer, interrupted } = planUpgrade(directory)
  if (newer.length > 0) return bad(`${newer.length} of ${files} files are of a later release`)
  if (interrupted) return warn('an upgrade was cut short; the next start undoes it and tries again')
  return behind.length > 0 ? warn(`${behind.length} of ${files} files wait for the upgrade`) : ok(`${files} files`)
}

/** A refused document is no failure of Elasticsearch: it is kept, and someone has to mend its cause. */
async function elastic(config: Config): Promise<Answer> {
  const faults = await elasticFaults(config)
  if (faults.length === 0) return ok(config.elasticsearch.urls.join(', '))
  const detail = faults.map(({ code, detail: more }) => `${code}: ${more}`).join('; ')
  return faults.every(({ code }) => code === 'dead-letters') ? warn(detail) : bad(detail)
}

async function audit(config: Config, clock: Clock): Promise<Answer> {
  // Opening makes what is missing: a folder where nothing is yet stays as it is.
  const { kind, data } = config.storage
  if (kind === 'sqlite' && !existsSync(join(data, 'records.db'))) return ok('nothing is stored yet')
  if (kind === 'sqlite' && planUpgrade(data).behind.length > 0) return warn('after the upgrade')
  const store = await openStore(config, clock)
  try {
    const verdict = await store.audit.verify()
    return verdict.ok ? ok(`${verdict.rows} rows`) : bad(`row ${verdict.number}: ${verdict.reason}`)
  } finally {
    await store.close()
  }
}

function rules(config: Config, home: string): Answer {
  const placeholders = readPlaceholders(config.rules.placeholders)
  const read = loadRules([join(home, 'rules', 'pack'), ...config.rules.paths], {
    taxonomy: 'ecs',
    placeholders: placeholders.lists,
  })
  const loaded = read.rules
  const problems = [...placeholders.problems, ...read.problems]
  const [first, ...more] = problems.filter(({ level }) => level === 'error')
  if (first === undefined) return loaded.length > 0 ? ok(`${loaded.length} loaded`) : bad('none is loaded')
  return warn(`${loaded.length} loaded; ${problemText(first)}${more.length > 0 ? ` and ${more.length} more` : ''}`)
}

function pages(home: string): Answer {
  const index = join(home, 'console', 'web', 'dist', 'index.html')
  return existsSync(index) ? ok('built') : warn('not built yet; ./vonggac serve builds them')
}
