import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'
import { sendTcp } from '../support/syslog-lines.ts'

const rule = '7d1b5e1c-0f2a-4c55-9a47-3f0c8a5f9b21'
const text = `title: Nightly dump
id: ${rule}
status: test
description: Test
logsource: {product: linux, service: cron}
detection: {keywords: [nightly-dump], condition: keywords}
level: medium
vonggac: {group-by: [host.name]}
`
/** All of one day, and before the rule: which events it has not seen goes by their time. */
const at = new Date().toISOString()
let serial = 0
const lines = (count: number) =>
  Array.from({ length: count }, () => `<78>1 ${at} db-01 CRON ${++serial} - - (root) CMD (nightly-dump)`)

test('a rule that is added later, or was off for a while, is run over what it has not seen, by itself', async (t) => {
  const { start, run } = installation(t)
  const platform = await start()
  const api = await apiOf(platform, 'truc', firstPasswords(platform).truc)
  const ask = async (method: string, path: string, body: object) => {
    const headers = { cookie: api.cookie, 'x-vonggac': '1', 'content-type': 'application/json' }
    const reply = await fetch(`${platform.url}${path}`, { method, headers, body: JSON.stringify(body) })
    const answer = await reply.text()
    assert.equal(reply.status, 200, answer)
    return JSON.parse(answer) as { readonly id: string; readonly version: number }
  }
  const range = `from=0&to=${Date.now() + 86_400_000}`
  const send = async (count: number, total: number) => {
    await sendTcp(platform.syslogPort, lines(count))
    await eventually(`${total} lines are stored`, async () => {
      const { rows } = await api.get(`/api/events?${range}&query=${encodeURIComponent('message: *nightly*')}`)
      return rows.length === total
    })
  }
  const matched = (count: number) =>
    eventually(`${count} matches`, async () => {
      const { rows } = await api.get(`/api/alerts?${range}&rule=${rule}`)
      return rows.length === 1 && rows[0].count === count
    })
  const backfills = () => api.get(`/api/rules/${rule}/backfills`)

  await send(6, 6)
  await ask('POST', '/api/rule-texts', { text, note: '' })
  await matched(6)
  await eventually('the gap is closed', async () => (await backfills()).gaps.length === 0)

  const setting = { reason: 'thử', level: null, groupBy: null, suppression: null, schedule: null }
  const off = await ask('PUT', `/api/rules/${rule}/setting`, { ...setting, enabled: false, version: null })
  await send(3, 9)
  assert.ok(((await backfills()).off ?? 0) > 0)
  await ask('PUT', `/api/rules/${rule}/setting`, { ...setting, enabled: true, version: off.version })
  await send(1, 10)
  await matched(10)

  const asked = run('rules', 'backfill', rule, '--days', '2')
  assert.equal(asked.status, 0, asked.stderr)
  const { id } = JSON.parse(asked.stdout)
  const done = await eventually('the run has ended', async () => {
    const { rows } = await backfills()
    const found = rows.find((one: { id: string }) => one.id === id)
    return found?.state === 'done' && found
  })
  assert.deepEqual([done.matched, done.added], [10, 0], 'found again, and none doubled')
  await matched(10)
  const listed = run('rules', 'backfill', rule, '--list').stdout.trimEnd().split('\n')
  assert.deepEqual([listed.length, JSON.parse(listed.at(-1) ?? '')], [4, { gaps: [] }])
  assert.equal(run('rules', 'backfill', 'none-such', '--days', '2').status, 1)
  assert.equal(run('rules', 'backfill', rule).status, 2)
  assert.equal(await platform.end('SIGTERM'), 0)
})
