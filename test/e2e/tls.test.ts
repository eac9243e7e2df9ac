import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { generate } from 'selfsigned'
import { eventually, firstPasswords, installation, type Platform } from '../support/platform.ts'

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Asks over TLS, trusting this certificate alone. */
function ask(ca: string, port: number, path: string, options: { body?: object; cookie?: string; auth?: string } = {}) {
  return new Promise<Reply>((resolve, reject) => {
    const { body, cookie, auth } = options
    const headers = {
      'x-vonggac': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(auth === undefined ? {} : { authorization: auth }),
    }
    const sent = request(
      { host: '127.0.0.1', port, path, ca, servername: '', method: body === undefined ? 'GET' : 'POST', headers },
      (reply) => {
        let text = ''
        reply.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }))
      },
    )
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

const portOf = (platform: Platform) => Number(/https:\/\/0\.0\.0\.0:(\d+)/.exec(platform.output())?.[1])
const open = { VONGGAC_CONSOLE_HOST: '0.0.0.0', VONGGAC_BULK_HOST: '0.0.0.0' }

async function certificate(folder: string, until: number, name: string) {
  mkdirSync(folder, { recursive: true })
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(until - 90 * 86_400_000),
    notAfterDate: new Date(until),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  const paths = { VONGGAC_TLS_CERTIFICATE: join(folder, 'c.pem'), VONGGAC_TLS_KEY: join(folder, 'k.pem') }
  writeFileSync(paths.VONGGAC_TLS_CERTIFICATE, made.cert)
  writeFileSync(paths.VONGGAC_TLS_KEY, made.private, { mode: 0o600 })
  return paths
}

test('open to others, console and HTTP intake speak TLS with a certificate made at the first start', async (t) => {
  const { folder, start, run } = installation(t, open)
  const platform = await start()
  const own = join(folder, 'secrets', 'tls')
  const ca = readFileSync(join(own, 'own.crt'), 'utf8')
  assert.equal(statSync(join(own, 'own.key')).mode & 0o077, 0)
  const port = portOf(platform)
  assert.equal((await ask(ca, port, '/health/live')).status, 200)
  const entry = await ask(ca, port, '/api/session', {
    body: { name: 'admin', password: firstPasswords(platform).admin },
  })
  assert.equal(entry.status, 200)
  assert.match(String(entry.headers['set-cookie']), /Secure/)
  const cookie = String(entry.headers['set-cookie']).split(';')[0] ?? ''
  assert.deepEqual(JSON.parse((await ask(ca, port, '/api/system', { cookie })).body).troubles, [])
  const key = JSON.parse(run('enroll', 'shipper').stdout) as { authorization: string }
  const info = await ask(ca, platform.bulkPort, '/', { auth: key.authorization })
  assert.equal(info.status, 200, info.body)
  await assert.rejects(fetch(`http://127.0.0.1:${port}/health/live`), 'plain HTTP is not answered')
  assert.equal(await platform.end('SIGTERM'), 0)

  const again = await start()
  assert.equal(readFileSync(join(own, 'own.crt'), 'utf8'), ca, 'the certificate stays')
  assert.equal(await again.end('SIGTERM'), 0)
})

test('an expired certificate and one for another name are told, by doctor and in the console', async (t) => {
  const { folder, start } = installation(t, open)
  const expired = await certificate(join(folder, 'expired'), Date.now() - 86_400_000, hostname())
  const platform = await start(expired)
  const ca = readFileSync(expired.VONGGAC_TLS_CERTIFICATE, 'utf8')
  await assert.rejects(ask(ca, portOf(platform), '/health/live'), { code: 'CERT_HAS_EXPIRED' })
  assert.equal(await platform.end('SIGTERM'), 0)

  const other = await certificate(join(folder, 'other'), Date.now() + 60 * 86_400_000, 'khac.example')
  const named = await start(other)
  const trust = readFileSync(other.VONGGAC_TLS_CERTIFICATE, 'utf8')
  const { admin } = firstPasswords(platform)
  const entry = await ask(trust, portOf(named), '/api/session', { body: { name: 'admin', password: admin } })
  const cookie = String(entry.headers['set-cookie']).split(';')[0] ?? ''
  const state = await ask(trust, portOf(named), '/api/system', { cookie })
  assert.equal(state.status, 200, `${entry.status} ${entry.body} ${state.body} ${named.output()}`)
  assert.deepEqual(
    JSON.parse(state.body).troubles.map(({ code }: { code: string }) => code),
    ['certificate-name'],
  )
  assert.equal(await named.end('SIGTERM'), 0)

  const told = (environment: Record<string, string>) =>
    installation(t, { ...open, ...environment })
      .run('doctor')
      .stdout.split('\n')
      .find((line) => line.includes('certificate'))
  assert.match(told(expired) ?? '', /^fail .*expired on/)
  assert.match(told(other) ?? '', /^fail .*khac\.example/)
  assert.match(told({ VONGGAC_TLS_MODE: 'off' }) ?? '', /^warn .*proxy/)
  assert.match(told({ ...expired, VONGGAC_TLS_KEY: other.VONGGAC_TLS_KEY }) ?? '', /^fail .*does not belong/)
})

test('doctor: a good installation, and what it says of one that is not', async (t) => {
  const { folder, start, run } = installation(t)
  const before = run('doctor')
  assert.equal(before.status, 0, before.stdout)
  assert.ok(!existsSync(join(folder, 'store')), 'it makes nothing')
  const platform = await start()
  const beside = run('doctor', '--json')
  const findings = beside.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { what: string; state: string; detail: string })
  assert.equal(beside.status, 0, beside.stdout)
  for (const what of [
    'node',
    'data',
    'secrets',
    'disk',
    'clock',
    'console',
    'syslog',
    'intake',
    'certificate',
    'schema',
    'audit',
    'retention',
    'rules',
    'pages',
  ]) {
    assert.ok(
      findings.some((finding) => finding.what === what),
      what,
    )
  }
  assert.equal(await platform.end('SIGTERM'), 0)

  chmodSync(join(folder, 'secrets', 'audit.key'), 0o644)
  writeFileSync(join(folder, 'secrets', 'audit.head'), JSON.stringify({ number: 999, hash: 'x' }))
  const after = run('doctor')
  assert.equal(after.status, 1)
  assert.match(after.stdout, /^fail +secrets .*audit\.key/m)
  assert.match(after.stdout, /^fail +audit .*dropped/m)
  const taken = installation(t, { VONGGAC_CONSOLE_PORT: String(await someoneElse(t)) }).run('doctor')
  assert.match(taken.stdout, /^fail +console .*another program/m)
})

async function someoneElse(t: import('node:test').TestContext): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  return eventually('a port', async () => {
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : undefined
  })
}
