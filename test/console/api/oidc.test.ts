import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { Account } from '../../../response/identity/accounts.ts'
import { createOidc } from '../../../response/identity/oidc.ts'
import { guard, logIn, testConsole } from '../../support/console.ts'
import { signInThere, startOidcProvider } from '../../support/oidc-provider.ts'

const address = 'http://localhost:8080'
const people = {
  's-lan': { name: 'Nguyễn Thị Lan', preferred_username: 'lan', groups: ['soc', 'so-tc-it', 'bosses'] },
  's-lan-2': { name: 'Kẻ lấy tên', preferred_username: 'lan', groups: ['soc'] },
  's-la': { name: 'Người lạ', preferred_username: 'la', groups: [] },
}
type Console = Awaited<ReturnType<typeof testConsole>>

/** A console with a real provider in front. */
async function world(t: TestContext, more: Parameters<typeof testConsole>[3] = {}) {
  const redirectUri = `${address}/api/log-in/oidc/callback`
  const provider = await startOidcProvider(t, redirectUri, people)
  const clock = manualClock(Date.now())
  const oidc = createOidc(
    {
      issuer: provider.issuer,
      clientId: 'vonggac',
      clientSecret: 'secret-of-the-test-client',
      ca: undefined,
      scopes: 'openid profile groups',
      loginClaim: 'preferred_username',
      groupsClaim: 'groups',
      redirectUri,
      seconds: 30,
    },
    () => clock.now(),
  )
  const it = await testConsole(t, clock, {}, { oidc, address, ...more })
  const lead = (await it.signIn('truc', [{ role: 'duty-lead', unit: 'tinh' }])).cookie
  return { ...it, clock, provider, lead }
}

/** The browser's part: begin, sign in there, come back. */
async function comeIn({ app }: Console, login: string, begin: object = {}, headers: Record<string, string> = {}) {
  const begun = await app.inject({
    method: 'POST',
    url: '/api/log-in/oidc',
    headers: { ...guard, ...headers },
    payload: begin,
  })
  assert.equal(begun.statusCode, 200, begun.body)
  const flow = begun.cookies.find(({ name }) => name === 'vonggac_flow_oidc')
  const back = await signInThere(begun.json<{ url: string }>().url, login)
  return { back, flow, reply: () => callback(app, back, flow?.value) }
}

function callback(app: Console['app'], back: URL, flow: string | undefined) {
  return app.inject({
    url: `${back.pathname}${back.search}`,
    ...(flow === undefined ? {} : { headers: { cookie: `vonggac_flow_oidc=${flow}` } }),
  })
}
const secretOf = (reply: { cookies: { name: string; value: string }[] }) =>
  reply.cookies.find(({ name }) => name === 'vonggac_session')?.value
const sessionOf = ({ app }: Console, secret: string | undefined) =>
  app.inject({ url: '/api/session', headers: { cookie: `vonggac_session=${secret}` } })
const auditOf = async ({ store }: Console, action: string) => {
  const rows = await store.audit.list(systemScope, { limit: 1000 })
  return rows.filter((row) => row.action === action).reverse()
}

/** An account that waits for this name at the provider. */
async function expectLogin({ app }: Console, lead: string, name: string, login: string) {
  const headers = { ...guard, cookie: lead }
  const invited = await app.inject({
    method: 'POST',
    url: '/api/people',
    headers,
    payload: { name, displayName: name, unit: 'tinh', service: false },
  })
  const { person, link } = invited.json<{ person: { version: number }; link: { secret: string } }>()
  const payload = { version: person.version, login }
  const set = await app.inject({ method: 'PUT', url: `/api/people/${name}/external-login`, headers, payload })
  assert.equal(set.statusCode, 200, set.body)
  return { link: { name, secret: link.secret }, version: set.json<{ version: number }>().version }
}

