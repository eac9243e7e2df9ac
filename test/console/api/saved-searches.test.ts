import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SavedPageList } from '../../../console/api/schemas/saved-searches.ts'
import { guard, testConsole } from '../../support/console.ts'

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
