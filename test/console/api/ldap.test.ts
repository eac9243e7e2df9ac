import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { createDirectory } from '../../../response/identity/directory.ts'
import { guard, logIn, testConsole } from '../../support/console.ts'
import { directorySettings, openLdapMissing, startOpenLdap } from '../../support/openldap.ts'

const skip = openLdapMissing()

async function world(t: TestContext, more: Parameters<typeof testConsole>[3] = {}) {
  const server = await startOpenLdap(t)
  const directory = createDirectory(directorySettings(server))
  const it = await testConsole(t, undefined, {}, { directory, ...more })
  const lead = (await it.signIn('truc', [{ role: 'duty-lead', unit: 'tinh' }])).cookie
  const enter = (name: string, password: string, more: object = {}) =>
    it.app.inject({
      method: 'POST',
      url: '/api/log-in/directory',
      headers: guard,
      payload: { name, password, ...more },
    })
  return { ...it, server, lead, enter }
}

test('a person of the directory comes in by invitation, then by name, with the roles of the groups', {
  skip,
}, async (t) => {
  const { app, enter, lead } = await world(t, {
    mappings: [{ group: 'cn=soc,ou=groups,dc=tinh', role: 'analyst', unit: 'tinh' }],
  })
  assert.equal((await enter('lan', 'password-of-lan')).json<{ hint: string }>().hint, 'not-invited')
  const invited = await app.inject({
    method: 'POST',
    url: '/api/people',
    headers: { ...guard, cookie: lead },
    payload: { name: 'lan-tinh', displayName: 'Lan', unit: 'tinh', service: false },
  })
  const link = { name: 'lan-tinh', secret: invited.json<{ link: { secret: string } }>().link.secret }
  assert.equal((await enter('lan', 'wrong', { link })).statusCode, 401)
  const first = await enter('lan', 'password-of-lan', { link })
  assert.equal(first.json<{ actor: { id: string } }>().actor.id, 'lan-tinh')
  assert.ok(first.json<{ permissions: string[] }>().permissions.includes('alert.triage'))
  assert.equal((await enter('LAN', 'password-of-lan')).statusCode, 200)
})

test('guessing at the directory is slowed down here; mass assignment and forged pages are refused', {
  skip,
}, async (t) => {
  const { app, enter, store } = await world(t)
  const statuses: number[] = []
  for (let n = 0; n < 7; n++) statuses.push((await enter(n % 2 === 0 ? 'lan' : 'LAN', `guess-${n}`)).statusCode)
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429])
  assert.equal((await enter('lan', 'password-of-lan')).statusCode, 429, 'right or wrong')
  assert.equal((await enter('hoa', 'x', { breakGlass: true })).statusCode, 400)
  assert.equal((await enter('hoa', 'x', { link: { name: 'truc', secret: 'x', admin: true } })).statusCode, 400)
  const payload = { name: 'hoa', password: 'password-of-hoa' }
  const forged = await app.inject({ method: 'POST', url: '/api/log-in/directory', payload })
  assert.equal(forged.statusCode, 403)
  const rows = await store.audit.list(systemScope, { limit: 100 })
  assert.equal(rows.filter(({ action, target }) => action === 'session.refuse' && target === 'provider/ldap').length, 5)
  assert.equal(rows.filter(({ action }) => action === 'session.refuse').length, 5, 'one row a refusal')
  assert.ok(!JSON.stringify(rows).includes('guess-'), 'no password in the log')
})

test('break-glass: with the directory away and passwords switched off, the marked account gets in, seen by all', {
  skip,
}, async (t) => {
  const { app, store, server, enter, signIn, lead } = await world(t, { local: 'break-glass' })
  assert.equal(lead, 'vonggac_session=', 'the lead’s own password opens nothing')
  const refused = await logIn(app, 'truc', 'mật khẩu thử')
  assert.deepEqual([refused.statusCode, refused.json<{ hint: string }>().hint], [403, 'local-off'])
  await server.stop()
  assert.equal((await enter('lan', 'password-of-lan')).statusCode, 503)

  await signIn('du-phong', [{ role: 'duty-lead', unit: 'tinh' }])
  const kept = await store.records.get<object>(systemScope, 'account', 'du-phong')
  const document = { ...kept?.document, breakGlass: true }
  await store.records.write([{ kind: 'account', id: 'du-phong', document, unitIds: ['tinh'], expect: 'any' }])
  const opened = await logIn(app, 'du-phong', 'mật khẩu thử')
  assert.equal(opened.statusCode, 200, opened.body)
  const cookie = opened.cookies.find(({ name }) => name === 'vonggac_session')
  const hours = ((cookie?.expires?.getTime() ?? 0) - Date.now()) / 3_600_000
  assert.ok(hours > 3.9 && hours < 4.1, `it ends by itself: ${hours}`)
  const uses = await store.records.list<{ account: string }>(systemScope, 'break-glass-use', {
    where: { kind: 'true' },
    limit: 10,
  })
  assert.deepEqual(
    uses.rows.map((row) => row.document.account),
    ['du-phong'],
  )
  const rows = await store.audit.list(systemScope, { limit: 100 })
  assert.equal(rows.filter(({ action }) => action === 'break-glass.use').length, 1)
})
