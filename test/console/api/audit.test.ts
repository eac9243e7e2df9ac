import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readZip } from '../../../core/lib/read-zip.ts'
import { guard, testConsole } from '../../support/console.ts'
import { eventually } from '../../support/platform.ts'

const bounds = { entries: 100, fileBytes: 10_000_000, allBytes: 50_000_000 }
const range = 'from=0&to=4102444800000'

test('the log is searched and counted within the scope and the window of who asks', async (t) => {
  const { app, store, signIn } = await testConsole(t)
  const now = Date.now()
  const row = (actor: string, action: string, unitIds: readonly string[], note: string) => ({
    actor,
    action,
    target: 'account/lan',
    unitIds,
    details: { note },
  })
  await store.audit.append([
    row('lan', 'role.grant', ['so-tc', 'tinh'], 'Cấp cho Đội trực'),
    row('lan', 'role.take-back', ['so-yt', 'tinh'], 'bí mật'),
    row('minh', 'unit.edit', ['tinh'], ''),
  ])
  const lead = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const own = await signIn('tai-chinh', [{ role: 'auditor', unit: 'so-tc' }])
  const past = await signIn('cu', [{ role: 'auditor', unit: 'tinh', reads: { from: 0, to: now - 60_000 } }])
  const get = async (cookie: string, path: string) => (await app.inject({ url: path, headers: { cookie } })).json()

  const { rows, next } = await get(lead.cookie, `/api/audit?${range}&actor=lan&action=role.&text=doi%20truc`)
  assert.equal(next, null)
  assert.deepEqual(
    rows.map((one: { action: string; unit: { name: string }; details: object }) => [
      one.action,
      one.unit.name,
      one.details,
    ]),
    [['role.grant', 'Sở Tài chính', { note: 'Cấp cho Đội trực' }]],
  )
  const seen = await get(own.cookie, `/api/audit?${range}`)
  assert.deepEqual(new Set(seen.rows.map((one: { unit: { id: string } }) => one.unit.id)), new Set(['so-tc']))
  const { facets } = await get(own.cookie, `/api/audit/facets?${range}&actor=lan`)
  assert.deepEqual(
    facets.map(({ values }: { values: readonly unknown[] }) => values),
    [[{ value: 'lan', count: 1 }], [{ value: 'role.grant', count: 1 }]],
  )
  assert.deepEqual((await get(past.cookie, `/api/audit?${range}`)).rows, [])
  assert.deepEqual((await get(past.cookie, '/api/audit/chain')).window, { from: 0, to: now - 60_000 })
})

test('an auditor checks the chain; a chain that was tampered with is told', async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('tai-chinh', [{ role: 'auditor', unit: 'so-tc', reads: { from: 0, to: 1 } }])
  const ask = () => app.inject({ method: 'POST', url: '/api/audit/chain/check', headers: { cookie, ...guard } })
  const begun = await ask()
  assert.equal(begun.statusCode, 200)
  const state = await eventually('the chain is checked', async () => {
    const now = (await app.inject({ url: '/api/audit/chain', headers: { cookie } })).json()
    return now.check.state !== 'running' && now
  })
  assert.equal(state.check.state, 'done')
  assert.equal(state.check.by, 'tai-chinh')
  assert.equal(state.check.verdict.ok, true)
  assert.match(state.publicKey, /^-----BEGIN PUBLIC KEY-----/)
})

test('a pack holds what its maker may read, and nothing of others', async (t) => {
  const { app, plant, plantPerson, signIn, store } = await testConsole(t)
  const now = Date.now()
  await plant('so-tc-ketoan', 'ketoan', now)
  await plant('so-yt', 'yte', now)
  await plant(undefined, 'none', now)
  await plantPerson('so-tc-ketoan.mot', 'so-tc-ketoan', 'user ketoan')
  await plantPerson('so-yt.hai', 'so-yt', 'user yte')
  await plantPerson('ba', 'tinh', 'user none')
  const { cookie } = await signIn('tai-chinh', [
    { role: 'auditor', unit: 'so-tc', reads: { from: 0, to: now + 60_000 } },
  ])
  const lead = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const packOf = (who: string, query: string) =>
    app.inject({ url: `/api/audit/pack?${query}`, headers: { cookie: who } })
  const canariesIn = async (who: string) => {
    const reply = await packOf(who, `from=0&to=${now + 60_000}&asOf=${now}`)
    assert.equal(reply.statusCode, 200)
    const { files } = readZip(reply.rawPayload, bounds, () => true)
    assert.ok(files.some(({ path }) => path === 'manifest.sig'))
    const text = files.map(({ bytes }) => Buffer.from(bytes).toString()).join('\n')
    return ['ketoan', 'yte', 'none'].filter((canary) => new RegExp(`(user|message)[- ]${canary}`).test(text))
  }
  assert.deepEqual(await canariesIn(cookie), ['ketoan'])
  assert.deepEqual(await canariesIn(lead.cookie), ['ketoan', 'yte', 'none'])

  const outside = await packOf(cookie, `from=0&to=${now + 120_000}&asOf=${now}`)
  assert.deepEqual([outside.statusCode, outside.json().hint], [400, 'outside-window'])
  const future = await packOf(lead.cookie, `from=0&to=1&asOf=${now + 3_600_000}`)
  assert.deepEqual([future.statusCode, future.json().hint], [400, 'as-of-future'])
  const empty = await packOf(lead.cookie, 'from=5&to=5&asOf=1')
  assert.deepEqual([empty.statusCode, empty.json().hint], [400, 'window-empty'])
  const said = await store.audit.list({ kind: 'units', units: ['so-tc'], unattributed: false }, { limit: 50 })
  assert.equal(said.filter(({ action }) => action === 'audit.pack').length, 1)
})
