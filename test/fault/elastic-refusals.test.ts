import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { authority } from '../support/certificates.ts'
import { elasticProxy } from '../support/elastic-proxy.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { freePort } from '../support/free-port.ts'
import { apiOf, eventually, firstPasswords, installation, type Platform } from '../support/platform.ts'
import { relpClient } from '../support/relp-client.ts'
import { sendTcp, sshdLines } from '../support/syslog-lines.ts'
import { dropPrefix } from '../support/temporary-elastic.ts'

const server = await findElasticsearch()
const skip = 'missing' in server ? server.missing : false
const url = 'url' in server ? server.url : ''
const day = 86_400_000
const dotted = (at: Date) => at.toISOString().slice(0, 10).replaceAll('-', '.')
const range = (from = 0) => `from=${from}&to=${Date.now() + day}`

/** A platform on Elasticsearch, behind a proxy where one is named, with its two people logged in. */
async function platformOn(t: TestContext, elastic: string, more: Record<string, string> = {}) {
  const prefix = `fault${randomBytes(6).toString('hex')}`
  t.after(() => dropPrefix(url, prefix))
  const relpPort = await freePort()
  const made = installation(t, {
    VONGGAC_STORAGE_KIND: 'elasticsearch',
    VONGGAC_ELASTICSEARCH_URLS: elastic,
    VONGGAC_ELASTICSEARCH_PREFIX: prefix,
    VONGGAC_RELP_LISTEN: 'on',
    VONGGAC_RELP_PORT: String(relpPort),
    ...more,
  })
  const platform = await made.start()
  const { truc, admin } = firstPasswords(platform)
  const [api, operator] = [await apiOf(platform, 'truc', truc), await apiOf(platform, 'admin', admin)]
  const sender = () => {
    const client = relpClient(() => relpPort)
    t.after(() => client.stop())
    return client
  }
  return { ...made, prefix, platform, api, operator, sender }
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const reply = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  assert.ok(reply.ok, `${method} ${path}: ${await reply.clone().text()}`)
  return reply.json()
}
const isReady = async (platform: Platform) => (await fetch(`${platform.url}/health/ready`)).status === 200

type Told = { troubles: readonly { code: string; detail: string }[] }
/** Waits until the system's state tells this trouble, or no longer does. */
const trouble = (
  operator: { get(path: string): Promise<Told> },
  code: string,
  there = true,
): Promise<{ detail: string }> =>
  eventually(
    `${code} is ${there ? 'told' : 'over'}`,
    async () => {
      const { troubles } = await operator.get('/api/system')
      const found = troubles.find((one) => one.code === code)
      return there ? found : found === undefined && { detail: '' }
    },
    60_000,
  )

test('a day without its shard, closed, or read-only: searches refuse, its events wait, other days go on, it resumes by itself', {
  skip,
  timeout: 580_000,
}, async (t) => {
  const { run, prefix, platform, api, operator, sender } = await platformOn(t, url)
  const now = new Date()
  const earlier = new Date(Date.now() - 3 * day)
  const index = `${prefix}-events-12m-${dotted(earlier)}`
  const total = async () => (await api.get(`/api/events/histogram?${range()}`)).total

  await sender().deliver(sshdLines(300, 100, earlier))
  await sendTcp(platform.syslogPort, sshdLines(200, 100, now))
  await eventually('all are found', async () => (await total()).value === 500)

  const faults: readonly [
    name: string,
    code: string,
    detail: RegExp,
    begin: () => Promise<unknown>,
    end: () => Promise<unknown>,
  ][] = [
    [
      'closed',
      'store-incomplete',
      new RegExp(`${index} \\(closed\\)`),
      () => ask('POST', `/${index}/_close`),
      () => ask('POST', `/${index}/_open`),
    ],
    [
      'read-only by the watermark',
      'store-read-only',
      new RegExp(`${index}: .*read-only-allow-delete`),
      () => ask('PUT', `/${index}/_settings`, { index: { blocks: { read_only_allow_delete: true } } }),
      () => ask('PUT', `/${index}/_settings`, { index: { blocks: { read_only_allow_delete: null } } }),
    ],
  ]
  let stored = 500
  for (const [name, code, detail, begin, end] of faults) {
    const refusals = () => platform.output().split('"signal":"append-refused"').length
    const before = refusals()
    await begin()
    assert.match((await trouble(operator, code)).detail, detail, name)
    // Those of the day wait without an acknowledgement; those of another day are taken.
    let acknowledged = false
    const waiting = sender()
      .deliver(sshdLines(60, 30, earlier, '203.0.113.8'))
      .then(() => {
        acknowledged = true
      })
    await eventually('the day is refused', async () => refusals() > before)
    await sender().deliver(sshdLines(40, 20, now))
    assert.equal(acknowledged, false, name)
    const reply = await fetch(`${platform.url}/api/events/histogram?${range()}`, { headers: { cookie: api.cookie } })
    if (code === 'store-incomplete') {
      const problem = (await reply.json()) as { code: string; detail: string; hint: string }
      assert.equal(reply.status, 503, name)
      assert.match(problem.detail, new RegExp(index), name)
      assert.match(problem.hint, /snapshot|open/, name)
    } else await eventually('other days are found', async () => (await total()).value === stored + 40)
    const doctor = run('doctor')
    assert.equal(doctor.status, 1, name)
    assert.match(doctor.stdout, new RegExp(`^fail {2}elastic +${code}: .*${index}`, 'm'), name)
    await end()
    await waiting
    stored += 100
    await eventually('all are found, once', async () => {
      const { value, relation } = await total()
      return value === stored && relation === 'eq'
    })
    await trouble(operator, code, false)
  }

  // A shard that nobody has: here because it may be nowhere. Nothing of it is in the answer, so there is none.
  const lost = `${prefix}-events-12m-${dotted(new Date(Date.now() - 5 * day))}`
  await ask('PUT', `/${lost}?wait_for_active_shards=0`, {
    settings: { 'index.routing.allocation.require._name': 'none' },
  })
  assert.match((await trouble(operator, 'store-incomplete')).detail, new RegExp(lost))
  const reply = await fetch(`${platform.url}/api/events?${range()}`, { headers: { cookie: api.cookie } })
  assert.equal(reply.status, 503)
  assert.match(((await reply.json()) as { detail: string }).detail, new RegExp(lost))
  const late = sender().deliver(sshdLines(30, 30, new Date(Date.now() - 5 * day), '203.0.113.9'))
  await sender().deliver(sshdLines(10, 10, now))
  await ask('PUT', `/${lost}/_settings`, { 'index.routing.allocation.require._name': null })
  await late
  await eventually('all are found, once', async () => (await total()).value === stored + 40)
  assert.doesNotMatch(platform.output(), /"signal":"events-lost"/)
  assert.equal(await platform.end('SIGTERM'), 0, platform.output())
})

