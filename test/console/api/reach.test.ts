import assert from 'node:assert/strict'
import { test } from 'node:test'
import { io } from 'socket.io-client'
import type { LiveChange } from '../../../console/api/schemas/live.ts'
import type { Grant } from '../../../core/access/actor.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { guard, testConsole } from '../../support/console.ts'
import { eventually } from '../../support/platform.ts'

type Console = Awaited<ReturnType<typeof testConsole>>
const askAs =
  ({ app }: Console, cookie: string) =>
  (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
    app.inject({ method, url, headers: { ...guard, cookie }, ...(payload === undefined ? {} : { payload }) })

test('delegated administration reaches neither up nor sideways, whatever a body says', async (t) => {
  const desk = await testConsole(t)
  const head = askAs(desk, (await desk.signIn('so-tc.truong', [{ role: 'agency-head', unit: 'so-tc' }])).cookie)
  await desk.plantPerson('so-tc.a', 'so-tc', 'A')
  await desk.plantPerson('so-yt.b', 'so-yt', 'B')
  await desk.plantPerson('chi-huy', 'tinh', 'C')
  /** Of the own agency by home, and holds more than its head may give. */
  await desk.signIn('so-tc.lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const all = { kind: 'units', units: ['tinh'], unattributed: true } as const
  const { version: born } = await desk.services.people.get(all, 'so-tc.lead')
  const { version } = await desk.services.people.edit(
    { id: 'truc', name: 'truc', grants: [{ role: 'duty-lead', unit: 'tinh' }] },
    { scope: all, name: 'so-tc.lead', version: born },
    { displayName: 'Lead', phone: '', unit: 'so-tc' },
  )
  const shape = async (method: 'POST' | 'PUT', name: string, step: string, body: object) => {
    const reply = await head(method, `/api/people/${name}${step}`, { version: 1, ...body })
    return `${reply.statusCode} ${reply.body.replaceAll(name, '')}`
  }
  const grant = { role: 'agency-reporter', unit: 'so-tc' }
  const steps = [
    ['PUT', '', { displayName: 'x', phone: '', unit: 'so-tc' }],
    ['POST', '/link', {}],
    ['POST', '/disable', {}],
    ['POST', '/enable', {}],
    ['POST', '/grants', grant],
    ['POST', '/grants/remove', grant],
    ['POST', '/second-factor/remove', {}],
    ['POST', '/external-login', { login: 'me' }],
    ['PUT', '/external-login', { login: 'me' }],
    ['PUT', '/break-glass', { on: true }],
  ] as const
  for (const [method, step, body] of steps) {
    const ghost = await shape(method, 'so-yt.nobody', step, body)
    assert.match(ghost, /^404 /, step)
    for (const other of ['so-yt.b', 'chi-huy', 'admin']) {
      assert.equal(await shape(method, other, step, body), ghost, `${other} ${step}: as one that is not there`)
    }
  }
  for (const [method, step, body] of steps.filter(([, step]) => step !== '/grants')) {
    const reply = await head(method, `/api/people/so-tc.lead${step}`, { ...body, version })
    assert.ok(
      reply.statusCode === 403 || reply.statusCode === 404 || reply.statusCode === 400,
      `${step}: ${reply.body}`,
    )
  }
  const own = (await desk.services.people.get(all, 'so-tc.a')).version
  for (const role of [
    'agency-head',
    'analyst',
    'analyst-2',
    'duty-lead',
    'auditor',
    'platform-admin',
    'service-account',
  ]) {
    const reply = await head('POST', '/api/people/so-tc.a/grants', { version: own, role, unit: 'so-tc' })
    assert.equal(reply.statusCode, 403, `${role}: ${reply.body}`)
  }
  const outside = await head('POST', '/api/people/so-tc.a/grants', {
    version: own,
    role: 'agency-reporter',
    unit: 'tinh',
  })
  const nowhere = await head('POST', '/api/people/so-tc.a/grants', {
    version: own,
    role: 'agency-reporter',
    unit: 'khong',
  })
  assert.equal(outside.body.replaceAll('tinh', ''), nowhere.body.replaceAll('khong', ''))
  const fields = { name: 'so-tc.moi', displayName: 'x', unit: 'so-tc', service: false }
  for (const more of [{ grants: [{ role: 'duty-lead', unit: 'tinh' }] }, { password: 'x' }, { breakGlass: true }]) {
    assert.equal((await head('POST', '/api/people', { ...fields, ...more })).statusCode, 400)
  }
  assert.equal((await head('POST', '/api/people', { ...fields, unit: 'tinh' })).statusCode, 400)
  assert.equal((await head('POST', '/api/people', { ...fields, name: 'admin' })).statusCode, 400)
})

test('a role or a log-in that ends by its time, and a log-in with too many ears, are silent at once', async (t) => {
  const clock = manualClock(Date.now())
  const desk = await testConsole(t, clock)
  const { app, signIn, plant } = desk
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const listen = async (cookie: string, origin?: string) => {
    const heard: LiveChange[] = []
    const extraHeaders = { cookie, ...(origin === undefined ? {} : { origin }) }
    const socket = io(`http://127.0.0.1:${address.port}`, {
      path: '/api/live',
      extraHeaders,
      reconnection: false,
      transports: ['websocket'],
      forceNew: true,
    })
    t.after(() => socket.close())
    socket.on('changed', (change: LiveChange) => heard.push(change))
    const connected = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true))
      socket.on('connect_error', () => resolve(false))
    })
    return { socket, heard, connected }
  }
  const grants = (until?: number): Grant[] => [
    { role: 'analyst', unit: 'so-tc', ...(until === undefined ? {} : { until }) },
  ]
  const staying = await listen((await signIn('o-lai', grants())).cookie)
  const ending = await listen((await signIn('het-vai', grants(clock.now() + 60_000))).cookie)
  assert.ok(staying.connected && ending.connected)
  const hears = (alert: string) =>
    eventually('who stays hears', async () => staying.heard.some(({ ids }) => ids.includes(alert)))
  await hears((await plant('so-tc', 'truoc', clock.now())).alert)
  await eventually('the other too', async () => ending.heard.some(({ kind }) => kind === 'alert'))
  clock.advance(60_000)
  const had = ending.heard.length
  await hears((await plant('so-tc', 'sau', clock.now())).alert)
  assert.deepEqual(ending.heard.slice(had), [], 'nothing after the role has ended')
  clock.advance(12 * 3_600_000)
  const told = staying.heard.length
  await plant('so-tc', 'dem', clock.now())
  await eventually('the log-in is over', async () => staying.socket.disconnected)
  assert.deepEqual(staying.heard.slice(told), [])

  const { cookie } = await signIn('nhieu-the', grants())
  for (const origin of ['http://evil.example', 'null', 'file://', `http://127.0.0.1:${address.port}.evil.example`]) {
    assert.equal((await listen(cookie, origin)).connected, false, origin)
  }
  const ears = await Promise.all(Array.from({ length: 40 }, () => listen(cookie)))
  assert.ok(ears.every(({ connected }) => connected))
  const more = []
  for (let at = 0; at < 12; at++) more.push((await listen(cookie)).connected)
  assert.deepEqual([more.slice(0, 10).every(Boolean), more.slice(10)], [true, [false, false]])
})
