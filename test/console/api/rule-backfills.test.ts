import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../../core/lib/clock.ts'
import { recordGaps } from '../../../rules/backfill/gaps.ts'
import { failedLogon, failedLogonText } from '../../support/backfill-world.ts'
import { guard, testConsole } from '../../support/console.ts'

test('a rule is run over stored events by who reaches all units; others see that it runs, and no counts', async (t) => {
  const { app, store, signIn } = await testConsole(t)
  const lead = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const engineer = await signIn('engineer', [{ role: 'detection-engineer', unit: 'so-tc' }])
  const ask = async (caller: { cookie: string }, method: 'GET' | 'POST', url: string, payload?: object) => {
    const headers = { ...guard, cookie: caller.cookie }
    const reply = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
    return { status: reply.statusCode, body: reply.json() }
  }
  const made = await ask(lead, 'POST', '/api/rule-texts', { text: failedLogonText, note: '' })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const gap = { id: failedLogon, predicate: { kind: 'true' } } as const
  await recordGaps(store.records, [{ ...gap, id: 'another' }], systemClock)
  await recordGaps(store.records, [gap], systemClock)

  const run = `/api/rules/${failedLogon}/backfill`
  const asked = await ask(lead, 'POST', run, { days: 3 })
  assert.equal(asked.status, 200, JSON.stringify(asked.body))
  const { state, startedBy, scanned, from, to } = asked.body
  assert.deepEqual([state, startedBy, scanned, to - from], ['waiting', 'lead', 0, 3 * 86_400_000])
  assert.equal((await ask(engineer, 'POST', run, { days: 3 })).status, 403)
  for (const payload of [{ days: 0 }, { days: 401 }, { days: 1.5 }, {}, { days: 1, more: 1 }]) {
    assert.equal((await ask(lead, 'POST', run, payload)).status, 400, JSON.stringify(payload))
  }

  const list = `/api/rules/${failedLogon}/backfills`
  const seen = await ask(lead, 'GET', list)
  assert.equal(seen.body.rows[0].startedBy, 'lead')
  assert.deepEqual([seen.body.gaps.length, seen.body.gaps[0].from, seen.body.off], [1, 0, null])
  const less = await ask(engineer, 'GET', list)
  assert.deepEqual(less.body.rows[0], {
    ...seen.body.rows[0],
    startedBy: null,
    scanned: null,
    matched: null,
    added: null,
  })

  const cancel = `${list}/${asked.body.id}/cancel`
  assert.equal((await ask(engineer, 'POST', cancel)).status, 403)
  assert.equal((await ask(lead, 'POST', `/api/rules/other/backfills/${asked.body.id}/cancel`)).status, 404)
  assert.equal((await ask(lead, 'POST', cancel)).body.state, 'cancelled')
  assert.equal((await ask(lead, 'POST', cancel)).status, 409)

  const setting = { enabled: true, reason: '', level: null, groupBy: null, suppression: null, version: null }
  const schedule = (cron: string) => ({ ...setting, schedule: { cron, lookbackMinutes: 60 } })
  const set = app.inject({
    method: 'PUT',
    url: `/api/rules/${failedLogon}/setting`,
    headers: { ...guard, cookie: lead.cookie },
    payload: schedule('61 25 * * *'),
  })
  assert.equal((await set).statusCode, 400)
})
