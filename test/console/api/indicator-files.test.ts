import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { guard, testConsole } from '../../support/console.ts'
import { zipFile } from '../../support/zip-file.ts'

test('the console answers others while it reads a large file', { timeout: 240_000 }, async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const headers = { ...guard, cookie }
  const file = Buffer.from('evil.com a.b\n'.repeat(400_000)).toString('base64')
  const ask = async () => assert.equal((await app.inject({ url: '/api/indicators', headers })).statusCode, 200)
  await ask()
  const began = performance.now()
  let done = false
  const reading = app
    .inject({ method: 'POST', url: '/api/indicators/preview', headers, payload: { source: { file } } })
    .finally(() => {
      done = true
    })
  let [longest, last] = [0, began]
  while (!done) {
    await ask()
    // A person may ask only so often a minute.
    await wait(20)
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  const took = performance.now() - began
  assert.equal((await reading).json<{ total: number }>().total, 1)
  assert.ok(longest < took / 2, `nobody was answered for ${longest} of the ${took} ms that the reading took`)
})

test('a bomb is refused by a reason, and so is a list of it', { timeout: 120_000 }, async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const headers = { ...guard, cookie }
  const document = `<w:document><w:body><w:p/>${' '.repeat(34_000_000)}</w:body></w:document>`
  const file = zipFile([{ name: 'word/document.xml', text: document }]).toString('base64')
  const post = (url: string, payload: object) => app.inject({ method: 'POST', url, headers, payload })
  const preview = await post('/api/indicators/preview', { source: { file } })
  assert.equal(preview.json<{ refused: string }>().refused, 'too-large')
  const letter = { title: 'x', sender: '', reference: '', dated: null, due: null, tlp: 'amber', note: '' }
  const kept = await post('/api/indicators', { ...letter, unit: 'tinh', source: { file }, leftOut: [] })
  assert.equal(kept.statusCode, 400)
  assert.match(kept.body, /indicators-unreadable/)
})
