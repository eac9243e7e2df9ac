import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { apiOf, eventually, firstPasswords, installation, type Platform } from '../support/platform.ts'
import { sendTcp } from '../support/syslog-lines.ts'

const range = () => `from=0&to=${Date.now() + 86_400_000}`
const ruleId = '5b1e5a0e-3c57-4f0e-9d39-2a7f6f0f7a11'
const ruleText = (words: string, id = ruleId, title = 'Backup tool fails') => `title: ${title}
id: ${id}
status: test
description: Test
logsource:
  product: linux
  service: cron
detection:
  keywords:
    - ${words}
  condition: keywords
level: medium
vonggac:
  group-by: [host.name]
  tests:
    fires:
      - '<78>1 2026-11-30T10:00:00+07:00 db-01 CRON 7 - - (root) CMD (${words})'
    silent:
      - '<78>1 2026-11-30T10:00:00+07:00 db-01 CRON 7 - - (root) CMD (other)'
`

/** Lines of cron, each its own, of some host. */
let serial = 0
const cronLine = (words: string, host = 'db-01', at = new Date()) =>
  `<78>1 ${at.toISOString()} ${host} CRON ${++serial} - - (root) CMD (${words})`

/** What answers to changes and refusals have. */
interface Answer {
  readonly id: string
  readonly version: number
  readonly applied: boolean
  readonly code: string
  readonly detail: string
  readonly offset?: number
}

