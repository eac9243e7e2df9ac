import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { guard, testConsole } from '../../support/console.ts'
import { nothingSet } from '../../support/rule-edits.ts'

const ruleId = '2e0d8a5e-7c3f-4a1b-9f64-0d1c2b3a4f5e'
const text = `title: Test
id: ${ruleId}
status: test
logsource: { product: linux, service: sshd }
detection:
  selection: { user.name|startswith: 'user-' }
  condition: selection
tags: [attack.t1110]
level: low
vonggac:
  tests:
    fires: ['<38>1 2026-11-30T10:00:00+07:00 web-01 sshd 7 - - Failed password for user-a from 203.0.113.7 port 4 ssh2']
    silent: ['<38>1 2026-11-30T10:00:00+07:00 web-01 sshd 7 - - Failed password for root from 203.0.113.7 port 4 ssh2']
`
const words = {
  title: 'Máy quét',
  rules: null,
  expression: 'user.name: user-ketoan',
  list: null,
  unit: null,
  owner: 'truc',
  reason: 'thử',
  expires: null,
}

async function desk(t: TestContext) {
  const console = await testConsole(t)
  const as = async (name: string, role: 'duty-lead' | 'detection-engineer' | 'analyst', unit: string) => {
    const { cookie } = await console.signIn(name, [{ role, unit }])
    return async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
      const reply = await console.app.inject({
        method,
        url,
        headers: { ...guard, cookie },
        ...(payload === undefined ? {} : { payload }),
      })
      return { status: reply.statusCode, body: reply.json() }
    }
  }
  return { ...console, as, lead: await as('truc', 'duty-lead', 'tinh') }
}

test('who writes rules for one unit alone makes exceptions there, and changes nothing for others', async (t) => {
  const { as, lead } = await desk(t)
  assert.equal((await lead('POST', '/api/rule-texts', { text, note: '' })).status, 200)
  const own = await as('kysu', 'detection-engineer', 'so-tc')
  assert.equal((await own('POST', '/api/rule-texts', { text: text.replaceAll('2e0d', '3e0d'), note: '' })).status, 403)
  assert.equal((await own('PUT', `/api/rules/${ruleId}/setting`, { ...nothingSet, version: null })).status, 403)
  assert.equal((await own('POST', '/api/rule-exceptions', words)).status, 403)
  for (const url of ['/api/rule-exceptions', '/api/exception-proposals', '/api/rule-exceptions/preview']) {
    const about = url.endsWith('preview') ? { rule: ruleId, expression: words.expression, list: null } : words
    const [beyond, absent] = [
      await own('POST', url, { ...about, unit: 'so-yt' }),
      await own('POST', url, { ...about, unit: 'so-la' }),
    ]
    assert.deepEqual([beyond.status, beyond.body.hint], [400, '/unit'], url)
    assert.deepEqual(
      { ...beyond.body, detail: beyond.body.detail.replace('so-yt', 'so-la'), instance: '' },
      { ...absent.body, instance: '' },
      'a unit beyond reach is answered as one that is not there',
    )
  }
  const list = { about: '', type: 'exact', text: 'a', owner: 'kysu', version: null }
  assert.equal((await own('PUT', '/api/value-lists/own', list)).status, 403)
  const made = await own('POST', '/api/rule-exceptions', { ...words, unit: 'so-tc-ketoan' })
  assert.equal(made.status, 200)
  const { id, version } = made.body
  const wider = await own('PUT', `/api/rule-exceptions/${id}`, { ...words, unit: null, version })
  assert.equal(wider.status, 403, 'it cannot be widened beyond the own units')
  const other = await as('khac', 'detection-engineer', 'so-yt')
  assert.equal((await other('POST', `/api/rule-exceptions/${id}/end`, { version })).status, 404, 'nor seen by others')
  assert.equal((await own('POST', `/api/rule-exceptions/${id}/end`, { version })).status, 200)
})

