import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grant } from '../../../core/access/actor.ts'
import { guard, testConsole } from '../../support/console.ts'

test('an auditor reads his stretch of time alone: events, alerts, their counts and their single pages', async (t) => {
  const { app, plant, signIn } = await testConsole(t)
  const now = Date.now()
  const day = 86_400_000
  const inside = await plant('so-tc', 'inside', now - 3 * day)
  const outside = await plant('so-tc', 'outside', now)
  const grant: Grant = { role: 'auditor', unit: 'tinh', reads: { from: now - 5 * day, to: now - day } }
  const { cookie } = await signIn('kiem', [grant])
  const ask = (url: string) => app.inject({ url, headers: { ...guard, cookie } })
  const range = 'from=0&to=4102444800000'
  for (const url of [
    `/api/alerts?${range}`,
    `/api/alerts/summary?${range}`,
    `/api/events?${range}`,
    `/api/events/facets?${range}&fields=host.name,user.name`,
    `/api/events/values?${range}&field=user.name&prefix=`,
    `/api/alerts/${inside.alert}`,
    `/api/events/${inside.event}`,
  ]) {
    const { body, statusCode } = await ask(url)
    assert.equal(statusCode, 200, `${url} ${body}`)
    assert.ok(!body.includes('outside'), `${url}: ${body}`)
    assert.ok(body.includes('inside'), `${url}: ${body}`)
  }
  assert.equal((await ask(`/api/events/histogram?${range}`)).json().total.value, 1)
  assert.equal((await ask(`/api/alerts?${range}`)).json().total, 1)
  assert.equal((await ask(`/api/alerts/${outside.alert}`)).statusCode, 404)
  assert.equal((await ask(`/api/events/${outside.event}`)).statusCode, 404)
})