test('whom nobody invited is not let in; a name set beforehand links the account once and for all', async (t) => {
  const it = await world(t)
  const stranger = await (await comeIn(it, 's-lan')).reply()
  assert.equal(stranger.statusCode, 302)
  assert.equal(stranger.headers.location, '/?sign-in=not-invited')
  assert.equal(secretOf(stranger), undefined)

  await expectLogin(it, it.lead, 'lan-tinh', 'lan')
  const { reply, flow } = await comeIn(it, 's-lan', { to: '/alerts?x=1' })
  assert.ok(flow?.httpOnly === true && flow.sameSite === 'Lax')
  const entered = await reply()
  assert.equal(entered.headers.location, '/alerts?x=1')
  const session = (await sessionOf(it, secretOf(entered))).json<{ actor: { id: string }; permissions: string[] }>()
  assert.equal(session.actor.id, 'lan-tinh')
  assert.deepEqual(session.permissions, [], 'no role comes with it')

  // Somebody else who has that name there now is not this person.
  const other = await (await comeIn(it, 's-lan-2')).reply()
  assert.equal(other.headers.location, '/?sign-in=other-subject')
  const refusals = await auditOf(it, 'session.refuse')
  assert.deepEqual(
    refusals.map(({ details }) => details['why']),
    ['not-invited', 'other-subject'],
  )
  assert.equal((await auditOf(it, 'account.external')).length, 1)
})

test('an invitation is taken up at the provider, once; the password link is then no more', async (t) => {
  const it = await world(t)
  const headers = { ...guard, cookie: it.lead }
  const payload = { name: 'lan-tinh', displayName: 'Lan', unit: 'tinh', service: false }
  const invited = await it.app.inject({ method: 'POST', url: '/api/people', headers, payload })
  const link = { name: 'lan-tinh', secret: invited.json<{ link: { secret: string } }>().link.secret }
  const wrong = await (await comeIn(it, 's-la', { link: { ...link, secret: 'guessed' } })).reply()
  assert.equal(wrong.headers.location, '/?sign-in=link-ended')
  const entered = await (await comeIn(it, 's-lan', { link })).reply()
  assert.equal((await sessionOf(it, secretOf(entered))).json<{ actor: { id: string } }>().actor.id, 'lan-tinh')
  const again = await (await comeIn(it, 's-la', { link })).reply()
  assert.equal(again.headers.location, '/?sign-in=link-ended')
  const used = await it.app.inject({
    method: 'POST',
    url: '/api/welcome',
    headers: guard,
    payload: { ...link, password: 'một mật khẩu đủ dài' },
  })
  assert.equal(used.statusCode, 404)
})

test('roles follow from groups as the mapping says and never more', async (t) => {
  const it = await world(t, {
    createAccounts: true,
    mappings: [
      { group: 'SOC', role: 'analyst', unit: 'tinh' },
      { group: 'so-tc-it', role: 'agency-contact', unit: 'so-tc' },
      { group: 'so-tc-it', role: 'agency-contact', unit: 'no-such-unit' },
      // What a file cannot say is not given either when it comes another way.
      { group: 'bosses', role: 'duty-lead', unit: 'tinh' },
      { group: 'bosses', role: 'platform-admin', unit: 'tinh' },
    ],
  })
  const entered = await (await comeIn(it, 's-lan')).reply()
  const { actor } = (await sessionOf(it, secretOf(entered))).json<{ actor: { id: string } }>()
  assert.equal(actor.id, 'lan', 'made by itself, by the name there')
  const kept = await it.store.records.get<Account>(systemScope, 'account', 'lan')
  assert.deepEqual(kept?.document.grants, [
    { role: 'analyst', unit: 'tinh', mapped: true },
    { role: 'agency-contact', unit: 'so-tc', mapped: true },
  ])
  // The same name with another subject makes an account of its own.
  const second = await (await comeIn(it, 's-lan-2')).reply()
  const other = (await sessionOf(it, secretOf(second))).json<{ actor: { id: string } }>().actor.id
  assert.match(other, /^ngoai-[a-z0-9]+$/)
  assert.equal((await auditOf(it, 'role.map')).length, 2)
})

