import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { manualClock } from '../../../core/lib/clock.ts'
import { totpCode } from '../../../response/identity/totp.ts'
import { guard, testConsole } from '../../support/console.ts'

const lead = [{ role: 'duty-lead', unit: 'tinh' }] as const
const analyst = [{ role: 'analyst', unit: 'so-tc' }] as const
const right = 'mật khẩu thử'

async function world(t: Parameters<typeof testConsole>[0], ...more: [object?, object?]) {
  const clock = manualClock(Date.now())
  const desk = await testConsole(t, clock, ...more)
  const enter = (name: string, password: string, from: { address?: string; headers?: object; code?: string } = {}) =>
    desk.app.inject({
      method: 'POST',
      url: '/api/session',
      remoteAddress: from.address ?? '10.1.1.1',
      headers: { ...guard, ...from.headers },
      payload: { name, password, ...(from.code === undefined ? {} : { code: from.code }) },
    })
  return { ...desk, clock, enter }
}
const counted = (replies: readonly { statusCode: number }[]) => {
  const of = (status: number) => replies.filter(({ statusCode }) => statusCode === status).length
  return { judged: of(401), refused: of(429) }
}

test('brute force: passwords tried all at one moment are no more than those tried one after another', async (t) => {
  const { signIn, enter, clock } = await world(t)
  await signIn('truc', lead)
  const tries = await Promise.all(Array.from({ length: 12 }, (_, at) => enter('truc', `wrong ${at}`)))
  assert.deepEqual(counted(tries), { judged: 5, refused: 7 })
  assert.equal((await enter('truc', right)).statusCode, 429)
  assert.equal((await enter('truc', right, { address: '10.1.1.2' })).statusCode, 200, 'the owner is not locked out')
  clock.advance(5 * 60_000)
  const shift = await Promise.all(Array.from({ length: 7 }, () => enter('truc', right)))
  assert.ok(
    shift.every(({ statusCode }) => statusCode === 200),
    'who knows the password waits for a place and is not refused',
  )
})

test('brute force: codes of the second factor tried at one moment, each from an address of its own', async (t) => {
  const { app, signIn, enter, clock } = await world(t)
  const { cookie } = await signIn('lan', analyst)
  const ask = (url: string, payload: object) =>
    app.inject({ method: 'POST', url, headers: { ...guard, cookie }, payload })
  const begun = await ask('/api/me/second-factor/begin', { password: right })
  const bits = [...(begun.json().secret as string)]
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const code = () => totpCode(secret, Math.floor(clock.now() / 30_000))
  const set = await ask('/api/me/second-factor/confirm', { code: code() })
  assert.equal(set.statusCode, 200, set.body)
  clock.advance(30_000)
  const wrong = code() === '000000' ? '000001' : '000000'
  const tries = await Promise.all(
    Array.from({ length: 12 }, (_, at) => enter('lan', right, { address: `10.2.0.${at}`, code: wrong })),
  )
  assert.deepEqual(counted(tries), { judged: 5, refused: 7 })
  const recovery = set.json().recovery[0]
  assert.equal((await enter('lan', right, { address: '10.3.0.1', code: recovery })).statusCode, 429)
  const other = await enter('lan', 'wrong', { address: '10.3.0.2' })
  assert.equal(other.json().code, 'wrong-credentials', 'without the password nothing is told of the factor')
})

test('brute force: the addresses of one IPv6 network are one caller, another network is another', async (t) => {
  const { signIn, enter } = await world(t)
  await signIn('truc', lead)
  for (let at = 0; at < 5; at++) await enter('truc', 'wrong', { address: `2001:db8:1:2:${at}::${at}` })
  assert.equal((await enter('truc', right, { address: '2001:db8:1:2:ffff::1' })).statusCode, 429)
  assert.equal((await enter('truc', right, { address: '2001:db8:1:3::1' })).statusCode, 200)
  for (let at = 0; at < 5; at++) await enter('truc', 'wrong', { address: '::ffff:10.9.9.9' })
  assert.equal((await enter('truc', right, { address: '::ffff:10.9.9.8' })).statusCode, 200, 'mapped IPv4 is IPv4')
})

