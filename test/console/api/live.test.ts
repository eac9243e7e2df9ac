import assert from 'node:assert/strict'
import { test } from 'node:test'
import { io, type Socket } from 'socket.io-client'
import type { LiveChange } from '../../../console/api/schemas/live.ts'
import { guard, testConsole } from '../../support/console.ts'
import { eventually } from '../../support/platform.ts'

/** Milliseconds: sooner than sockets are looked over (30 s), and long enough on a busy machine. */
const soon = 15_000
const told = (what: string, heard: () => boolean) => eventually(what, async () => heard(), soon)

test('the live feed tells ids within the scope alone, and ends with the session', async (t) => {
  const { app, signIn, plant, plantContact, plantSystem } = await testConsole(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const url = `http://127.0.0.1:${address.port}`
  const open = async (cookie: string | undefined, origin?: string) => {
    const heard: LiveChange[] = []
    const headers = { ...(cookie === undefined ? {} : { cookie }), ...(origin === undefined ? {} : { origin }) }
    const socket: Socket = io(url, { path: '/api/live', extraHeaders: headers, reconnection: false })
    t.after(() => socket.close())
    socket.on('changed', (change: LiveChange) => heard.push(change))
    const connected = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true))
      socket.on('connect_error', () => resolve(false))
    })
    return { socket, heard, connected }
  }
  const own = await signIn('own', [{ role: 'analyst', unit: 'so-tc' }])
  const sibling = await signIn('sibling', [{ role: 'analyst', unit: 'so-yt' }])
  const admin = await signIn('admin', [{ role: 'platform-admin', unit: 'tinh' }])
  assert.equal((await open(undefined)).connected, false, 'nobody without a log-in')
  assert.equal((await open(own.cookie, 'http://evil.example')).connected, false, 'no page of another origin')
  const reads = { from: 0, to: 4_102_444_800_000 }
  const auditor = await signIn('auditor', [{ role: 'auditor', unit: 'so-tc', reads }])
  const looking = await open(auditor.cookie)
  const mine = await open(own.cookie)
  const theirs = await open(sibling.cookie)
  const running = await open(admin.cookie)
  assert.ok(mine.connected && theirs.connected && running.connected)

  const { alert, source } = await plant('so-tc-ketoan', 'ketoan', Date.now())
  const hears = ({ heard }: typeof mine, what: LiveChange['kind'], id: string) =>
    heard.some(({ kind, ids }) => kind === what && ids.includes(id))
  await told('the alert, and the exception of the unit', () => {
    return hears(mine, 'alert', alert) && hears(mine, 'rule', 'exception-ketoan') && hears(running, 'source', source)
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.deepEqual(looking.heard, [], 'an auditor of a stretch of time hears nothing of what goes on now')
  assert.deepEqual(theirs.heard, [], 'the sibling learns nothing, not even that something changed')
  assert.deepEqual(
    running.heard.map(({ kind, ids }) => [kind, ids]),
    [['source', [source]]],
    'who runs the system hears of sources and of no alert',
  )
  const system = await plantSystem('so-tc-ketoan', 'ketoan')
  await plantContact('so-tc-ketoan', 'Nguyễn Văn A')
  await told('its system and its contacts', () => {
    const contacts = [mine, running].every((one) => hears(one, 'unit', 'so-tc-ketoan'))
    return contacts && hears(mine, 'it-system', system)
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.ok(!hears(running, 'it-system', system))
  assert.deepEqual(theirs.heard, [])

  const gone = new Promise((resolve) => mine.socket.on('disconnect', resolve))
  await app.inject({ method: 'DELETE', url: '/api/session', headers: { ...guard, cookie: own.cookie } })
  assert.equal(
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, soon, 'late').unref())]),
    'io server disconnect',
  )
  assert.ok(theirs.socket.connected)
})
