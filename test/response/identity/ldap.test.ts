import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { CodedError } from '../../../core/lib/errors.ts'
import { createDirectory, type DirectorySettings, escapeFilter } from '../../../response/identity/directory.ts'
import { directorySettings, openLdapMissing, startOpenLdap } from '../../support/openldap.ts'

const skip = openLdapMissing()
const unreachable = (why: string) => (error: unknown) =>
  error instanceof CodedError && error.code === 'provider-unreachable' && error.hint === why

async function world(t: TestContext, name?: { dns: string; ip: string }) {
  const server = await startOpenLdap(t, name)
  const settings = directorySettings(server)
  return {
    server,
    settings,
    directory: (more: Partial<DirectorySettings> = {}) => createDirectory({ ...settings, ...more }),
  }
}

test('name and password of a real directory, over ldaps and StartTLS, with groups', { skip }, async (t) => {
  const { directory, server } = await world(t)
  const proof = await directory().prove('lan', 'password-of-lan')
  assert.equal(proof?.displayName, 'Nguyen Thi Lan')
  assert.match(proof?.subject ?? '', /^[0-9a-f-]{36}$/)
  assert.deepEqual([proof?.issuer, proof?.login], ['ldap:dc=tinh', 'lan'])
  assert.deepEqual(proof?.groups, ['cn=soc,ou=groups,dc=tinh'])
  const upgraded = await directory({ url: server.urls.plain, groups: 'member' }).prove('LAN', 'password-of-lan')
  assert.deepEqual(upgraded, proof, 'by another name in letters alone it is the same person')
  // OpenLDAP does not know the rule of Active Directory: no group then, and no failure.
  assert.deepEqual((await directory({ groups: 'nested' }).prove('lan', 'password-of-lan'))?.groups, [])
  await directory().reach()
})

test('what is not name and password proves nobody', { skip }, async (t) => {
  const { directory } = await world(t)
  for (const [login, password] of [
    ['lan', 'password-of-hoa'],
    ['nobody', 'password-of-lan'],
    // This server takes a bind without a password for an anonymous one.
    ['lan', ''],
    ['', 'password-of-lan'],
    ['*', 'password-of-lan'],
    ['l*', 'password-of-lan'],
    ['lan)(objectClass=*', 'password-of-lan'],
    ['lan)(|(uid=*))', 'password-of-lan'],
    ['lan\0', 'password-of-lan'],
    ['uid=lan,ou=people,dc=tinh', 'password-of-lan'],
  ] as const) {
    assert.equal(await directory().prove(login, password), undefined, login)
  }
  // A filter that finds two finds nobody.
  const loose = directory({ filter: '(|(uid={login})(objectClass=person))' })
  assert.equal(await loose.prove('lan', 'password-of-lan'), undefined)
})

test('a certificate of somebody else, a wrong look-up account and a dead server are told as out of reach', {
  skip,
}, async (t) => {
  const { directory, server } = await world(t)
  for (const wrong of [{ ca: undefined }, { ca: undefined, url: server.urls.plain }, { bindPassword: 'x' }]) {
    await assert.rejects(directory(wrong).prove('lan', 'password-of-lan'), unreachable('provider-away'))
    await assert.rejects(directory(wrong).reach(), unreachable('provider-away'))
  }
  await server.stop()
  await assert.rejects(directory().prove('lan', 'password-of-lan'), unreachable('provider-away'))
})

test('a certificate for another name is not taken, with ldaps nor after StartTLS', { skip }, async (t) => {
  const { directory, server } = await world(t, { dns: 'elsewhere.example', ip: '192.0.2.1' })
  for (const url of [server.urls.tls, server.urls.plain]) {
    await assert.rejects(directory({ url }).prove('lan', 'password-of-lan'), unreachable('provider-away'))
  }
})

test('a server that says nothing is left at the deadline', async (t) => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()))
  t.after(() => silent.close())
  const address = silent.address()
  const url = `ldap://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const directory = createDirectory({
    url,
    startTls: false,
    ca: undefined,
    bindDn: 'cn=lookup',
    bindPassword: 'x',
    upnSuffix: '',
    base: 'dc=tinh',
    filter: '(uid={login})',
    subject: 'entryUUID',
    displayName: 'cn',
    groups: 'memberOf',
    groupBase: '',
    seconds: 1,
  })
  const start = performance.now()
  await assert.rejects(directory.prove('lan', 'x'), unreachable('provider-late'))
  assert.ok(performance.now() - start < 3000)
})

test('no name is more than a value in a filter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const escaped = escapeFilter(name)
      assert.ok(!/[()*\0]/.test(escaped))
      const back = escaped.replace(/\\([0-9a-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
      assert.equal(back, name)
    }),
  )
})
