import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guard, testConsole } from '../../support/console.ts'

const range = 'from=0&to=4102444800000'

test('the search language over the API, within the scope of who asks', async (t) => {
  const { app, plant, signIn } = await testConsole(t)
  const now = Date.now()
  for (const [unit, canary] of [
    ['so-tc-ketoan', 'ketoan'],
    ['so-yt', 'yte'],
    [undefined, 'none'],
  ] as const) {
    await plant(unit, canary, now)
  }
  const lead = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const own = await signIn('own', [{ role: 'analyst', unit: 'so-tc' }])
  const ask = async ({ cookie }: { cookie: string }, path: string) =>
    await app.inject({ url: `/api/events${path}`, headers: { ...guard, cookie } })
  const found = async (who: { cookie: string }, query: string) => {
    const reply = await ask(who, `?${range}&query=${encodeURIComponent(query)}`)
    assert.equal(reply.statusCode, 200, reply.body)
    return reply
      .json<{ rows: { event: { id: string } }[] }>()
      .rows.map(({ event }) => event.id)
      .sort()
  }

  await t.test('finds', async () => {
    assert.deepEqual(await found(lead, 'host.name: host-*'), ['event-ketoan', 'event-none', 'event-yte'])
    assert.deepEqual(await found(lead, 'user.name: (user-yte or user-none) and not "raw none"'), ['event-yte'])
    assert.deepEqual(await found(lead, 'MESSAGE yte'), ['event-yte'])
    assert.deepEqual(await found(lead, ''), ['event-ketoan', 'event-none', 'event-yte'])
    // 17:00 UTC is midnight in the installation's zone, so that a day there is not the day in UTC.
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(now)
    assert.equal((await found(lead, `@timestamp: ${day}`)).length, 3)
    assert.equal((await found(lead, `@timestamp > ${day}`)).length, 0)
  })

  await t.test('shows nobody what is not theirs, whatever is asked', async () => {
    for (const query of ['*', 'yte or raw', 'not user.name: nobody', '*: *yte*', 'user.name: *']) {
      const ids = await found(own, query)
      assert.ok(!ids.includes('event-yte') && !ids.includes('event-none'), query)
    }
  })

  await t.test('joins the other conditions', async () => {
    const reply = await ask(lead, `/histogram?${range}&query=raw&only=user.name%3Duser-yte`)
    assert.equal(reply.json().total.value, 1)
  })

  await t.test('a text that cannot be read answers with its place', async () => {
    for (const path of ['', '/histogram', '/facets']) {
      const reply = await ask(lead, `${path}?${range}&query=${encodeURIComponent('user.name: root and (a')}`)
      assert.equal(reply.statusCode, 400)
      assert.match(String(reply.headers['content-type']), /^application\/problem\+json/)
      const { code, offset, length, detail, hint } = reply.json()
      assert.deepEqual({ code, offset, length }, { code: 'bad-query', offset: 20, length: 1 })
      assert.match(`${detail} ${hint}`, /not closed.*Add a \)/)
    }
  })

  await t.test('values like what is typed, those that begin so first', async () => {
    const values = async (who: { cookie: string }, query: string) =>
      (await ask(who, `/values?${range}&${query}`)).json<{ values: { value: string }[] }>().values.map((v) => v.value)
    assert.deepEqual(await values(lead, 'field=user.name&prefix=USER-Y'), ['user-yte'])
    assert.deepEqual(await values(lead, 'field=event.id&prefix=t'), ['event-ketoan', 'event-none', 'event-yte'])
    assert.deepEqual((await values(lead, 'field=host.name')).length, 3)
    assert.deepEqual(await values(own, 'field=host.name'), ['host-ketoan'])
    assert.deepEqual(await values(own, 'field=host.name&prefix=yte'), [])
    assert.deepEqual(await values(lead, 'field=khong.co'), [])
    assert.equal((await ask(lead, `/values?${range}`)).statusCode, 400)
  })
})