test('brute force: through a proxy each is counted alone, and nobody says for whom he asks but a proxy of ours', async (t) => {
  type World = Awaited<ReturnType<typeof world>>
  // Passkeys that are none: it is the address that is counted, and no password is derived.
  const flood = async ({ app }: World, remoteAddress: string, forwarded: () => string) => {
    for (let at = 0; at < 30; at++) {
      const reply = await app.inject({
        method: 'POST',
        url: '/api/log-in/passkey',
        remoteAddress,
        headers: { ...guard, 'x-forwarded-for': forwarded() },
        payload: { response: {} },
      })
      assert.equal(reply.json().code, 'sign-in-refused', reply.body)
    }
  }
  const behind = await world(t, { proxies: ['10.0.0.1'] })
  await behind.signIn('truc', lead)
  const asked = (of: typeof behind, who: string) =>
    of.enter('truc', right, { address: '10.0.0.1', headers: { 'x-forwarded-for': who } })
  let turn = 0
  // What the client itself put into the header stands left of what the proxy adds.
  await flood(behind, '10.0.0.1', () => `192.0.2.${turn++}, 203.0.113.66`)
  assert.equal((await asked(behind, '203.0.113.66')).statusCode, 429, 'a forged list helps nobody')
  assert.equal((await asked(behind, '198.51.100.7')).statusCode, 200, 'others behind the proxy are not locked out')

  const plain = await world(t)
  await plain.signIn('truc', lead)
  await flood(plain, '10.7.7.7', () => `192.0.2.${turn++ % 250}`)
  const refused = await plain.enter('truc', right, {
    address: '10.7.7.7',
    headers: { 'x-forwarded-for': '192.0.2.251' },
  })
  assert.equal(refused.statusCode, 429, 'whoever is no proxy of ours is who he is')
})

test('fixation: over HTTPS no other host of the domain slips a log-in of its own in', async (t) => {
  const { app, signIn, enter } = await world(t, {}, { address: 'https://gac.tinh.example.vn' })
  const { secret } = await signIn('ke-xau', analyst)
  await signIn('truc', lead)
  const host = 'gac.tinh.example.vn'
  const who = (cookie: string, at = host) => app.inject({ url: '/api/session', headers: { host: at, cookie } })
  assert.equal((await who(`vonggac_session=${secret}`)).statusCode, 401, 'a cookie that any host of the domain may set')
  assert.equal((await who(`vonggac_session=${secret}`, 'localhost')).statusCode, 200)
  const entered = await enter('truc', right, { headers: { host } })
  const given = String(entered.headers['set-cookie'])
  // RFC 6265bis §4.1.3.2: else a browser does not take it.
  assert.match(given, /^__Host-vonggac_session=[\w-]+; .*Path=\/;.*Secure/)
  assert.doesNotMatch(given, /Domain/)
  const own = given.split(';')[0] ?? ''
  const both = await who(`vonggac_session=${secret}; ${own}`)
  assert.equal(both.json().actor.id, 'truc')
  const out = await app.inject({ method: 'DELETE', url: '/api/session', headers: { ...guard, host, cookie: own } })
  assert.match(String(out.headers['set-cookie']), /^__Host-vonggac_session=; .*Path=\/;.*Secure/)
  assert.equal((await who(own)).statusCode, 401)
})

