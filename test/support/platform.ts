import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

const home = join(import.meta.dirname, '..', '..')

/** A running platform: the real process, on ports of its own. */
export interface Platform {
  readonly pid?: number
  readonly url: string
  readonly syslogPort: number
  readonly bulkPort: number
  /** Ports of inputs that are off by default, by the names that the start prints; 0 where it prints none. */
  portOf(name: 'RELP' | 'syslog over TLS' | 'syslog over UDP'): number
  /** Everything it wrote to stdout and stderr so far. */
  output(): string
  /** Sends the signal and waits for the end; gives the exit code, or the signal that ended it. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | string | null>
}

/**
 * A folder for one installation, gone with the test, and what can be done with it; `launched` by the program that operators
 * start, with its flags, instead of by this test's own Node.
 */
export function installation(
  t: Pick<TestContext, 'after'>,
  environment: Record<string, string> = {},
  { launched = false } = {},
) {
  const [program, ...first]: [string, ...string[]] = launched
    ? [join(home, 'vonggac')]
    : [process.execPath, join(home, 'main.ts')]
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-run-'))
  const env = {
    ...process.env,
    VONGGAC_STORAGE_DATA: join(folder, 'store'),
    VONGGAC_STORAGE_SECRETS: join(folder, 'secrets'),
    VONGGAC_CONSOLE_PORT: '0',
    VONGGAC_SYSLOG_PORT: '0',
    VONGGAC_SYSLOG_HOST: '127.0.0.1',
    VONGGAC_BULK_PORT: '0',
    // Tests count the lines that they send.
    VONGGAC_AUDIT_EVENTS: 'off',
    // As the launcher sets it.
    NODE_COMPILE_CACHE: join(home, '.cache', 'compiled'),
    ...environment,
  }
  const running = new Set<ChildProcess>()
  t.after(async () => {
    for (const child of running) child.kill('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 100))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  /** Starts the platform and waits until it serves. */
  async function start(more: Record<string, string> = {}): Promise<Platform> {
    const child = spawn(program, [...first, 'serve'], {
      cwd: folder,
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let output = ''
    const exited = new Promise<number | string | null>((resolve) => {
      child.on('close', (code, signal) => {
        running.delete(child)
        resolve(signal ?? code)
      })
    })
    const hear = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const serving = () => /"signal":"started"/.test(output)
    let over = false
    exited.then(() => {
      over = true
    })
    for (const until = Date.now() + 120_000; !serving(); ) {
      assert.ok(!over && Date.now() < until, `the platform does not start:\n${output}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const port = (text: RegExp) => Number(text.exec(output)?.[1])
    return {
      ...(child.pid === undefined ? {} : { pid: child.pid }),
      url: `http://localhost:${port(/http:\/\/localhost:(\d+)/)}`,
      syslogPort: port(/syslog over TCP\s+port (\d+)/),
      bulkPort: port(/HTTP intake \(_bulk\)\s+port (\d+)/),
      portOf: (name) => port(new RegExp(`${name}\\s+port (\\d+)`)) || 0,
      output: () => output,
      end(signal) {
        child.kill(signal)
        return exited
      },
    }
  }

  /** Runs another verb on the same installation. */
  function run(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
    const { status, stdout, stderr } = spawnSync(program, [...first, ...argv], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 240_000,
    })
    return { status, stdout, stderr }
  }

  /** As `run`, for a verb that asks something of the test's own process. */
  async function runBeside(...argv: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
    const child = spawn(program, [...first, ...argv], { cwd: folder, env, timeout: 240_000 })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => {
      said.stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      said.stderr += chunk.toString()
    })
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
    return { status, ...said }
  }

  return { folder, start, run, runBeside }
}

/** The passwords that the first start printed. */
export function firstPasswords(platform: Platform): { truc: string; admin: string } {
  const password = (name: string) =>
    new RegExp(`${name}\\s+([a-z2-9]{5}(?:-[a-z2-9]{5}){3})`).exec(platform.output())?.[1]
  const truc = password('truc')
  const admin = password('admin')
  assert.ok(truc !== undefined && admin !== undefined, `no passwords printed:\n${platform.output()}`)
  return { truc, admin }
}

/** A caller of the running API with a log-in of its own. */
export async function apiOf(platform: Platform, name: string, password: string) {
  const headers = { 'x-vonggac': '1', 'content-type': 'application/json' }
  const session = await fetch(`${platform.url}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name, password }),
  })
  assert.equal(session.status, 200, await session.clone().text())
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
  const call = async (method: string, path: string, body?: object) => {
    const reply = await fetch(`${platform.url}${path}`, {
      method,
      headers: { cookie, 'x-vonggac': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`)
    return JSON.parse(text)
  }
  return {
    cookie,
    get: (path: string) => call('GET', path),
    post: (path: string, body?: object) => call('POST', path, body),
  }
}

/**
 * Looks again and again until `ready` gives something. Fails with `what` after the time, which is long: a loaded machine is
 * no defect, and what may take how long is for the benches and the tests that measure it.
 */
export async function eventually<T>(
  what: string,
  ready: () => Promise<T | undefined | false>,
  milliseconds = 45_000,
): Promise<T> {
  for (const until = Date.now() + milliseconds; Date.now() < until; ) {
    const found = await ready()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.fail(`not within ${milliseconds} ms: ${what}`)
}
