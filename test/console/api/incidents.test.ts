import assert from 'node:assert/strict'
import { test } from 'node:test'
import { io } from 'socket.io-client'
import type { LiveChange } from '../../../console/api/schemas/live.ts'
import { guard, testConsole } from '../../support/console.ts'
import { eventually } from '../../support/platform.ts'

test('a restricted incident is the same as none to whom it is hidden: in every route, and on the live feed', async (t) => {
  const { app, plant, plantIncident, signIn } = await testConsole(t)
  const planted = await plant('so-tc', 'ketoan', Date.now())
  const hidden = await plantIncident('so-tc', 'hidden', { restricted: true, alert: planted.alert })
  const open = await plantIncident('so-tc', 'open', { alert: planted.alert })
  const { cookie } = await signIn('lan', [{ role: 'analyst-2', unit: 'so-tc' }])
  const lead = await signIn('chi', [{ role: 'duty-lead', unit: 'tinh' }])
  const ask = (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, as = cookie) =>
    app.inject({ method, url, headers: { ...guard, cookie: as }, ...(payload === undefined ? {} : { payload }) })

  const facts = { title: 'x', type: 'other', severity: 'low', tlp: 'amber', exercise: false }
  const steps: readonly (readonly ['GET' | 'POST' | 'PUT', string, object?])[] = [
    ['GET', ''],
    ['GET', '/history'],
    ['GET', `/evidence/${hidden.evidence}`],
    ['PUT', '', { ...facts, revision: 1, detected: 0, occurred: null }],
    ['POST', '/status', { revision: 1, status: 'contained' }],
    ['POST', '/close', { revision: 1, cause: '', impact: '', disposition: 'benign', closeAlerts: true }],
    ['POST', '/reopen', { revision: 1, reason: '' }],
    ['PUT', '/people', { revision: 1, owner: null, members: ['lan'] }],
    ['POST', '/alerts', { target: { alerts: [planted.alert] } }],
    ['POST', '/alerts/remove', { alerts: [planted.alert] }],
    ['POST', '/events', { events: [planted.event] }],
    ['POST', '/notes', { text: 'x', pinned: false }],
    ['POST', `/evidence/${hidden.evidence}/tell`, { text: '' }],
    ['POST', `/entries/${hidden.id}.x/pin`, { pinned: true }],
  ]
  for (const [method, path, payload] of steps) {
    const none = await ask(method, `/api/incidents/none${path}`, payload)
    const there = await ask(method, `/api/incidents/${hidden.id}${path}`, payload)
    assert.deepEqual([there.statusCode, there.body], [404, none.body], `${method} ${path}`)
  }
  const { rows } = (await ask('GET', '/api/incidents')).json<{ rows: { id: string }[] }>()
  assert.deepEqual(
    rows.map(({ id }) => id),
    [open.id],
  )
  const shown = (await ask('GET', `/api/alerts/${planted.alert}`)).json<{ alert: { incident: { id: string } } }>()
  assert.equal(shown.alert.incident.id, open.id)
  const seen = await ask('GET', `/api/incidents/${hidden.id}`, undefined, lead.cookie)
  assert.equal(seen.json<{ incident: { title: string } }>().incident.title, 'message hidden')
  const listed = (await ask('GET', '/api/incidents', undefined, lead.cookie)).json<{
    rows: { id: string; title: string | null }[]
  }>()
  assert.equal(listed.rows.find(({ id }) => id === hidden.id)?.title, null, 'a title is told by its page alone')

  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const hears = async (as: string) => {
    const socket = io(`http://127.0.0.1:${port}`, {
      path: '/api/live',
      extraHeaders: { cookie: as },
      transports: ['websocket'],
    })
    t.after(() => socket.disconnect())
    const heard = new Set<string>()
    socket.on('changed', ({ kind, ids }: LiveChange) => {
      if (kind === 'incident') for (const id of ids) heard.add(id)
    })
    await new Promise((resolve) => socket.on('connect', () => resolve(undefined)))
    return heard
  }
  const [lan, chi] = [await hears(cookie), await hears(lead.cookie)]
  await ask('POST', `/api/incidents/${hidden.id}/notes`, { text: 'kín', pinned: false }, lead.cookie)
  await ask('POST', `/api/incidents/${open.id}/notes`, { text: 'mở', pinned: false }, lead.cookie)
  // The hidden one was written first: who hears of the other has heard of it or never does. Sooner than sockets are looked
  // over (30 s), on a busy machine too.
  await eventually('both hear of the one, the lead of both', async () => lan.has(open.id) && chi.size === 2, 15_000)
  assert.deepEqual([...lan], [open.id])
  assert.deepEqual([...chi].sort(), [hidden.id, open.id].sort())
})
