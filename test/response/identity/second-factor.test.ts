import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../../core/lib/clock.ts'
import { createSecretBox } from '../../../response/identity/secret-box.ts'
import { base32, totpAddress, totpCode, totpStep } from '../../../response/identity/totp.ts'
import { guard, logIn, testConsole } from '../../support/console.ts'

const password = 'mật khẩu thử'
const start = Date.parse('2026-11-30T05:00:00Z')

test('codes are those of RFC 6238, appendix B, SHA-1', () => {
  const secret = Buffer.from('12345678901234567890')
  for (const [seconds, code] of [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ] as const) {
    assert.equal(totpCode(secret, Math.floor(seconds / 30)), code)
    assert.equal(totpStep(secret, code, seconds * 1000, 0), Math.floor(seconds / 30))
    assert.equal(totpStep(secret, code, seconds * 1000, Math.floor(seconds / 30)), undefined, 'not twice')
    assert.equal(totpStep(secret, code, (seconds + 90) * 1000, 0), undefined, 'not much later')
  }
  // RFC 4648 §10
  assert.equal(base32(Buffer.from('foobar')), 'MZXW6YTBOI')
  assert.equal(
    totpAddress(Buffer.from('foobar'), 'Đội thử', 'lan'),
    'otpauth://totp/%C4%90%E1%BB%99i%20th%E1%BB%AD:lan?secret=MZXW6YTBOI&issuer=%C4%90%E1%BB%99i%20th%E1%BB%AD&digits=6&period=30',
  )
})

test('a sealed secret opens with its key, for its owner, unchanged', () => {
  const box = createSecretBox(Buffer.alloc(32, 1))
  const sealed = box.seal(Buffer.from('bí mật'), 'lan')
  assert.equal(box.open(sealed, 'lan').toString(), 'bí mật')
  assert.throws(() => box.open(sealed, 'minh'))
  assert.throws(() => createSecretBox(Buffer.alloc(32, 2)).open(sealed, 'lan'))
  assert.throws(() => box.open(`${sealed.slice(0, -2)}AA`, 'lan'))
})