test('an analyst proposes an exception, which covers nothing until somebody who may make it accepts', async (t) => {
  const { as, lead, store } = await desk(t)
  assert.equal((await lead('POST', '/api/rule-texts', { text, note: '' })).status, 200)
  const analyst = await as('an', 'analyst', 'so-tc')
  const own = { ...words, unit: 'so-tc' }
  assert.equal((await analyst('POST', '/api/rule-exceptions', own)).status, 403, 'not by their own hand')
  assert.equal((await analyst('POST', '/api/exception-proposals', words)).status, 403, 'nor for all units')
  const bad = await analyst('POST', '/api/exception-proposals', { ...own, expression: 'user.name: (a or' })
  assert.deepEqual([bad.status, bad.body.code], [400, 'bad-query'])
  const asked = await analyst('POST', '/api/exception-proposals', own)
  assert.equal(asked.status, 200)
  const { id, version } = asked.body
  assert.equal((await lead('GET', '/api/rule-exceptions')).body.rows.length, 0)
  assert.equal((await analyst('POST', `/api/exception-proposals/${id}/accept`, { version })).status, 403)
  const waiting = (await lead('GET', '/api/home')).body.proposals
  assert.deepEqual(
    waiting.map((one: { title: string; by: string }) => [one.title, one.by]),
    [[own.title, 'an']],
    'who decides finds it on the home page',
  )
  assert.equal((await analyst('GET', '/api/home')).body.proposals, null)
  const stranger = await as('binh', 'analyst', 'so-yt')
  assert.equal((await stranger('GET', '/api/exception-proposals')).body.rows.length, 0)
  assert.equal((await stranger('POST', `/api/exception-proposals/${id}/withdraw`, { version })).status, 404)
  const colleague = await as('chi', 'analyst', 'so-tc')
  assert.equal((await colleague('POST', `/api/exception-proposals/${id}/withdraw`, { version })).status, 403)

  const accepted = await lead('POST', `/api/exception-proposals/${id}/accept`, { version })
  assert.equal(accepted.status, 200)
  assert.deepEqual((await lead('GET', '/api/home')).body.proposals, [])
  const [made] = (await lead('GET', '/api/rule-exceptions')).body.rows
  assert.deepEqual([made.id, made.title, made.state, made.created.by], [accepted.body.id, own.title, 'active', 'truc'])
  const [decided] = (await analyst('GET', `/api/exception-proposals?rule=${ruleId}`)).body.rows
  assert.deepEqual([decided.state, decided.decided.by], ['accepted', 'truc'])
  const twice = await lead('POST', `/api/exception-proposals/${id}/refuse`, { version, reason: 'muộn' })
  assert.equal(twice.status, 409, 'it was decided meanwhile')

  const second = (await analyst('POST', '/api/exception-proposals', own)).body
  assert.equal(
    (await lead('POST', `/api/exception-proposals/${second.id}/refuse`, { ...second, reason: ' ' })).status,
    400,
  )
  const refusal = { version: second.version, reason: 'quá rộng' }
  assert.equal((await lead('POST', `/api/exception-proposals/${second.id}/refuse`, refusal)).status, 200)
  const third = (await analyst('POST', '/api/exception-proposals', own)).body
  const back = { version: third.version }
  assert.equal((await analyst('POST', `/api/exception-proposals/${third.id}/withdraw`, back)).status, 200)
  assert.equal((await lead('GET', '/api/rule-exceptions')).body.rows.length, 1)
  const actions = (await store.audit.list(systemScope, { limit: 5 })).map(({ action }) => action)
  assert.deepEqual(actions, [
    'exception-proposal.withdraw',
    'exception-proposal.create',
    'exception-proposal.refuse',
    'exception-proposal.create',
    'rule-exception.create',
  ])
})

test('what cannot be meant is refused with its place, and nothing is changed on an old view', async (t) => {
  const { lead } = await desk(t)
  const broken = text.replace('condition: selection', 'condition: selectio')
  const refused = await lead('POST', '/api/rule-texts', { text: broken, note: '' })
  assert.equal(refused.status, 400)
  assert.match(refused.body.detail, /^7:\d+: error: there is no selection “selectio”/)
  const verdict = await lead('POST', '/api/rules/validate', { text: broken })
  assert.deepEqual(
    verdict.body.problems.map(({ level, line, code }: Record<string, unknown>) => [level, line, code]),
    [['error', 7, 'unknown-selection']],
  )
  const made = await lead('POST', '/api/rule-texts', { text, note: '' })
  const twice = await lead('POST', '/api/rule-texts', { text, note: '' })
  assert.deepEqual([twice.status, twice.body.code], [409, 'conflict'], 'one text a rule')
  const fine = await lead('POST', '/api/rules/validate', { text })
  assert.deepEqual(
    [fine.body.problems, fine.body.rules[0].known, fine.body.rules[0].runs, fine.body.rules[0].tests],
    [[], true, true, { fires: 1, silent: 1 }],
  )
  const change = { text: text.replace('low', 'high'), note: '', version: made.body.version }
  assert.equal((await lead('PUT', `/api/rule-texts/${made.body.id}`, change)).status, 200)
  assert.equal((await lead('PUT', `/api/rule-texts/${made.body.id}`, change)).status, 409)

  const query = await lead('POST', '/api/rule-exceptions', { ...words, expression: 'user.name: (a or' })
  assert.deepEqual([query.status, query.body.code, query.body.offset], [400, 'bad-query', 14])
  for (const wrong of [
    { expression: '' },
    { rules: ['none'] },
    { list: { field: 'user.name', name: 'none' } },
    { unit: 'none' },
    { expires: 1 },
    { reason: '  ' },
  ]) {
    assert.equal(
      (await lead('POST', '/api/rule-exceptions', { ...words, ...wrong })).status,
      400,
      JSON.stringify(wrong),
    )
  }
  const unknown = await lead('POST', '/api/rule-exceptions', { ...words, more: 1 })
  assert.equal(unknown.status, 400, 'schemas are closed')
  assert.equal((await lead('GET', '/api/rule-exceptions')).body.rows.length, 0)
})