async function desk(platform: Platform, password: string) {
  const api = await apiOf(platform, 'truc', password)
  const ask = async (method: string, path: string, body?: object) => {
    const reply = await fetch(`${platform.url}${path}`, {
      method,
      headers: { cookie: api.cookie, 'x-vonggac': '1', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: reply.status, body: (await reply.json()) as Answer }
  }
  const change = async (method: string, path: string, body: object) => {
    const reply = await ask(method, path, body)
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
    assert.equal(reply.body.applied, true, 'in force when the answer comes')
    return reply.body
  }
  const alertsOf = async (rule: string) => {
    const { rows } = await api.get(`/api/alerts?${range()}&rule=${rule}`)
    return rows as { host: string; count: number }[]
  }
  const counted = (rule: string, wanted: Record<string, number>) =>
    eventually(`alerts of ${rule}: ${JSON.stringify(wanted)}`, async () => {
      const found = Object.fromEntries((await alertsOf(rule)).map(({ host, count }) => [host, count]))
      try {
        assert.deepEqual(found, wanted)
        return true
      } catch {
        return false
      }
    })
  /** Sends lines and waits until they are stored: then they were judged. */
  const stored = async (lines: readonly string[]) => {
    const total = async () => (await api.get(`/api/events/histogram?${range()}`)).total.value as number
    const before = await total()
    await sendTcp(platform.syslogPort, lines)
    await eventually('the lines are stored', async () => (await total()) >= before + lines.length)
  }
  const statistics = async (rule: string) => (await api.get('/api/rules/statistics?days=2')).byRule[rule]
  return { api, ask, change, alertsOf, counted, stored, statistics }
}

test('a rule added, edited, switched off takes effect on the next batch; broken ones stay as they were; a restart keeps all', async (t) => {
  const { folder, start, run } = installation(t)
  const files = join(folder, 'own-rules')
  mkdirSync(files)
  const ownFile = join(files, 'own.yml')
  const fileId = 'c0a8a0f1-59f5-4d83-8f6e-70a3c6f5b7d2'
  writeFileSync(ownFile, ruleText('from-file', fileId, 'From a file'))
  // What came before a rule is not its matter here.
  const environment = { VONGGAC_RULES_PATHS: files, VONGGAC_RULES_BACKFILL_DAYS: '0' }
  let platform = await start(environment)
  const password = firstPasswords(platform).truc
  let at = await desk(platform, password)

  // Added.
  const made = await at.change('POST', '/api/rule-texts', { text: ruleText('backup-one'), note: 'thử' })
  await at.stored([cronLine('backup-one'), cronLine('backup-two')])
  await at.counted(ruleId, { 'db-01': 1 })

  // Edited: judged by the new text from the next batch on.
  const second = await at.change('PUT', `/api/rule-texts/${made.id}`, {
    text: ruleText('backup-two'),
    note: 'đổi',
    version: made.version,
  })
  await at.stored([cronLine('backup-one'), cronLine('backup-two')])
  await at.counted(ruleId, { 'db-01': 2 })

  // A broken edit is refused with its line; one that is based on an old version as well.
  const broken = await at.ask('PUT', `/api/rule-texts/${made.id}`, {
    text: ruleText('backup-two').replace('condition: keywords', 'condition: keyword and'),
    note: '',
    version: second.version,
  })
  assert.equal(broken.status, 400)
  assert.match(broken.body.detail, /^11:\d+: error: /)
  const late = await at.ask('PUT', `/api/rule-texts/${made.id}`, {
    text: ruleText('x'),
    note: '',
    version: made.version,
  })
  assert.equal(late.status, 409)
  await at.stored([cronLine('backup-two')])
  await at.counted(ruleId, { 'db-01': 3 })

  // Switched off, for a reason.
  const off = { enabled: false, reason: 'thử', level: null, groupBy: null, suppression: null, schedule: null }
  const noReason = await at.ask('PUT', `/api/rules/${ruleId}/setting`, { ...off, reason: ' ', version: null })
  assert.equal(noReason.status, 400)
  const setting = await at.change('PUT', `/api/rules/${ruleId}/setting`, { ...off, version: null })
  await at.stored([cronLine('backup-two')])
  await at.counted(ruleId, { 'db-01': 3 })
  assert.equal((await at.api.get(`/api/rules/${ruleId}`)).state, 'off')

  // A file that is changed for the worse: the former text judges on, and the problem is told.
  await at.stored([cronLine('from-file')])
  await at.counted(fileId, { 'db-01': 1 })
  writeFileSync(ownFile, ruleText('from-file', fileId).replace('condition: keywords', 'condition: nothing'))
  const rejectedOf = async () =>
    (await at.api.get('/api/rules')).problems.filter(({ file }: { file: string }) => file.endsWith('own.yml'))
  assert.deepEqual(await rejectedOf(), [], 'nothing is read until it is asked for')
  const reloaded = run('rules', 'reload')
  assert.deepEqual([reloaded.status, reloaded.stdout.trim()], [0, '{"applied":true}'], reloaded.stderr)
  const problems = await eventually('the problem is shown', async () => {
    const found = await rejectedOf()
    return found.length > 0 && found
  })
  assert.deepEqual(
    problems.map(({ level, line }: { level: string; line: number | null }) => [level, line]),
    [
      ['error', 11],
      ['warning', null],
    ],
  )
  await at.stored([cronLine('from-file')])
  await at.counted(fileId, { 'db-01': 2 })
  const { troubles } = await at.api.get('/api/system')
  assert.ok(troubles.some(({ code }: { code: string }) => code === 'rules-rejected'))
  writeFileSync(ownFile, ruleText('from-file-changed', fileId))
  const taken = () => platform.output().split('"rules-in-force"').length
  const before = taken()
  process.kill(platform.pid ?? assert.fail('no process'), 'SIGHUP')
  await eventually('the mended file is used', async () => taken() > before && (await rejectedOf()).length === 0)
  await at.stored([cronLine('from-file'), cronLine('from-file-changed')])
  await at.counted(fileId, { 'db-01': 3 })

  // All of it is there after a restart.
  assert.equal(await platform.end('SIGTERM'), 0)
  platform = await start(environment)
  at = await desk(platform, password)
  await at.stored([cronLine('backup-two')])
  const rule = await at.api.get(`/api/rules/${ruleId}`)
  assert.deepEqual([rule.state, rule.offReason, rule.origin], ['off', 'thử', 'console'])
  await at.change('PUT', `/api/rules/${ruleId}/setting`, {
    ...off,
    enabled: true,
    reason: '',
    version: setting.version,
  })
  await at.stored([cronLine('backup-two')])
  await at.counted(ruleId, { 'db-01': 4 })
  const { versions } = await at.api.get(`/api/rules/${ruleId}/versions`)
  assert.deepEqual(
    versions.map(({ revision, note }: { revision: number; note: string }) => [revision, note]),
    [
      [2, 'đổi'],
      [1, 'thử'],
    ],
  )
  assert.deepEqual(
    versions[0].diff
      .filter(({ kind }: { kind: string }) => kind !== 'same')
      .map(({ text }: { text: string }) => text.trim())
      .slice(0, 2),
    ['- backup-one', '- backup-two'],
  )
  const tested = await at.api.post('/api/rules/test', { rule: ruleId })
  assert.deepEqual([tested.results[0].passed, tested.results[0].lines.length], [true, 2])
  assert.equal(await platform.end('SIGTERM'), 0)
})

test('what an exception covers or a suppression holds back opens no alert, and is counted', async (t) => {
  const { start } = installation(t)
  let platform = await start()
  const password = firstPasswords(platform).truc
  let at = await desk(platform, password)
  await at.change('POST', '/api/rule-texts', { text: ruleText('nightly'), note: '' })

  const words = {
    title: 'Sao lưu đã biết',
    rules: [ruleId],
    list: null,
    unit: null,
    owner: 'truc',
    reason: 'công việc thường kỳ',
    expires: null,
  }
  const wrong = await at.ask('POST', '/api/rule-exceptions', { ...words, expression: 'host.name: (db-09 or' })
  assert.deepEqual([wrong.status, wrong.body.code, typeof wrong.body.offset], [400, 'bad-query', 'number'])
  await at.stored([cronLine('nightly', 'db-09'), cronLine('nightly', 'db-01')])
  await at.counted(ruleId, { 'db-09': 1, 'db-01': 1 })
  const preview = await at.api.post('/api/rule-exceptions/preview', {
    rule: ruleId,
    expression: 'host.name: db-09',
    list: null,
    unit: null,
    days: 2,
  })
  assert.deepEqual([preview.matches, preview.count, preview.samples.length, preview.partial], [2, 1, 1, false])
  const exception = await at.change('POST', '/api/rule-exceptions', { ...words, expression: 'host.name: db-09' })
  await at.stored([cronLine('nightly', 'db-09'), cronLine('nightly', 'db-09'), cronLine('nightly', 'db-01')])
  await at.counted(ruleId, { 'db-09': 1, 'db-01': 2 })
  await eventually('what it silenced is counted', async () => (await at.statistics(ruleId)).excepted === 2, 40_000)
  const shown = await at.api.get(`/api/rule-exceptions?rule=${ruleId}`)
  assert.deepEqual([shown.rows[0].count, shown.rows[0].state], [2, 'active'])

  // One that expires stops by itself, and is shown as expired.
  await at.change('PUT', `/api/rule-exceptions/${exception.id}`, {
    ...words,
    expression: 'host.name: db-09',
    // Still to come when the request is read, however late that is.
    expires: Date.now() + 5000,
    version: exception.version,
  })
  await eventually('it is expired', async () => {
    const { rows } = await at.api.get(`/api/rule-exceptions?rule=${ruleId}`)
    return rows[0].state === 'expired'
  })
  await at.stored([cronLine('nightly', 'db-09')])
  await at.counted(ruleId, { 'db-09': 2, 'db-01': 2 })

  // By a list of values.
  const list = await at.ask('PUT', '/api/value-lists/known_hosts', {
    about: '',
    type: 'wildcard',
    text: 'db-7*\n*\n',
    owner: 'truc',
    version: null,
  })
  assert.equal(list.status, 400)
  assert.match(list.body.detail, /^2: “\*”/)
  await at.change('PUT', '/api/value-lists/known_hosts', {
    about: '',
    type: 'wildcard',
    text: 'db-7*\n',
    owner: 'truc',
    version: null,
  })
  await at.change('POST', '/api/rule-exceptions', {
    ...words,
    expression: '',
    list: { field: 'host.name', name: 'known_hosts' },
  })
  await at.stored([cronLine('nightly', 'db-71'), cronLine('nightly', 'db-8')])
  await at.counted(ruleId, { 'db-09': 2, 'db-01': 2, 'db-8': 1 })

  // Within an hour of an alert with the same key no further one is opened, after a restart either.
  const suppressed = {
    enabled: true,
    reason: '',
    level: null,
    groupBy: null,
    suppression: { fields: [], minutes: 60 },
    schedule: null,
    version: null,
  }
  await at.change('PUT', `/api/rules/${ruleId}/setting`, suppressed)
  const now = new Date()
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  const start0 = -150
  await at.stored([cronLine('nightly', 'db-20', later(start0))])
  await at.stored([cronLine('nightly', 'db-21', later(start0 + 30)), cronLine('nightly', 'db-20', later(start0 + 31))])
  await at.counted(ruleId, { 'db-09': 2, 'db-01': 2, 'db-8': 1, 'db-20': 2 })
  assert.equal(await platform.end('SIGKILL'), 'SIGKILL')
  platform = await start()
  at = await desk(platform, password)
  await at.stored([cronLine('nightly', 'db-22', later(start0 + 59)), cronLine('nightly', 'db-23', later(start0 + 61))])
  await at.counted(ruleId, { 'db-09': 2, 'db-01': 2, 'db-8': 1, 'db-20': 2, 'db-23': 1 })
  await eventually('what was held back is counted', async () => (await at.statistics(ruleId)).suppressed === 2, 40_000)
  assert.equal(await platform.end('SIGTERM'), 0)
})

test('while rules change under load no event goes unjudged, and none is judged twice', async (t) => {
  const { start } = installation(t, { VONGGAC_RULES_BACKFILL_DAYS: '0' })
  const platform = await start()
  const at = await desk(platform, firstPasswords(platform).truc)
  let { id, version } = await at.change('POST', '/api/rule-texts', { text: ruleText('busy'), note: '' })
  const lines = Array.from({ length: 12_000 }, () => cronLine('busy'))
  let edits = 0
  const sending = Promise.all(
    [0, 1, 2, 3].map((part) => sendTcp(platform.syslogPort, lines.slice(part * 3000, part * 3000 + 3000))),
  )
  let over = false
  void sending.finally(() => {
    over = true
  })
  // Each text finds every line, with more and more beside it.
  while (!over || edits < 5) {
    edits++
    const text = ruleText('busy').replace('    - busy', `    - busy\n    - other-${edits}`)
    ;({ id, version } = await at.change('PUT', `/api/rule-texts/${id}`, { text, note: '', version }))
  }
  await sending
  await at.counted(ruleId, { 'db-01': lines.length })
  assert.ok(edits >= 5)
  assert.equal(await platform.end('SIGTERM'), 0)
})
