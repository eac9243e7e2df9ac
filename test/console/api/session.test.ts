import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../../core/lib/clock.ts'
import { guard, logIn, testConsole } from '../../support/console.ts'

const lead = [{ role: 'duty-lead', unit: 'tinh' }] as const

test('a log-in sets a cookie that scripts cannot read and other sites cannot send', async (t) => {
  const { app, signIn } = await testConsole(t)
  await signIn('truc', lead)
  const reply = await logIn(app, 'truc', 'mật khẩu thử')
  assert.equal(reply.statusCode, 200)
  const header = String(reply.headers['set-cookie'])
  assert.match(header, /HttpOnly/)
  assert.match(header, /SameSite=Strict/)
  assert.ok(!reply.body.includes(reply.cookies[0]!.value), 'the secret stands in the cookie alone')
})

test('a log-in’s cookie is for HTTPS alone where a proxy speaks it for the console’s own address', async (t) => {
  const { app, signIn } = await testConsole(t, undefined, undefined, { address: 'https://vonggac.example.vn' })
  await signIn('truc', lead)
  const cookieAt = async (host: string) => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/session',
      headers: { ...guard, host },
      payload: { name: 'truc', password: 'mật khẩu thử' },
    })
    assert.equal(reply.statusCode, 200, reply.body)
    return String(reply.headers['set-cookie'])
  }
  assert.match(await cookieAt('vonggac.example.vn'), /; Secure/)
  assert.doesNotMatch(await cookieAt('127.0.0.1:8080'), /; Secure/)
})

test('a wrong password is a plain problem document, the same for an unknown name', async (t) => {
  const { app, signIn } = await testConsole(t)
  await signIn('truc', lead)
  const wrong = await logIn(app, 'truc', 'sai')
  const unknown = await logIn(app, 'nobody', 'sai')
  for (const reply of [wrong, unknown]) {
    assert.equal(reply.statusCode, 401)
    assert.match(String(reply.headers['content-type']), /^application\/problem\+json/)
    assert.equal(reply.json().code, 'wrong-credentials')
  }
  assert.deepEqual(wrong.json(), unknown.json())
})

test('guessing is refused after five failures, with the time to wait', async (t) => {
  const clock = manualClock(Date.now())
  const { app, signIn } = await testConsole(t, clock)
  await signIn('truc', lead)
  for (let i = 0; i < 5; i++) assert.equal((await logIn(app, 'truc', `sai ${i}`)).statusCode, 401)
  const refused = await logIn(app, 'truc', 'mật khẩu thử')
  assert.equal(refused.statusCode, 429)
  assert.equal(refused.json().code, 'too-many-tries')
  assert.equal(refused.headers['retry-after'], '300')
  clock.advance(300_000)
  assert.equal((await logIn(app, 'truc', 'mật khẩu thử')).statusCode, 200)
})

test('a state change without the guard header is refused, so another site cannot make one', async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('truc', lead)
  const reply = await app.inject({ method: 'POST', url: '/api/sample', headers: { cookie } })
  assert.equal(reply.statusCode, 403)
})

test('what the API cannot read is a 4xx problem document that names the field', async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('truc', lead)
  const headers = { ...guard, cookie }
  const cases = [
    [{ method: 'POST', url: '/api/session', headers, payload: '{"name":', contentType: 'application/json' }, 400],
    [{ method: 'POST', url: '/api/session', headers, payload: '<x/>', contentType: 'text/xml' }, 415],
    [
      {
        method: 'POST',
        url: '/api/session',
        headers,
        payload: JSON.stringify({ name: 'x'.repeat(2_000_000) }),
        contentType: 'application/json',
      },
      413,
    ],
    [
      {
        method: 'POST',
        url: '/api/session',
        headers,
        payload: JSON.stringify({ name: 'a', password: 'b', more: 1 }),
        contentType: 'application/json',
      },
      400,
    ],
    [{ method: 'GET', url: '/api/alerts?from=0&to=soon', headers }, 400],
    [{ method: 'GET', url: '/api/alerts?from=0&to=1&colour=red', headers }, 400],
    [{ method: 'GET', url: '/api/alerts?from=0&to=1&status=lost', headers }, 400],
    [{ method: 'GET', url: '/api/nothing-here', headers }, 404],
    [{ method: 'GET', url: `/api/events/${'x'.repeat(250)}`, headers }, 400],
  ] as const
  for (const [{ contentType, ...request }, status] of cases as unknown as [
    { method: 'GET' | 'POST'; url: string; headers: Record<string, string>; payload?: string; contentType?: string },
    number,
  ][]) {
    const reply = await app.inject({
      ...request,
      headers: { ...request.headers, ...(contentType === undefined ? {} : { 'content-type': contentType }) },
    })
    const what = `${request.method} ${request.url.slice(0, 60)} ${reply.body.slice(0, 200)}`
    assert.equal(reply.statusCode, status, what)
    assert.match(String(reply.headers['content-type']), /^application\/problem\+json/, what)
    assert.ok(reply.json().title.length > 0, what)
  }
})

test('an unexpected failure tells the caller nothing of the inside', async (t) => {
  const told: string[] = []
  const { app, signIn } = await testConsole(t, undefined, {
    systemState: () => Promise.reject(new Error('secret path /var/lib/x')),
    signal: (name) => void told.push(name),
  })
  const { cookie } = await signIn('truc', lead)
  const reply = await app.inject({ method: 'GET', url: '/api/system', headers: { cookie } })
  assert.equal(reply.statusCode, 500)
  assert.ok(!reply.body.includes('secret path'))
  assert.deepEqual(told, ['request-failed'])
})