const bytesOf = (text: string) => {
  const bits = [...text]
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

async function world(t: Parameters<typeof testConsole>[0]) {
  const clock = manualClock(start)
  const desk = await testConsole(t, clock)
  const { app } = desk
  const ask = (method: 'GET' | 'POST' | 'PUT', url: string, cookie: string, payload?: object) =>
    app.inject({ method, url, headers: { ...guard, cookie }, ...(payload === undefined ? {} : { payload }) })
  const code = (secret: Buffer) => totpCode(secret, Math.floor(clock.now() / 30_000))
  const enter = (name: string, more?: string, address = '127.0.0.1') =>
    app.inject({
      method: 'POST',
      url: '/api/session',
      remoteAddress: address,
      headers: guard,
      payload: { name, password, ...(more === undefined ? {} : { code: more }) },
    })
  /** Sets a second factor up; gives its secret and the recovery codes. */
  const setUp = async (cookie: string) => {
    const begun = await ask('POST', '/api/me/second-factor/begin', cookie, { password })
    const secret = bytesOf(begun.json().secret)
    const set = await ask('POST', '/api/me/second-factor/confirm', cookie, { code: code(secret) })
    assert.equal(set.statusCode, 200, set.body)
    return { secret, recovery: set.json().recovery as string[] }
  }
  return { ...desk, clock, ask, code, enter, setUp }
}

test('with a second factor the password alone does not log in; a code does once', async (t) => {
  const { signIn, setUp, enter, clock, code, ask, store } = await world(t)
  const { cookie } = await signIn('lan', [{ role: 'analyst', unit: 'tinh' }])
  const other = await signIn('lan', [{ role: 'analyst', unit: 'tinh' }])
  const { secret, recovery } = await setUp(cookie)
  assert.equal(recovery.length, 10)
  assert.equal((await ask('GET', '/api/session', cookie)).json().secondFactor, 'on')
  assert.equal((await ask('GET', '/api/session', other.cookie)).statusCode, 401, 'what was opened before has ended')
  const kept = JSON.stringify(
    await store.records.get({ kind: 'units', units: ['tinh'], unattributed: true }, 'account', 'lan'),
  )
  for (const hidden of [base32(secret), secret.toString('base64'), ...recovery]) assert.ok(!kept.includes(hidden))

  assert.equal((await enter('lan')).json().code, 'second-factor')
  assert.equal((await enter('lan', code(secret))).json().code, 'wrong-code', 'the code that set it up')
  clock.advance(30_000)
  const tries = await Promise.all([enter('lan', code(secret)), enter('lan', code(secret))])
  assert.deepEqual(tries.map(({ statusCode }) => statusCode).sort(), [200, 401], 'two at one moment: one is in')
  assert.equal((await enter('lan', code(secret))).statusCode, 401, 'replayed')

  assert.equal((await enter('lan', ` ${recovery[0]?.toUpperCase()} `)).statusCode, 200)
  assert.equal((await enter('lan', recovery[0])).statusCode, 401, 'a recovery code is good once')
})

test('codes are not guessed, from however many addresses; a wrong password never learns of the factor', async (t) => {
  const { app, signIn, setUp, enter, clock, code } = await world(t)
  const { cookie } = await signIn('lan', [{ role: 'analyst', unit: 'tinh' }])
  const { secret } = await setUp(cookie)
  assert.equal((await logIn(app, 'lan', 'sai')).json().code, 'wrong-credentials')
  for (let at = 0; at < 5; at++) assert.equal((await enter('lan', '000000', `10.0.0.${at}`)).json().code, 'wrong-code')
  clock.advance(30_000)
  const shut = await enter('lan', code(secret), '10.0.0.9')
  assert.equal(shut.statusCode, 429)
  clock.advance(5 * 60_000)
  assert.equal((await enter('lan', code(secret), '10.0.0.9')).statusCode, 200)
})

test('a role that asks for a second factor allows nothing before it is set up', async (t) => {
  const { signIn, setUp, ask } = await world(t)
  const admin = await signIn('admin', [{ role: 'platform-admin', unit: 'tinh' }])
  const lan = await signIn('lan', [{ role: 'analyst', unit: 'tinh' }])
  assert.equal((await ask('GET', '/api/alerts?from=0&to=1', lan.cookie)).statusCode, 200)
  const put = await ask('PUT', '/api/second-factor-setting', admin.cookie, { roles: ['analyst'], version: null })
  assert.equal(put.statusCode, 200, put.body)
  assert.equal((await ask('GET', '/api/alerts?from=0&to=1', lan.cookie)).statusCode, 403)
  const session = (await ask('GET', '/api/session', lan.cookie)).json()
  assert.deepEqual([session.secondFactor, session.permissions], ['must-set-up', []])
  await setUp(lan.cookie)
  assert.equal((await ask('GET', '/api/alerts?from=0&to=1', lan.cookie)).statusCode, 200)
})

test('the own factor comes off with password and code; a lost one by who may set the password', async (t) => {
  const { signIn, setUp, ask, clock, code, enter } = await world(t)
  const lead = await signIn('truc', [{ role: 'duty-lead', unit: 'tinh' }])
  const admin = await signIn('admin', [{ role: 'platform-admin', unit: 'tinh' }])
  const lan = await signIn('lan', [{ role: 'analyst', unit: 'tinh' }])
  const { secret } = await setUp(lan.cookie)
  const off = (payload: object) => ask('POST', '/api/me/second-factor/remove', lan.cookie, payload)
  clock.advance(30_000)
  assert.equal((await off({ password: 'sai', code: code(secret) })).json().code, 'wrong-credentials')
  assert.equal((await off({ password, code: '000000' })).json().code, 'wrong-code')
  assert.equal((await off({ password, code: code(secret) })).statusCode, 200)
  assert.equal((await enter('lan')).statusCode, 200)

  await setUp(lan.cookie)
  const { version } = (await ask('GET', '/api/people/lan', lead.cookie)).json()
  const remove = (cookie: string) => ask('POST', '/api/people/lan/second-factor/remove', cookie, { version })
  assert.equal((await remove(admin.cookie)).json().hint, 'holds-more')
  assert.equal((await remove(lead.cookie)).statusCode, 200)
  assert.equal((await enter('lan')).statusCode, 200)
})

test('a log-in never goes on under a secret that was there before it, and roles cannot be slipped in', async (t) => {
  const { app, signIn, ask } = await world(t)
  const before = await signIn('lan', [{ role: 'analyst', unit: 'tinh' }])
  const reply = await app.inject({
    method: 'POST',
    url: '/api/session',
    headers: { ...guard, cookie: before.cookie },
    payload: { name: 'lan', password },
  })
  assert.notEqual(reply.cookies[0]?.value, before.secret)
  assert.equal((await ask('GET', '/api/session', before.cookie)).statusCode, 401)
  const planted = await app.inject({
    method: 'POST',
    url: '/api/session',
    headers: { ...guard, cookie: 'vonggac_session=chosen-by-another' },
    payload: { name: 'lan', password },
  })
  assert.notEqual(planted.cookies[0]?.value, 'chosen-by-another')

  const lead = await signIn('truc', [{ role: 'duty-lead', unit: 'tinh' }])
  const person = { name: 'moi', displayName: 'Mới', unit: 'so-tc', service: false }
  for (const more of [
    { grants: [{ role: 'duty-lead', unit: 'tinh' }] },
    { password: 'x' },
    { disabled: null },
    { secondFactor: null },
  ]) {
    assert.equal((await ask('POST', '/api/people', lead.cookie, { ...person, ...more })).statusCode, 400)
  }
  const made = (await ask('POST', '/api/people', lead.cookie, person)).json()
  const version = made.person.version
  for (const more of [{ only: [] }, { permissions: ['system.operate'] }]) {
    const grant = { version, role: 'analyst', unit: 'so-tc', ...more }
    assert.equal((await ask('POST', '/api/people/moi/grants', lead.cookie, grant)).statusCode, 400)
  }
  const admin = { version, role: 'platform-admin', unit: 'tinh' }
  assert.equal((await ask('POST', '/api/people/moi/grants', lead.cookie, admin)).json().hint, 'not-yours-to-grant')
})