test('Elasticsearch slower than its senders, and overloaded: they wait, memory is bounded, every line is there once', {
  skip,
  timeout: 580_000,
}, async (t) => {
  const proxy = await elasticProxy(t, url)
  const { platform, api, sender } = await platformOn(t, proxy.url)
  Object.assign(proxy, { delay: 400, refuseEvery: 3, storesRefused: true })
  const lines = 1_000
  const clients = [sender(), sender(), sender()]
  const delivered = Promise.all(
    clients.map((client, i) => client.deliver(sshdLines(lines, lines / 2, new Date(), `203.0.113.${30 + i}`))),
  )
  // A sender that nobody acknowledges is read no faster than it can be stored.
  const unacknowledged = 10_000
  const sent = sendTcp(platform.syslogPort, sshdLines(unacknowledged, 3_000, new Date(), '203.0.113.40'))
  let most = 0
  const watching = setInterval(async () => {
    const text = await fetch(`${platform.url}/metrics`).then(
      (reply) => reply.text(),
      () => '',
    )
    most = Math.max(most, Number(/^vonggac_ingest_queue (\d+)/m.exec(text)?.[1] ?? 0))
  }, 200)
  t.after(() => clearInterval(watching))
  await eventually('some are refused', async () => proxy.refused >= 2, 60_000)
  proxy.delay = 50
  await Promise.all([delivered, sent])
  Object.assign(proxy, { delay: 0, refuseEvery: 0 })
  const all = 3 * lines + unacknowledged
  const { value, relation } = await eventually(
    'all are found',
    async () => {
      const { total } = await api.get(`/api/events/histogram?${range()}`)
      return total.value >= all ? total : undefined
    },
    60_000,
  )
  assert.deepEqual({ value, relation }, { value: all, relation: 'eq' })
  await eventually(
    'every match is counted once',
    async () => {
      const { rows } = await api.get(`/api/alerts?${range()}`)
      const counts = rows.map(({ count }: { count: number }) => count).toSorted((a: number, b: number) => a - b)
      return JSON.stringify(counts) === JSON.stringify([lines, lines, lines, unacknowledged])
    },
    60_000,
  )
  t.diagnostic(
    `${proxy.refused} requests refused; at most ${most} records waited, ${proxy.mostAtOnce} requests at once`,
  )
  assert.ok(most > 0 && most < 25_000, `${most} records waited`)
  assert.ok(proxy.mostAtOnce <= 4)
  assert.equal(await platform.end('SIGTERM'), 0, platform.output())
})

