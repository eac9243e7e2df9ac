import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { systemClock } from '../../../core/lib/clock.ts'
import { guard, testConsole } from '../../support/console.ts'

const page = '<!doctype html><title>Vọng Gác</title>'
const script = `export const a = '${'x'.repeat(5_000)}'`

/** A console whose files are built: one script, as the build packs it. */
async function built(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'vonggac-web-'))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'assets'))
  writeFileSync(join(root, 'index.html'), page)
  writeFileSync(join(root, 'assets', 'a-1.js'), script)
  writeFileSync(join(root, 'assets', 'a-1.js.gz'), gzipSync(script))
  writeFileSync(join(root, 'assets', 'a-1.js.br'), brotliCompressSync(script))
  return testConsole(t, systemClock, { webRoot: root })
}

test('files of the console go out as the build packed them, whole to who cannot unpack', async (t) => {
  const { app } = await built(t)
  const ask = (accept: string) => app.inject({ url: '/assets/a-1.js', headers: { 'accept-encoding': accept } })
  const packed = await ask('gzip, deflate')
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.match(String(packed.headers['content-type']), /javascript/)
  assert.match(String(packed.headers['cache-control']), /immutable/)
  assert.match(String(packed.headers.vary), /accept-encoding/i)
  assert.equal(gunzipSync(packed.rawPayload).toString(), script)
  assert.equal((await ask('gzip, br')).headers['content-encoding'], 'br')
  const plain = await ask('identity')
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(plain.body, script)
  const deep = await app.inject({ url: '/alerts', headers: { 'accept-encoding': 'gzip, br' } })
  assert.equal(deep.body, page)
  assert.match(String(deep.headers['content-type']), /text\/html/)
})

test('files that load by the dozen carry few headers and are not counted as questions; pages carry them all', async (t) => {
  const { app } = await built(t)
  const { headers } = await app.inject({ url: '/assets/a-1.js' })
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
  assert.equal(headers['content-security-policy'], undefined)
  assert.equal(headers['x-ratelimit-limit'], undefined)
  for (const url of ['/', '/alerts', '/assets/nowhere.js', '/assets/../api/session', '/api/session']) {
    const page = await app.inject({ url })
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'/, url)
  }
  assert.equal((await app.inject({ url: '/alerts' })).headers['x-ratelimit-limit'], '1200')
})

test('answers of reads are packed where the caller takes it; writes and short answers never', async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('truc', [{ role: 'duty-lead', unit: 'tinh' }])
  const ask = (url: string, accept: string) =>
    app.inject({ url, headers: { ...guard, cookie, 'accept-encoding': accept } })
  const whole = await ask('/api/roles?unit=tinh', 'identity')
  assert.equal(whole.statusCode, 200, whole.body)
  assert.ok(whole.body.length > 2_048, `the answer is too short for this test: ${whole.body.length}`)
  assert.equal(whole.headers['content-encoding'], undefined)
  assert.match(String(whole.headers.vary), /accept-encoding/)
  const packed = await ask('/api/roles?unit=tinh', 'br, gzip;q=0.8')
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.equal(Number(packed.headers['content-length']), packed.rawPayload.length)
  assert.equal(gunzipSync(packed.rawPayload).toString(), whole.body)
  assert.equal((await ask('/api/roles?unit=tinh', 'gzip;q=0, br')).headers['content-encoding'], undefined)
  assert.equal((await ask('/api/session', 'gzip')).headers['content-encoding'], undefined)
})
