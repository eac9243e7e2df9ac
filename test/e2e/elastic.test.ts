import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'
import { sendTcp, sshdLines } from '../support/syslog-lines.ts'
import { dropPrefix } from '../support/temporary-elastic.ts'

const server = await findElasticsearch()
const skip = 'missing' in server ? server.missing : false
const url = 'url' in server ? server.url : ''
const range = () => `from=0&to=${Date.now() + 86_400_000}`

/** An installation whose indices are its own, and gone after the test. */
function onElastic(t: TestContext) {
  const prefix = `e2e${randomBytes(6).toString('hex')}`
  t.after(() => dropPrefix(url, prefix))
  const installed = installation(t, {
    VONGGAC_STORAGE_KIND: 'elasticsearch',
    VONGGAC_ELASTICSEARCH_URLS: url,
    VONGGAC_ELASTICSEARCH_PREFIX: prefix,
  })
  return { ...installed, prefix }
}

test('on Elasticsearch: lines over TCP, alert, triage, clean stop, second start, verified audit log', {
  skip,
}, async (t) => {
  const { start, run } = onElastic(t)
  const first = await start()
  const { truc } = firstPasswords(first)
  const api = await apiOf(first, 'truc', truc)
  await sendTcp(first.syslogPort, sshdLines(2000, 500, new Date()))
  const alert = await eventually('the alert counts every line', async () => {
    const { rows } = await api.get(`/api/alerts?${range()}`)
    return rows.find((row: { count: number; source: string }) => row.source === '203.0.113.7' && row.count === 2000)
  })
  assert.equal(alert.rule.title.en, 'Failed SSH log-in')
  await eventually('every event is found', async () => {
    const { total } = await api.get(`/api/events/histogram?${range()}`)
    return total.value === 2000 && total.relation === 'eq'
  })
  const detail = await api.get(`/api/alerts/${alert.id}`)
  assert.match(detail.events[0].event.event.original, /Failed password for/)
  const taken = await api.post(`/api/alerts/${alert.id}/acknowledge`, { revision: detail.revision ?? alert.revision })
  await api.post(`/api/alerts/${alert.id}/close`, { revision: taken.revision, disposition: 'false-positive', note: '' })
  // Stopped while it may still be taking in: what it read must be there after.
  await sendTcp(first.syslogPort, sshdLines(300, 0, new Date(Date.now() + 1000)))
  assert.equal(await first.end('SIGINT'), 0, first.output())

  const second = await start()
  assert.doesNotMatch(second.output(), /printed this once/)
  const again = await apiOf(second, 'truc', truc)
  const rows = await eventually('the successor counts the rest', async () => {
    const { rows: all } = await again.get(`/api/alerts?${range()}&sort=count`)
    return all.length === 2 && all[1].count === 300 ? all : undefined
  })
  assert.deepEqual(
    rows.map(({ count, status }: Record<string, unknown>) => [count, status]),
    [
      [2000, 'closed'],
      [300, 'new'],
    ],
  )
  await eventually('all are found', async () => (await again.get('/api/system')).events === 2300)
  const verified = run('audit', 'verify')
  assert.equal(verified.status, 0, verified.stderr)
  assert.equal(await second.end('SIGTERM'), 0)
})

test('documents that Elasticsearch refuses are told, shown, and sent again once the cause is mended', {
  skip,
}, async (t) => {
  const { start, run, prefix } = onElastic(t)
  const platform = await start()
  const now = new Date()
  const day = now.toISOString().slice(0, 10).replaceAll('-', '.')
  const spoiled = `${url}/${prefix}-events-12m-${day}`
  const mappings = { properties: { id: { type: 'long' } } }
  const headers = { 'content-type': 'application/json' }
  await fetch(spoiled, { method: 'PUT', headers, body: JSON.stringify({ mappings }) })
  await sendTcp(platform.syslogPort, sshdLines(20, 5, now))
  await eventually('the refusal is told', async () => /documents-refused/.test(platform.output()))
  assert.equal(await platform.end('SIGTERM'), 0, platform.output())
  const shown = run('dead-letters').stdout.trim().split('\n')
  assert.equal(shown.length, 20)
  const letter = JSON.parse(shown[0] ?? '')
  assert.match(letter.reason, /document_parsing_exception/)
  assert.match(letter.event.document.event.original, /Failed password/)
  const vain = run('dead-letters', '--replay')
  assert.deepEqual([vain.status, vain.stdout], [1, '{"stored":0,"refused":20}\n'])
  await fetch(spoiled, { method: 'DELETE' })
  const replayed = run('dead-letters', '--replay')
  assert.deepEqual([replayed.status, replayed.stdout], [0, '{"stored":20,"refused":0}\n'], replayed.stderr)
  assert.equal(run('dead-letters').stdout, '')
})

test('without Elasticsearch the platform says so and ends', async (t) => {
  const { run } = installation(t, {
    VONGGAC_STORAGE_KIND: 'elasticsearch',
    VONGGAC_ELASTICSEARCH_URLS: 'http://127.0.0.1:1',
  })
  const { status, stderr } = run('serve')
  assert.equal(status, 1, stderr)
  assert.match(stderr, /Elasticsearch cannot be reached/)
  assert.match(stderr, /elasticsearch\.urls/)
})