test('a log-in gets a new secret, the one that was there before ends, and nothing works twice or elsewhere', async (t) => {
  const it = await world(t)
  await expectLogin(it, it.lead, 'lan-tinh', 'lan')
  const before = await it.signIn('planted', [])
  const { back, flow } = await comeIn(it, 's-lan', {}, { cookie: before.cookie })
  // A page that somebody else was made to open carries no sealed state of this browser.
  const forced = await callback(it.app, back, undefined)
  assert.equal(forced.headers.location, '/?sign-in=flow-ended')
  const changed = await callback(it.app, back, `${flow?.value.slice(0, -2)}AA`)
  assert.equal(changed.headers.location, '/?sign-in=flow-ended')
  const entered = await callback(it.app, back, flow?.value)
  const secret = secretOf(entered)
  assert.ok(secret !== undefined && secret !== before.secret)
  assert.equal((await sessionOf(it, before.secret)).statusCode, 401, 'fixation: the earlier one is over')
  const twice = await callback(it.app, back, flow?.value)
  assert.equal(secretOf(twice), undefined)
  assert.equal(twice.headers.location, '/?sign-in=oidc-answer')
  // Too late.
  const slow = await comeIn(it, 's-lan')
  it.clock.advance(16 * 60_000)
  assert.equal((await slow.reply()).headers.location, '/?sign-in=flow-ended')
})

test('no page of another origin begins a log-in, and no return address leads away', async (t) => {
  const it = await world(t)
  await expectLogin(it, it.lead, 'lan-tinh', 'lan')
  const forged = await it.app.inject({ method: 'POST', url: '/api/log-in/oidc', payload: {} })
  assert.equal(forged.statusCode, 403)
  const more = await it.app.inject({
    method: 'POST',
    url: '/api/log-in/oidc',
    headers: guard,
    payload: { to: '/', account: 'truc', breakGlass: true },
  })
  assert.equal(more.statusCode, 400, 'nothing beyond the schema')
  for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example', '/%0d%0aX: y', '/api/docs', 'evil']) {
    const entered = await (await comeIn(it, 's-lan', { to })).reply()
    assert.equal(new URL(String(entered.headers.location), address).origin, address, to)
    assert.ok(!/^\/(api|\/|\\)/.test(String(entered.headers.location)), to)
  }
})

test('whoever is linked signs in there alone; with a second factor of ours it is asked for afterwards', async (t) => {
  const it = await world(t)
  const { version } = await expectLogin(it, it.lead, 'lan-tinh', 'lan')
  assert.ok(version > 0)
  await (await comeIn(it, 's-lan')).reply()
  const kept = await it.store.records.get<Account>(systemScope, 'account', 'lan-tinh')
  assert.equal(kept?.document.password, '')
  assert.equal((await logIn(it.app, 'lan-tinh', 'anything at all')).statusCode, 401)
  const headers = { ...guard, cookie: it.lead }
  const link = await it.app.inject({
    method: 'POST',
    url: '/api/people/lan-tinh/link',
    headers,
    payload: { version: kept?.version },
  })
  assert.equal(link.statusCode, 403)

  const passkeys = [
    { id: 'k', name: 'k', publicKey: '', counter: 0, transports: [], created: it.clock.now(), lastUsed: null },
  ]
  await it.store.records.write([
    { kind: 'account', id: 'lan-tinh', document: { ...kept?.document, passkeys }, unitIds: ['tinh'], expect: 'any' },
  ])
  const half = await (await comeIn(it, 's-lan', { to: '/rules' })).reply()
  assert.equal(half.headers.location, '/rules?sign-in=factor')
  assert.equal(secretOf(half), undefined, 'no log-in before the second factor')
  const proved = half.cookies.find(({ name }) => name === 'vonggac_flow_proved')
  const guess = () =>
    it.app.inject({
      method: 'POST',
      url: '/api/log-in/factor',
      headers: { ...guard, cookie: `vonggac_flow_proved=${proved?.value}` },
      payload: { code: '000000' },
    })
  const statuses: number[] = []
  for (let n = 0; n < 7; n++) statuses.push((await guess()).statusCode)
  assert.ok(statuses.indexOf(429) <= 5 && statuses.at(-1) === 429, `guessing is slowed down: ${statuses.join(' ')}`)
})

test('with the provider away everybody else still signs in, and who asks is told so', async (t) => {
  const it = await world(t)
  await it.provider.stop()
  const begun = await it.app.inject({ method: 'POST', url: '/api/log-in/oidc', headers: guard, payload: {} })
  assert.equal(begun.statusCode, 503)
  assert.deepEqual(
    [begun.json<{ code: string }>().code, begun.json<{ hint: string }>().hint],
    ['provider-unreachable', 'provider-away'],
  )
  assert.ok(!/127\.0\.0\.1|ECONN/.test(begun.body), 'nothing of where it is')
  assert.equal((await logIn(it.app, 'truc', 'mật khẩu thử')).statusCode, 200)
})
