import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { io } from 'socket.io-client'
import type { LiveChange } from '../../../console/api/schemas/live.ts'
import type { SavedPageList } from '../../../console/api/schemas/saved-searches.ts'
import { guard, testConsole } from '../../support/console.ts'
import { eventually } from '../../support/platform.ts'

test('a search is kept for oneself, for all or for a unit’s readers, and comes back as it was', async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('truc', [{ role: 'analyst', unit: 'tinh' }])
  const headers = { ...guard, cookie }
  const address = 'query=user.name%3A+root&range=7d&column=user.name&column=message'
  const save = async (name: string, more: object) =>
    (await app.inject({ method: 'POST', url: '/api/searches', headers, payload: { name, address, ...more } }))
      .statusCode
  assert.equal(await save('a', { shared: false, unit: null }), 200)
  assert.equal(await save('b', { shared: true }), 200)
  assert.equal(await save('c', { shared: true, unit: 'so-yt' }), 200)
  assert.equal(await save('d', { shared: true, unit: 'no-unit' }), 404)
  assert.equal(await save('f', { shared: true, owner: { id: 'admin' } }), 400)
  const { rows } = (await app.inject({ url: '/api/searches', headers })).json<SavedPageList>()
  assert.deepEqual(
    rows.map((row) => [row.name, row.address, row.shared, row.unit?.id ?? null, row.mine]),
    [
      ['a', address, false, null, true],
      ['b', address, true, null, true],
      ['c', address, true, 'so-yt', true],
    ],
  )
})

test('a search is called otherwise by its owner alone, and who may list it hears of it', async (t) => {
  const { app, signIn } = await testConsole(t)
  const own = await signIn('truc', [{ role: 'analyst', unit: 'tinh' }])
  const other = await signIn('lan', [{ role: 'analyst', unit: 'tinh' }])
  const sibling = await signIn('yte', [{ role: 'analyst', unit: 'so-yt' }])
  const post = (cookie: string, path: string, payload: object) =>
    app.inject({ method: 'POST', url: path, headers: { ...guard, cookie }, payload })
  const rowsOf = async (cookie: string) =>
    (await app.inject({ url: '/api/searches', headers: { cookie } })).json<SavedPageList>().rows
  for (const [name, shared] of [
    ['riêng', false],
    ['chung', true],
  ] as const)
    assert.equal((await post(own.cookie, '/api/searches', { name, address: 'query=a', shared })).statusCode, 200)
  const [shared, private_] = await rowsOf(own.cookie)
  assert.ok(shared?.name === 'chung' && private_?.name === 'riêng')

  const { port } = await app.listen({ host: '127.0.0.1', port: 0 }).then((url) => new URL(url))
  const listen = async (cookie: string) => {
    const heard: LiveChange[] = []
    const socket = io(`http://127.0.0.1:${port}`, { path: '/api/live', extraHeaders: { cookie }, reconnection: false })
    t.after(() => socket.close())
    socket.on('changed', (change: LiveChange) => heard.push(change))
    await new Promise((resolve) => socket.on('connect', () => resolve(undefined)))
    return heard
  }
  const [mine, theirs, foreign] = [await listen(own.cookie), await listen(other.cookie), await listen(sibling.cookie)]
  assert.equal((await post(other.cookie, `/api/searches/${shared.id}/rename`, { name: 'x' })).statusCode, 404)
  assert.equal((await post(own.cookie, `/api/searches/${shared.id}/rename`, { name: 'riêng' })).statusCode, 409)
  assert.equal((await post(own.cookie, `/api/searches/${shared.id}/rename`, { name: ' ' })).statusCode, 400)
  assert.equal((await post(own.cookie, `/api/searches/${shared.id}/rename`, { name: 'chung 2' })).statusCode, 200)
  assert.equal((await post(own.cookie, `/api/searches/${private_.id}/rename`, { name: 'riêng 2' })).statusCode, 200)
  assert.deepEqual(
    (await rowsOf(other.cookie)).map(({ name }) => name),
    ['chung 2'],
  )
  const ids = (heard: readonly LiveChange[]) => heard.filter(({ kind }) => kind === 'saved').flatMap((one) => one.ids)
  await eventually('both are told', async () => ids(mine).length >= 2 && ids(theirs).length >= 1)
  await wait(200)
  assert.deepEqual(new Set(ids(mine)), new Set([shared.id, private_.id]))
  assert.deepEqual(new Set(ids(theirs)), new Set([shared.id]), 'of what is not shared nobody else hears')
  assert.deepEqual(foreign, [])
  theirs.length = 0
  await post(own.cookie, `/api/searches/${shared.id}/remove`, {})
  await eventually('it is told', async () => theirs.length > 0)
  assert.deepEqual(theirs, [{ kind: 'saved', ids: [] }])
})