test('the certificate of Elasticsearch expires, then is for another name: it is told as that, senders wait, a good one mends it', {
  skip,
  timeout: 580_000,
}, async (t) => {
  const signer = await authority()
  const good = await signer.server()
  const proxy = await elasticProxy(t, url, good)
  const { runBeside, platform, api, operator, sender } = await platformOn(t, proxy.url, {
    VONGGAC_ELASTICSEARCH_CA_FILE: writeAuthority(t, signer.ca),
  })
  let stored = 0
  const bad: readonly [what: RegExp, made: Awaited<ReturnType<typeof signer.server>>][] = [
    [/it has expired/, await signer.server(Date.now() - day)],
    [/it is for another name/, await signer.server(undefined, ['elastic.example'], '192.0.2.1')],
  ]
  for (const [what, made] of bad) {
    proxy.show(made)
    await eventually('it is told', async () => {
      const reply = await fetch(`${platform.url}/health/ready`)
      const { reasons } = (await reply.json()) as { reasons: string[] }
      return reply.status === 503 && reasons.includes('store-certificate')
    })
    const page = await fetch(`${platform.url}/api/system`, { headers: { cookie: operator.cookie } })
    assert.equal(page.status, 503)
    assert.match(((await page.json()) as { detail: string }).detail, what)
    const doctor = await runBeside('doctor')
    assert.match(doctor.stdout, /^fail {2}elastic +store-certificate: /m)
    assert.match(doctor.stdout, what)
    let acknowledged = false
    const waiting = sender()
      .deliver(sshdLines(50, 25, new Date()))
      .then(() => {
        acknowledged = true
      })
    await new Promise((resolve) => setTimeout(resolve, 500))
    assert.equal(acknowledged, false)
    proxy.show(good)
    await waiting
    stored += 50
    await eventually('it serves again', () => isReady(platform))
  }
  await eventually('all are there, once', async () => {
    const { total } = await api.get(`/api/events/histogram?${range()}`)
    return total.value === stored
  })
  await eventually('it is logged', async () => /"fault":"store-certificate"/.test(platform.output()))
  assert.equal(await platform.end('SIGTERM'), 0, platform.output())
  proxy.show(bad[0]?.[1] ?? good)
  const { status, stderr } = await runBeside('serve')
  assert.equal(status, 1, stderr)
  assert.match(stderr, /certificate of Elasticsearch is refused: it has expired/)
})

function writeAuthority(t: TestContext, ca: string): string {
  const { folder } = installation(t)
  const path = join(folder, 'elastic-ca.pem')
  writeFileSync(path, ca)
  return path
}

test('refused documents are told on the system page and sent again from there by the administrator alone, audited', {
  skip,
  timeout: 580_000,
}, async (t) => {
  const { run, prefix, platform, api, operator } = await platformOn(t, url)
  const now = new Date()
  const spoiled = `/${prefix}-events-12m-${dotted(now)}`
  await ask('PUT', spoiled, { mappings: { properties: { id: { type: 'long' } } } })
  // More than one request of letters.
  const count = 1_200
  await sendTcp(platform.syslogPort, sshdLines(count, 400, now))
  const told = await eventually('all are told', async () => {
    const { detail } = await trouble(operator, 'dead-letters')
    return detail.startsWith(`${count}: `) ? detail : undefined
  })
  assert.match(told, /document_parsing_exception/)
  const doctor = run('doctor')
  assert.match(doctor.stdout, /^warn {2}elastic +dead-letters: 1200: /m)
  const path = '/api/system/dead-letters/replay'
  await assert.rejects(api.post(path), /403/)
  assert.deepEqual(await operator.post(path), { stored: 0, refused: count })
  await ask('DELETE', spoiled)
  assert.deepEqual(await operator.post(path), { stored: count, refused: 0 })
  await trouble(operator, 'dead-letters', false)
  const { rows } = await eventually('the alert counts them', async () => {
    const page = await api.get(`/api/alerts?${range()}`)
    return page.rows[0]?.count === count ? page : undefined
  })
  assert.equal(rows.length, 1)
  await eventually('they are found', async () => {
    const { total } = await api.get(`/api/events/histogram?${range()}`)
    return total.value >= count
  })
  const { total } = await api.get(`/api/events/histogram?${range()}`)
  assert.deepEqual(total, { value: count, relation: 'eq' })
  await ask('POST', `/${prefix}-audit/_refresh`)
  const audit = (await ask('POST', `/${prefix}-audit/_search`, { query: { match_all: {} }, size: 100 })) as {
    hits: { hits: { _source: { action: string; actor: string; details: string } }[] }
  }
  const replays = audit.hits.hits.filter(({ _source: { action } }) => action === 'dead-letters.replay')
  assert.deepEqual(replays.map(({ _source: { actor, details } }) => [actor, JSON.parse(details)]).toSorted(), [
    ['admin', { stored: 0, refused: count }],
    ['admin', { stored: count, refused: 0 }],
  ])
  assert.equal(await platform.end('SIGTERM'), 0, platform.output())
})
