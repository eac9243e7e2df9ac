import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadConfig } from '../../core/config/load.ts'
import { systemClock } from '../../core/lib/clock.ts'
import { certificateTroubles, ensureCertificate, syslogKeys } from '../../roles/tls.ts'
import { authority } from '../support/certificates.ts'

const day = 86_400_000

function configured(t: TestContext, environment: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-keys-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const read = loadConfig(undefined, {
    VONGGAC_STORAGE_SECRETS: folder,
    VONGGAC_SYSLOGTLS_LISTEN: 'on',
    VONGGAC_SYSLOGTLS_CERTIFICATE: environment.cert === undefined ? '' : join(folder, 'cert.pem'),
    VONGGAC_SYSLOGTLS_KEY: environment.key === undefined ? '' : join(folder, 'key.pem'),
  })
  if (environment.cert !== undefined) writeFileSync(join(folder, 'cert.pem'), environment.cert)
  if (environment.key !== undefined) writeFileSync(join(folder, 'key.pem'), environment.key)
  assert.ok(read.ok, JSON.stringify(read))
  return read.value
}

test('syslog over TLS uses its own certificate, whose end is told, and the platform’s where it has none', async (t) => {
  const signer = await authority()
  const expired = configured(t, { ...(await signer.server(Date.now() - day)) })
  assert.deepEqual(
    certificateTroubles(expired, systemClock, 0).map(({ code }) => code),
    ['certificate-expired'],
  )
  const soon = configured(t, { ...(await signer.server(Date.now() + 5 * day)) })
  assert.deepEqual(
    certificateTroubles(soon, systemClock, 0).map(({ code }) => code),
    ['certificate-expiring'],
  )
  const { cert } = await signer.server()
  const { key } = await signer.server()
  assert.throws(() => syslogKeys(configured(t, { cert, key })), /does not belong/)

  const none = configured(t, {})
  await ensureCertificate(none, systemClock)
  assert.match(syslogKeys(none).cert, /BEGIN CERTIFICATE/)
  assert.deepEqual(certificateTroubles(none, systemClock, 0), [])
})
