import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

/** The release that tests run on: the minimal distribution of Maven Central. */
const version = '9.2.0'
const artifact = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${version}:zip`
const zip = join(
  homedir(),
  `.m2/repository/org/elasticsearch/distribution/integ-test-zip/elasticsearch/${version}/elasticsearch-${version}.zip`,
)
/** Where the server is unpacked and where those who use it are known. Not in a home: another user runs it. */
const folder = join(tmpdir(), `vonggac-elasticsearch-${userInfo().username}`)
const startSeconds = 240
/** Each look at its disks (every 30 s by default) takes away a read-only block, also one that a test has put there. */
const blocksStay = { 'cluster.info.update.interval': '24h' }

/** A server to test against, or why there is none. */
export type ElasticsearchServer = { readonly url: string } | { readonly missing: string }

/**
 * The server named by ELASTICSEARCH_URL, else one started from the minimal distribution, else one in docker. All test
 * processes share one; `elasticsearch-keeper.ts` ends it when the last of them has gone.
 */
export async function findElasticsearch(): Promise<ElasticsearchServer> {
  const given = process.env.ELASTICSEARCH_URL
  if (given !== undefined && given !== '') return { url: given }
  const home = unpacked()
  const command = home === undefined ? dockerCommand() : javaCommand(home)
  if ('missing' in command) return command
  return share(command)
}

/** How to start a server on a port: the program, its arguments and environment. */
export interface ServerCommand {
  readonly program: string
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** A server of one's own, for tests that kill it. */
export interface OwnServer {
  readonly url: string
  /** Starts it, on the data it had; resolves once it answers. */
  start(): Promise<void>
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
  /** Stops it where it stands: it keeps its connections and answers nothing. */
  suspend(): void
  /** Lets it go on. */
  resume(): void
  /** The folder that holds its indices. */
  readonly data: string
  /** Ends it and throws its data away. */
  remove(): Promise<void>
}

/** What a server of one's own is to be beside a plain one. */
export interface OwnServerWishes {
  /** Over those it has. */
  readonly settings?: Readonly<Record<string, string>>
  /** Files of its configuration folder, by name. */
  readonly files?: Readonly<Record<string, string>>
  /** True once it answers. */
  readonly probe?: (port: number) => Promise<boolean>
}

/** A server of one's own from the minimal distribution; undefined where that cannot be had. */
export async function ownServer({ settings, files, probe }: OwnServerWishes = {}): Promise<OwnServer | undefined> {
  const home = unpacked()
  const command = home === undefined ? undefined : javaCommand(home)
  if (home === undefined || command === undefined || 'missing' in command) return undefined
  const port = await freePort()
  const data = join(folder, `own-${process.pid}-${port}`)
  const config = join(data, 'config')
  if (files !== undefined) {
    cpSync(join(home, 'config'), config, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text)
  }
  const { program, argv, environment } = onPort(command, port, data, settings)
  const url = `http://127.0.0.1:${port}`
  let running: ChildProcess | undefined
  const kill = async (): Promise<void> => {
    const child = running
    if (child?.pid === undefined) return
    running = undefined
    const gone = once(child, 'exit')
    // The program starts the server as a child of its own.
    process.kill(-child.pid, 'SIGKILL')
    await gone
  }
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    if (running?.pid !== undefined) process.kill(-running.pid, name)
  }
  return {
    url,
    kill,
    data: join(data, 'data'),
    suspend: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async start() {
      const conf = files === undefined ? {} : { ES_PATH_CONF: config }
      const env = { ...process.env, ...environment, ...conf, ES_JAVA_OPTS: '-Xms512m -Xmx512m' }
      running = spawn(program, argv, { env, stdio: 'ignore', detached: true })
      for (const end = Date.now() + startSeconds * 1000; Date.now() < end; ) {
        if (await (probe === undefined ? answers(url) : probe(port))) return
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      throw new Error(`no server within ${startSeconds} s`)
    },
    async remove() {
      await kill()
      rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The command with what makes it one node on this port. */
export function onPort(
  command: ServerCommand,
  port: number,
  data: string,
  more: Readonly<Record<string, string>> = {},
): ServerCommand {
  if (command.program === 'docker') {
    const settings = { 'discovery.type': 'single-node', 'xpack.security.enabled': 'false', ...blocksStay }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`])
    const argv = ['run', '--rm', '-p', `127.0.0.1:${port}:9200`, ...flags]
    return { ...command, argv: [...argv, `docker.elastic.co/elasticsearch/elasticsearch:${version}`] }
  }
  mkdirSync(data, { recursive: true })
  if (userInfo().uid === 0) spawnSync('chown', ['-R', 'nobody', data])
  const settings = {
    'discovery.type': 'single-node',
    'cluster.routing.allocation.disk.threshold_enabled': 'false',
    ...blocksStay,
    'xpack.security.enabled': 'false',
    'http.port': String(port),
    'transport.port': '0',
    'path.data': join(data, 'data'),
    'path.logs': join(data, 'logs'),
    ...more,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-E', `${name}=${value}`])
  return { ...command, argv: [...command.argv, ...flags] }
}

/** True once the server answers. */
async function answers(url: string): Promise<boolean> {
  try {
    const reply = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=5s`)
    return reply.ok
  } catch {
    return false
  }
}

function unpacked(): string | undefined {
  const home = join(folder, `elasticsearch-${version}`)
  if (existsSync(join(home, '.ready'))) return home
  if (!existsSync(zip) && spawnSync('mvn', ['-q', 'dependency:get', `-Dartifact=${artifact}`]).status !== 0) return
  if (!existsSync(zip)) return
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  return locked(() => {
    if (existsSync(join(home, '.ready'))) return home
    if (spawnSync('unzip', ['-q', '-o', zip, '-d', folder]).status !== 0) return undefined
    writeFileSync(join(home, '.ready'), '')
    if (userInfo().uid === 0) spawnSync('chown', ['-R', 'nobody', folder])
    return home
  })
}

function javaCommand(home: string): ServerCommand | { missing: string } {
  const java = javaHome()
  if (java === undefined) return { missing: 'no JDK of release 21 or later found' }
  const environment = { ES_JAVA_HOME: java, ES_JAVA_OPTS: '-Xms1g -Xmx1g' }
  const program = join(home, 'bin', 'elasticsearch')
  // It refuses to run as root.
  if (userInfo().uid !== 0) return { program, argv: [], environment }
  const user = ['--reuid=nobody', '--regid=nogroup', '--clear-groups']
  return { program: 'setpriv', argv: [...user, program], environment }
}

function javaHome(): string | undefined {
  const named = Object.entries(process.env).flatMap(([name, value]) => (/JAVA_HOME/.test(name) ? [value ?? ''] : []))
  const homes = [...named, ...globSync('/usr/lib/jvm/*'), ...globSync('/opt/*{jdk,java,temurin}*')]
  return homes.find((home) => {
    const java = join(home, 'bin', 'java')
    if (home === '' || !existsSync(java)) return false
    const told = spawnSync(java, ['-version'], { encoding: 'utf8' }).stderr
    return Number(/version "(\d+)/.exec(told)?.[1] ?? 0) >= 21
  })
}

function dockerCommand(): ServerCommand | { missing: string } {
  const image = `docker.elastic.co/elasticsearch/elasticsearch:${version}`
  const there = spawnSync('docker', ['image', 'inspect', image]).status === 0
  if (!there && spawnSync('docker', ['pull', '-q', image], { timeout: 300_000 }).status !== 0)
    return { missing: `neither ELASTICSEARCH_URL nor ${artifact} (Maven) nor docker with ${image}` }
  return { program: 'docker', argv: [], environment: {} }
}

/** Which process keeps the server that tests share, and where it answers once that is known. */
interface SharedServer {
  readonly keeper: number
  readonly url?: string
}
const stateFile = join(folder, 'server.json')

/** To be called by who holds the lock. Nobody reads half of it. */
export function writeState(state: SharedServer): void {
  writeFileSync(`${stateFile}.new`, JSON.stringify(state))
  renameSync(`${stateFile}.new`, stateFile)
}

/** Undefined where no server is shared. */
function readState(): SharedServer | undefined {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8')) as SharedServer
  } catch {
    return undefined
  }
}

/** Nobody shares the server of this keeper from now on. To be called by who holds the lock. */
export function dropState(keeper: number): void {
  if (readState()?.keeper === keeper) rmSync(stateFile, { force: true })
}

/** Joins those who use the shared server, starting it if nobody has. */
async function share(command: ServerCommand): Promise<ElasticsearchServer> {
  const users = join(folder, 'users')
  mkdirSync(users, { recursive: true })
  writeFileSync(join(users, String(process.pid)), '')
  locked(() => {
    if (isAlive(readState()?.keeper ?? 0)) return
    const log = openSync(join(folder, 'keeper.out'), 'a')
    const keeper = spawn(
      process.execPath,
      [join(import.meta.dirname, 'elasticsearch-keeper.ts'), folder, JSON.stringify(command)],
      { detached: true, stdio: ['ignore', log, log] },
    )
    keeper.unref()
    writeState({ keeper: keeper.pid ?? 0 })
  })
  for (const end = Date.now() + startSeconds * 1000; Date.now() < end; ) {
    const { keeper, url } = readState() ?? { keeper: 0 }
    if (url !== undefined && (await answers(url))) return { url }
    if (!isAlive(keeper)) return { missing: `the server did not start: see ${folder}/keeper.out` }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return { missing: `the server did not start within ${startSeconds} s: see ${folder}/keeper.out` }
}

/** True while a process with this number runs. */
export function isAlive(pid: number): boolean {
  if (pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Runs alone among all processes; a lock left by a dead one is taken after a minute. */
export function locked<T>(work: () => T): T {
  const lock = join(folder, 'lock')
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch {
      const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs
      if (made !== undefined && made < Date.now() - 60_000) rmSync(lock, { recursive: true, force: true })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    }
  }
  try {
    return work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}
