import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { apiOf, firstPasswords, installation } from '../support/platform.ts'

test('with providers out of reach the platform starts and says so, and the break-glass way in is looked after', {
  timeout: 480_000,
}, async (t) => {
  const { folder, start, run } = installation(t, {
    VONGGAC_LOGIN_ADDRESS: 'https://vonggac.example',
    VONGGAC_OIDC_ISSUER: 'https://127.0.0.1:9/realm',
    VONGGAC_OIDC_CLIENT_ID: 'vonggac',
    VONGGAC_LDAP_URL: 'ldaps://127.0.0.1:9',
    VONGGAC_LDAP_BASE: 'dc=tinh',
    VONGGAC_LDAP_UPN_SUFFIX: 'tinh',
    VONGGAC_LOGIN_LOCAL: 'break-glass',
    VONGGAC_LOGIN_SECONDS: '2',
  })
  const platform = await start()
  const { truc } = firstPasswords(platform)
  const post = (path: string, body: object) =>
    fetch(platform.url + path, {
      method: 'POST',
      headers: { 'x-vonggac': '1', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  assert.equal((await post('/api/session', { name: 'truc', password: truc })).status, 403)
  assert.equal((await post('/api/log-in/oidc', {})).status, 503)
  assert.equal((await post('/api/log-in/directory', { name: 'lan', password: 'x' })).status, 503)

  const looks = () =>
    Object.fromEntries(
      run('doctor', '--json')
        .stdout.split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { what: string; state: string })
        .map(({ what, state }) => [what, state]),
    )
  const before = looks()
  assert.deepEqual(
    [before['identity'], before['oidc'], before['ldap'], before['break-glass']],
    ['ok', 'fail', 'fail', 'fail'],
  )
  assert.equal(run('user', 'break-glass', 'truc').status, 0)
  chmodSync(join(folder, 'secrets', 'identity.key'), 0o644)
  const after = looks()
  assert.deepEqual([after['identity'], after['break-glass']], ['fail', 'ok'])
  const lead = await apiOf(platform, 'truc', truc)
  const { troubles } = (await lead.get('/api/system')) as { troubles: { code: string; detail: string }[] }
  assert.match(troubles.find(({ code }) => code === 'break-glass')?.detail ?? '', /truc/)
  await platform.end('SIGTERM')

  // What cannot work is told at the start, with its place.
  const groups = join(folder, 'groups.yml')
  writeFileSync(groups, '- { group: x, role: duty-lead, unit: tinh }\n')
  await assert.rejects(start({ VONGGAC_LOGIN_GROUPS: groups }), /groups\.yml:1:.*duty-lead/s)
  await assert.rejects(start({ VONGGAC_LDAP_URL: 'ldap://10.0.0.9', VONGGAC_LDAP_START_TLS: 'off' }), /in the clear/)
})