test('every change is in the audit log, with who and what', async (t) => {
  const { lead, store } = await desk(t)
  const made = await lead('POST', '/api/rule-texts', { text, note: 'mới' })
  await lead('PUT', `/api/rules/${ruleId}/setting`, { ...nothingSet, enabled: false, reason: 'ồn', version: null })
  const exception = await lead('POST', '/api/rule-exceptions', { ...words, rules: [ruleId] })
  await lead('POST', `/api/rule-exceptions/${exception.body.id}/end`, { version: exception.body.version })
  const list = { about: '', type: 'cidr', text: '10.0.0.0/8\n', owner: 'truc', version: null }
  const kept = await lead('PUT', '/api/value-lists/nets', list)
  await lead('POST', '/api/value-lists/nets/remove', { version: kept.body.version })
  const history = (await lead('GET', `/api/rules/${ruleId}/history`)).body.rows
  assert.deepEqual(
    history.map(({ action }: { action: string }) => action),
    ['rule-exception.end', 'rule-exception.create', 'rule.set', 'rule-text.create'],
  )
  assert.deepEqual([history[2].actor, history[2].details.reason], ['truc', 'ồn'])
  await lead('POST', `/api/rule-texts/${made.body.id}/remove`, { note: 'thôi', version: made.body.version })
  const rows = (await store.audit.list(systemScope, { limit: 50 })).filter(({ action }) => /^(rule|value)/.test(action))
  assert.deepEqual(rows.map(({ actor, action }) => `${actor} ${action}`).reverse(), [
    'truc rule-text.create',
    'truc rule.set',
    'truc rule-exception.create',
    'truc rule-exception.end',
    'truc value-list.create',
    'truc value-list.remove',
    'truc rule-text.remove',
  ])
  assert.equal((await lead('GET', `/api/rules/${ruleId}`)).status, 404)
})

test('the past, within what the caller may see: what a rule finds, what an exception would have silenced', async (t) => {
  const { lead, as, plant } = await desk(t)
  const now = Date.now()
  await plant('so-tc-ketoan', 'ketoan', now - 3_600_000)
  await plant('so-yt', 'yte', now - 2 * 86_400_000)
  const own = await as('phantich', 'analyst', 'so-tc')
  const found = await lead('POST', '/api/rules/preview', { text, days: 3 })
  assert.deepEqual(
    [found.body.count, found.body.days.map(({ count }: { count: number }) => count), found.body.partial],
    [2, [1, 0, 1], false],
  )
  const theirs = await own('POST', '/api/rules/preview', { text, days: 3 })
  assert.deepEqual([theirs.body.count, theirs.body.samples.length], [1, 1])
  const unmapped = await lead('POST', '/api/rules/preview', { text: text.replace('service: sshd', 'service: none') })
  assert.deepEqual([unmapped.body.count, unmapped.body.reason], [0, 'log source not mapped'])
  assert.equal((await lead('POST', '/api/rules/preview', { days: 3 })).status, 400)

  await lead('POST', '/api/rule-texts', { text, note: '' })
  const ask = { rule: ruleId, expression: 'user.name: user-ketoan', list: null, unit: null, days: 3 }
  const silenced = await lead('POST', '/api/rule-exceptions/preview', ask)
  assert.deepEqual([silenced.body.matches, silenced.body.count, silenced.body.samples.length], [2, 1, 1])
  const elsewhere = await lead('POST', '/api/rule-exceptions/preview', { ...ask, unit: 'so-yt' })
  assert.deepEqual([elsewhere.body.matches, elsewhere.body.count], [2, 0])
})

test('the list says where a rule stands, tests run, and coverage tells what judges', async (t) => {
  const { lead, plant } = await desk(t)
  await lead('POST', '/api/rule-texts', { text, note: '' })
  const state = async () => (await lead('GET', `/api/rules/${ruleId}`)).body.state
  assert.equal(await state(), 'no-source')
  const tested = await lead('POST', '/api/rules/test', { rule: ruleId })
  assert.deepEqual(
    tested.body.results.map(({ passed, lines }: { passed: boolean; lines: { fired: boolean }[] }) => [
      passed,
      lines.map(({ fired }) => fired),
    ]),
    [[true, [true, false]]],
  )
  const wrong = await lead('POST', '/api/rules/test', { text: text.replace("'user-'", "'nobody-'") })
  assert.equal(wrong.body.results[0].passed, false)
  const { techniques } = (await lead('GET', '/api/rules/coverage')).body
  assert.deepEqual(techniques, [{ id: 'T1110', running: [], idle: [ruleId] }])
  const off = { ...nothingSet, enabled: false, reason: 'thử', version: null }
  assert.equal((await lead('PUT', `/api/rules/${ruleId}/setting`, off)).status, 200)
  assert.equal(await state(), 'off')
  const layer = (await lead('GET', '/api/rules/coverage/navigator')).body
  assert.deepEqual(
    [layer.versions.layer, layer.techniques[0].techniqueID, layer.techniques[0].score],
    ['4.5', 'T1110', 0],
  )
  await plant('so-yt', 'yte', Date.now())
  const statistics = await lead('GET', '/api/rules/statistics?days=7')
  assert.deepEqual([statistics.body.byRule['rule-canary'].hits, statistics.body.byRule['rule-canary'].alerts], [1, 1])
})
