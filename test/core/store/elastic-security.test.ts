import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { openElasticStore } from '../../../core/store/elastic/open.ts'
import { ownServer } from '../../support/elasticsearch.ts'
import { event, match, start } from './fixtures.ts'

const password = randomBytes(12).toString('hex')
const folder = mkdtempSync(join(tmpdir(), 'vonggac-tls-'))
const certificates = makeCertificates()

/** An authority, and a certificate of 127.0.0.1 that it signed, PEM; undefined without openssl. */
function makeCertificates() {
  const path = (name: string) => join(folder, name)
  const openssl = (...argv: string[]) => spawnSync('openssl', argv, { cwd: folder }).status === 0
  writeFileSync(path('names'), 'subjectAltName=IP:127.0.0.1')
  const made =
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=Test authority',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    ) &&
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=127.0.0.1',
      '-keyout',
      'server.key',
      '-out',
      'server.csr',
    ) &&
    openssl(
      'x509',
      '-req',
      '-in',
      'server.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'names',
      '-out',
      'server.pem',
    )
  if (!made) return undefined
  return {
    ca: path('ca.pem'),
    key: readFileSync(path('server.key'), 'utf8'),
    certificate: readFileSync(path('server.pem'), 'utf8'),
  }
}

/** As Elasticsearch's file of users has it. */
function hashed(text: string): string {
  const salt = randomBytes(32)
  const hash = pbkdf2Sync(text, salt, 10_000, 32, 'sha512')
  return `{PBKDF2}10000$${salt.toString('base64')}$${hash.toString('base64')}`
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: '/_cluster/health',
      auth: `vonggac:${password}`,
      rejectUnauthorized: false,
    }
    request(options, (reply) => {
      reply.resume()
      resolve(reply.statusCode === 200)
    })
      .on('error', () => resolve(false))
      .end()
  })
}

const server =
  certificates === undefined
    ? undefined
    : await ownServer({
        probe: answers,
        settings: {
          'xpack.security.enabled': 'true',
          'xpack.security.http.ssl.enabled': 'true',
          'xpack.security.http.ssl.key': 'server.key',
          'xpack.security.http.ssl.certificate': 'server.pem',
        },
        files: {
          'server.key': certificates.key,
          'server.pem': certificates.certificate,
          users: `vonggac:${hashed(password)}\n`,
          users_roles: 'superuser:vonggac\n',
        },
      })
const skip = server === undefined ? 'neither openssl nor the minimal distribution of Elasticsearch can be had' : false

test('over TLS with a password from a file; a wrong password, authority or name says what to check', {
  skip,
  timeout: 200_000,
}, async (t) => {
  assert.ok(server !== undefined && certificates !== undefined)
  t.after(async () => {
    await server.remove()
    rmSync(folder, { recursive: true })
  })
  await server.start()
  const url = server.url.replace('http:', 'https:')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${password}\n`)
  const options = {
    urls: [url],
    prefix: 'vonggac',
    secretsDirectory: join(folder, 'secrets'),
    username: 'vonggac',
    passwordFile,
    caFile: certificates.ca,
    refreshAtOnce: true,
  }
  const store = await openElasticStore(options)
  const one = event('a', start)
  assert.equal((await store.events.append([one], [match(one)])).inserted, 1)
  assert.deepEqual(await store.events.get(systemScope, 'a'), one.document)
  await store.close()

  const refusal = async (more: object, message: RegExp, hint: RegExp) =>
    assert.rejects(
      openElasticStore({ ...options, ...more }),
      (error) =>
        error instanceof CodedError &&
        error.code === 'store-busy' &&
        message.test(error.message) &&
        hint.test(error.hint ?? ''),
    )
  writeFileSync(join(folder, 'wrong'), 'wrong')
  await refusal({ passwordFile: join(folder, 'wrong') }, /does not let us in/, /passwordFile/)
  const { caFile, ...withoutAuthority } = options
  assert.ok(caFile)
  await assert.rejects(openElasticStore(withoutAuthority), /certificate/)
  await refusal(
    { urls: [url.replace('127.0.0.1', 'localhost')] },
    /certificate of Elasticsearch is refused: it is for another name.*altnames/,
    /elasticsearch\.urls/,
  )
})
