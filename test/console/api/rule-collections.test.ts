import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guard, testConsole } from '../../support/console.ts'
import { eventually } from '../../support/platform.ts'
import { ruleId, ruleText } from '../../support/rule-release.ts'
import { zipFile } from '../../support/zip-file.ts'

const archive = (files: Readonly<Record<string, string>>) =>
  zipFile(Object.entries(files).map(([name, text]) => ({ name: `sigma-main/${name}`, text })))
const first = archive({
  'r/1.yml': ruleText(1, 'one'),
  'r/2.yml': ruleText(2, 'two'),
  'r/3.yml': ruleText(3, 'x', { level: 'low' }),
  'r/bad.yml': ruleText(4, 'x').replace('condition: selection', 'condition: nothing'),
})
const second = archive({ 'r/1.yml': ruleText(1, 'ONE'), 'r/5.yml': ruleText(5, 'five') })

test('an archive is previewed, taken, updated, gone back from and taken away', async (t) => {
  const { app, signIn, store } = await testConsole(t)
  const lead = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object, cookie = lead.cookie) => {
    const type = payload instanceof Uint8Array ? { 'content-type': 'application/zip' } : {}
    const reply = await app.inject({
      method,
      url: `/api/rule-collections${url}`,
      headers: { ...guard, ...type, cookie },
      ...(payload === undefined ? {} : { payload }),
    })
    return { status: reply.statusCode, body: reply.json() }
  }
  const running = (what: string, ...ids: number[]) =>
    eventually(what, async () => {
      const reply = await app.inject({ url: '/api/rules', headers: { cookie: lead.cookie } })
      const rows: readonly { readonly id: string; readonly origin: string }[] = reply.json().rows
      const found = rows.filter(({ origin }) => origin === 'import').map(({ id }) => id)
      return found.length === ids.length && ids.every((n) => found.includes(ruleId(n)))
    })

  assert.deepEqual((await ask('GET', '')).body, { rows: [] })
  const wishes = '?levels=high,critical&origin=sigma.zip'
  const seen = await ask('POST', `/sigmahq/preview${wishes}`, first)
  assert.equal(seen.status, 200, JSON.stringify(seen.body))
  const { version, anything, counts, left, problems, added } = seen.body
  assert.deepEqual([version, anything, counts.taken, counts.rejected, left], [null, true, 2, 1, { level: 1 }])
  assert.deepEqual([problems[0].file, problems[0].line, problems[0].level], ['r/bad.yml', 8, 'error'])
  assert.deepEqual(
    added.map(({ path }: { path: string }) => path),
    ['r/1.yml', 'r/2.yml'],
  )
  assert.equal((await ask('GET', '')).body.rows.length, 0, 'a preview writes nothing')

  const taken = await ask('POST', `/sigmahq/import${wishes}`, first)
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  assert.equal(taken.body.applied, true)
  await running('they are there', 1, 2)
  assert.equal((await ask('POST', `/sigmahq/import${wishes}`, second)).status, 409, 'it is there by now')

  const next = await ask('POST', `/sigmahq/preview${wishes}`, second)
  assert.deepEqual([next.body.version, next.body.counts.changed, next.body.counts.removed], [taken.body.version, 1, 1])
  assert.match(next.body.changed[0].diff, /^-\s+message\|contains: one$/m)
  const updated = await ask('POST', `/sigmahq/import${wishes}&prune=true&version=${next.body.version}`, second)
  await running('updated', 1, 5)
  const { body } = await ask('GET', '/sigmahq')
  assert.deepEqual([body.current, body.version], [2, updated.body.version])
  assert.deepEqual([body.versions[0].origin, body.versions[0].filter.levels], ['sigma.zip', ['high', 'critical']])
  assert.equal(JSON.stringify(body).includes('parts'), false)

  const back = await ask('POST', '/sigmahq/rollback', { version: body.version, to: null })
  assert.equal(back.status, 200, JSON.stringify(back.body))
  await running('gone back', 1, 2)
  assert.equal((await ask('POST', '/sigmahq/remove', { version: body.version })).status, 409)
  assert.equal((await ask('POST', '/sigmahq/remove', { version: back.body.version })).status, 200)
  await running('taken away')
  const rows = await store.audit.list({ kind: 'units', units: ['tinh'], unattributed: true }, { limit: 10 })
  assert.ok(rows.some(({ action, actor }) => action === 'rule-collection.import' && actor === 'lead'))
})

test('what is no archive, is too large or asks for what is not there is refused', async (t) => {
  const { app, signIn } = await testConsole(t)
  const lead = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const engineer = await signIn('engineer', [{ role: 'detection-engineer', unit: 'so-tc' }])
  const send = async (payload: Buffer, query = '', { cookie } = lead, name = 'c') => {
    const headers = { ...guard, 'content-type': 'application/zip', cookie }
    const reply = await app.inject({
      method: 'POST',
      url: `/api/rule-collections/${name}/preview${query}`,
      headers,
      payload,
    })
    return reply.statusCode
  }
  assert.equal(await send(Buffer.from('no archive')), 400)
  assert.equal(await send(first.subarray(0, 300)), 400)
  assert.equal(await send(zipFile([{ name: '../x.yml', text: 'x' }])), 400)
  assert.equal(await send(zipFile([{ name: 'x.yml', text: '0'.repeat(5_000_000) }])), 413)
  assert.equal(await send(Buffer.alloc(21 * 1024 * 1024)), 413)
  for (const query of ['?levels=worst', '?status=x', '?logsources=a/b/c/d', '?more=1']) {
    assert.equal(await send(first, query), 400, query)
  }
  assert.equal(await send(first, '', lead, 'NAME'), 400)
  assert.equal(await send(first, '', engineer), 403, 'a collection is for the whole installation')
})
