import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../../core/lib/clock.ts'
import { guard, testConsole } from '../../support/console.ts'

test('a program’s key: no more than its account and its maker hold, at a unit, until its day', async (t) => {
  const clock = manualClock(Date.parse('2026-11-30T05:00:00Z'))
  const { app, signIn, plant, store } = await testConsole(t, clock)
  const lead = (await signIn('truc', [{ role: 'duty-lead', unit: 'tinh' }])).cookie
  const admin = (await signIn('admin', [{ role: 'platform-admin', unit: 'tinh' }])).cookie
  const ask = (method: 'GET' | 'POST' | 'DELETE', url: string, headers: Record<string, string>, payload?: object) =>
    app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
  const as = (cookie: string) => ({ ...guard, cookie })
  await plant('so-tc', 'taichinh', clock.now())
  await plant('so-yt', 'yte', clock.now())

  const robot = { name: 'soar', displayName: 'SOAR', unit: 'tinh', service: true }
  const made = (await ask('POST', '/api/people', as(lead), robot)).json()
  assert.equal(made.link, null, 'a program never signs in')
  const grant = { role: 'service-account', unit: 'tinh', version: made.person.version }
  assert.equal((await ask('POST', '/api/people/soar/grants', as(lead), { ...grant, role: 'analyst' })).statusCode, 403)
  const granted = await ask('POST', '/api/people/soar/grants', as(lead), grant)
  assert.equal(granted.statusCode, 200, granted.body)

  const draft = { name: 'đọc', permissions: ['alert.read'], unit: 'so-tc', days: 30 }
  const make = (cookie: string, more: object = {}) =>
    ask('POST', '/api/people/soar/keys', as(cookie), { ...draft, ...more })
  assert.equal((await make(lead, { permissions: ['alert.triage'] })).json().hint, 'account-lacks')
  assert.equal((await make(admin)).json().hint, 'not-yours-to-grant', 'an administrator gets no content by a key')
  assert.equal((await make(lead, { days: 367 })).statusCode, 400)
  assert.equal((await make(lead, { unit: 'nowhere' })).json().hint, 'unknown-unit')
  const { key, secret } = (await make(lead)).json()
  const bearer = { authorization: `Bearer ${secret}` }
  const range = 'from=0&to=4102444800000'
  const alerts = await ask('GET', `/api/alerts?${range}`, bearer)
  assert.equal(alerts.statusCode, 200, alerts.body)
  assert.ok(alerts.body.includes('taichinh') && !alerts.body.includes('yte'), 'its unit alone')
  assert.equal((await ask('GET', `/api/events?${range}`, bearer)).statusCode, 403, 'its permissions alone')
  assert.equal((await ask('GET', '/api/me/sessions', bearer)).statusCode, 403)
  assert.equal((await ask('GET', '/api/alerts', { ...as(lead), authorization: `Bearer ${secret}x` })).statusCode, 401)
  assert.ok(
    !JSON.stringify(
      await store.records.list({ kind: 'units', units: ['tinh'], unattributed: true }, 'api-key', {
        where: { kind: 'true' },
        limit: 9,
      }),
    ).includes(secret.split('.')[1]),
  )
  const listed = (await ask('GET', '/api/people/soar/keys', as(lead))).json().rows[0]
  assert.equal(listed.lastUsed, clock.now())
  assert.ok(!JSON.stringify(listed).includes('digest'))

  const version = (await ask('GET', '/api/people/soar', as(lead))).json().version
  const locked = (await ask('POST', '/api/people/soar/disable', as(lead), { version })).json()
  assert.equal((await ask('GET', `/api/alerts?${range}`, bearer)).json().code, 'wrong-key')
  await ask('POST', '/api/people/soar/enable', as(lead), { version: locked.version })
  assert.equal((await ask('GET', `/api/alerts?${range}`, bearer)).statusCode, 200)
  assert.equal((await ask('DELETE', `/api/people/truc/keys/${key.id}`, as(lead))).statusCode, 404)
  const other = (await make(lead)).json()
  assert.equal((await ask('DELETE', `/api/people/soar/keys/${other.key.id}`, as(lead))).statusCode, 200)
  assert.equal((await ask('GET', `/api/alerts?${range}`, { authorization: `Bearer ${other.secret}` })).statusCode, 401)
  clock.advance(30 * 86_400_000)
  assert.equal((await ask('GET', `/api/alerts?${range}`, bearer)).statusCode, 401, 'past its day')
})