test('fixation: a secret chosen by another is never taken up, and what was there before is over', async (t) => {
  const { app, signIn, enter, clock } = await world(t)
  const { cookie: earlier } = await signIn('truc', lead)
  const who = (cookie: string) => app.inject({ url: '/api/session', headers: { cookie } })
  const status = async (cookie: string) => (await who(cookie)).statusCode
  const cookieOf = (reply: { headers: Record<string, unknown> }) =>
    String(reply.headers['set-cookie']).split(';')[0] ?? ''

  const chosen = await enter('truc', right, { headers: { cookie: `vonggac_session=${'A'.repeat(43)}` } })
  assert.doesNotMatch(cookieOf(chosen), /A{43}/)
  assert.equal(await status(`vonggac_session=${'A'.repeat(43)}`), 401)

  const again = await enter('truc', right, { headers: { cookie: earlier } })
  assert.notEqual(cookieOf(again), earlier)
  assert.equal(await status(earlier), 401, 'the log-in that this one replaces is over')

  const failed = await enter('truc', 'wrong', { headers: { cookie: cookieOf(again) } })
  assert.equal(failed.headers['set-cookie'], undefined)
  assert.equal(await status(cookieOf(again)), 200, 'a try that fails ends nothing')

  clock.advance(1)
  const changed = await app.inject({
    method: 'POST',
    url: '/api/me/password',
    headers: { ...guard, cookie: cookieOf(again) },
    payload: { current: right, password: 'một mật khẩu mới hẳn' },
  })
  assert.equal(changed.statusCode, 200, changed.body)
  assert.deepEqual(
    [await status(cookieOf(chosen)), await status(cookieOf(again)), await status(cookieOf(changed))],
    [401, 401, 200],
    'a new password ends every log-in of before and goes on under a new one',
  )
})

test('a request that is sent slowly is cut off, also where no TLS is spoken', async (t) => {
  const { app } = await world(t)
  assert.ok(app.server.requestTimeout > 0 && app.server.requestTimeout <= 120_000)
  assert.ok(app.server.headersTimeout > 0 && app.server.headersTimeout <= 60_000)
})

test('answers of the API are kept by nobody, however their address is written; nothing is framed', async (t) => {
  const { app, signIn } = await world(t)
  const { cookie } = await signIn('truc', lead)
  for (const url of ['/api/session', '/%61pi/session', '/api/%73ession']) {
    const reply = await app.inject({ url, headers: { cookie } })
    assert.equal(reply.statusCode, 200, url)
    assert.equal(reply.headers['cache-control'], 'no-store', url)
    assert.equal(reply.headers['x-frame-options'], 'DENY')
    assert.equal(reply.headers['x-content-type-options'], 'nosniff')
    assert.equal(reply.headers['referrer-policy'], 'no-referrer')
    assert.equal(reply.headers['cross-origin-opener-policy'], 'same-origin')
    const policy = String(reply.headers['content-security-policy'])
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /script-src 'self';/)
    assert.match(policy, /style-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe|https:|\*/)
  }
})

test('sums over all units are for the host, and for who runs the system', async (t) => {
  const { app, signIn, makeKey } = await world(t)
  const ask = async (headers: Record<string, string>, remoteAddress = '10.4.4.4') =>
    (await app.inject({ url: '/metrics', headers, remoteAddress })).statusCode
  assert.equal(await ask({}, '127.0.0.1'), 200)
  assert.equal(await ask({}), 401)
  assert.equal(await ask({ 'x-forwarded-for': '10.4.4.4' }, '127.0.0.1'), 401)
  assert.equal(await ask({ cookie: (await signIn('a', analyst)).cookie }), 403)
  assert.equal(await ask({ cookie: (await signIn('admin', [{ role: 'platform-admin', unit: 'tinh' }])).cookie }), 200)
  assert.equal(await ask(await makeKey('may', [{ role: 'service-account', unit: 'tinh' }])), 403)
})

test('the page takes no sheet and no script but its own: a number in it and in its policy is good once', async (t) => {
  const webRoot = mkdtempSync(join(tmpdir(), 'vonggac-page-'))
  t.after(() => rmSync(webRoot, { recursive: true, force: true }))
  writeFileSync(join(webRoot, 'index.html'), '<meta property="csp-nonce" nonce="" />')
  const { app } = await world(t, { webRoot })
  const seen = new Set<string>()
  for (const url of ['/', '/index.html', '/alerts', '/']) {
    const { headers, body } = await app.inject({ url })
    const policy = String(headers['content-security-policy'])
    const nonce = /style-src 'self' 'nonce-([\w-]{22})';/.exec(policy)?.[1] ?? ''
    assert.equal(body, `<meta property="csp-nonce" nonce="${nonce}" />`)
    assert.match(policy, /script-src 'self';/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(headers['cache-control'], 'no-store')
    seen.add(nonce)
  }
  assert.equal(seen.size, 4)
})
