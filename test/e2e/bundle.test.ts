import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const home = join(import.meta.dirname, '..', '..')
const alone = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0
const skip = alone || process.env.CI ? false : 'only root can make a network namespace'

/** Tools that any system has, without a Node among them. */
function bareTools(folder: string): string {
  mkdirSync(folder)
  for (const name of ['sh', 'readlink', 'dirname', 'ip', 'cat', 'unshare', 'env']) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim()
    symlinkSync(found, join(folder, name))
  }
  return folder
}

test('the bundle runs on a machine without a network and without Node', { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-bundle-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const archive = join(folder, 'vonggac.tar.gz')
  const packed = spawnSync(join(home, 'vonggac'), ['bundle', archive], { encoding: 'utf8' })
  assert.equal(packed.status, 0, packed.stderr)
  t.diagnostic(packed.stdout.trim())
  assert.equal(spawnSync('tar', ['-xzf', archive, '-C', folder]).status, 0)
  const [name] = readdirSync(folder).filter((one) => one.startsWith('vonggac-'))
  const place = join(folder, name ?? '')
  for (const absent of ['data', 'test', 'node_modules/vite', 'node_modules/typescript', 'console/web/src']) {
    assert.ok(!existsSync(join(place, absent)), absent)
  }
  const env = {
    PATH: bareTools(join(folder, 'bin')),
    VONGGAC_CONSOLE_PORT: '0',
    VONGGAC_SYSLOG_PORT: '0',
    VONGGAC_BULK_PORT: '0',
  }
  const script = 'ip link set lo up && exec ./vonggac "$@"'
  const child = spawn('/usr/bin/env', ['unshare', '-n', 'sh', '-c', script, 'sh', 'serve'], { cwd: place, env })
  t.after(() => child.kill('SIGKILL'))
  let output = ''
  const hear = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<number | string | null>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? code))
  })
  for (const until = Date.now() + 60_000; !output.includes('"signal":"started"'); ) {
    assert.ok(child.exitCode === null && Date.now() < until, output)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.match(output, /First accounts/)
  child.kill('SIGTERM')
  assert.equal(await ended, 0, output)
  const doctor = spawnSync('/usr/bin/env', ['unshare', '-n', 'sh', '-c', script, 'sh', 'doctor'], {
    cwd: place,
    env,
    encoding: 'utf8',
  })
  assert.equal(doctor.status, 0, doctor.stdout + doctor.stderr)
  assert.match(doctor.stdout, /^ok +pages +built/m)
})
