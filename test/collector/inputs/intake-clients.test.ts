import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { listenElasticBulk } from '../../../collector/inputs/elastic-bulk.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { memoryPipeline } from '../../support/memory-events.ts'

async function intake(t: TestContext) {
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  const checkKey = async (id: string) => ({ id, name: `key ${id}` })
  const input = await listenElasticBulk({ host: '127.0.0.1', port: 0, pipeline, checkKey })
  t.after(async () => {
    await input.close()
    await pipeline.stop()
  })
  const authorization = `ApiKey ${Buffer.from('k1:right').toString('base64')}`
  async function ask(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
    const response = await fetch(`http://127.0.0.1:${input.port}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json; charset=UTF-8', ...headers },
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), store }
  }
  return { ask, store, sources: pipeline.sources }
}

const filebeat = { 'user-agent': 'Elastic-Filebeat/9.1.2 (linux; amd64; 0123abc; 2026-08-01 00:00:00 +0000 UTC)' }

test('Filebeat 9: version, licence, lifecycle, template, data stream, pipeline, then _bulk', async (t) => {
  const { ask, store } = await intake(t)
  const name = 'filebeat-9.1.2'
  const root = await ask('GET', '/', undefined, filebeat)
  assert.equal(root.body.version.number, '9.1.2', 'a Beat refuses a server older than itself')
  assert.equal(root.body.version.build_flavor, 'default', 'and lets alone what a serverless one lacks')
  const { license } = (await ask('GET', '/_license?human=false', undefined, filebeat)).body
  assert.deepEqual([license.type, license.status], ['basic', 'active'])
  assert.equal((await ask('GET', '/_ilm/policy/filebeat')).status, 200)
  assert.equal((await ask('PUT', '/_ilm/policy/filebeat', '{"policy":{}}')).body.acknowledged, true)
  const { index_templates: templates } = (await ask('GET', `/_index_template/${name}`)).body
  assert.deepEqual(
    templates.map((template: { name: string }) => template.name),
    [name],
  )
  assert.equal((await ask('PUT', `/_index_template/${name}`, '{}')).body.acknowledged, true)
  assert.equal((await ask('PUT', `/_component_template/${name}@custom`, '{}')).body.acknowledged, true)
  assert.equal((await ask('GET', `/_data_stream/${name}`)).body.data_streams[0].name, name)
  assert.equal((await ask('PUT', `/_data_stream/${name}`)).body.acknowledged, true)
  assert.equal((await ask('GET', `/_ingest/pipeline/${name}-nginx-access-pipeline`)).status, 200)
  const { nodes } = (await ask('GET', '/_nodes/ingest')).body
  assert.ok(
    Object.values(nodes as Record<string, { ingest: { processors: { type: string }[] } }>).every((node) =>
      ['geoip', 'user_agent', 'grok'].every((type) => node.ingest.processors.some((one) => one.type === type)),
    ),
  )
  const document = { '@timestamp': '2026-11-30T05:04:05.000Z', message: 'one', agent: { type: 'filebeat' } }
  const sent = await ask(
    'POST',
    '/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status',
    `{"create":{"_index":"${name}","_id":"x1"}}\n${JSON.stringify(document)}\n`,
    filebeat,
  )
  assert.deepEqual([sent.status, sent.body.errors, sent.body.items[0].create.status], [200, false, 201])
  assert.equal(store.events.size, 1)
})

test('Logstash: health, licence, template, lifecycle alias; others read the version all of them speak', async (t) => {
  const { ask } = await intake(t)
  assert.equal((await ask('HEAD', '/')).status, 200)
  assert.equal((await ask('GET', '/')).body.version.number, '8.19.0')
  assert.equal((await ask('GET', '/_xpack')).body.features.ilm.enabled, true)
  assert.equal((await ask('HEAD', '/_index_template/ecs-logstash')).status, 200)
  assert.equal((await ask('HEAD', '/_template/logstash')).status, 200)
  assert.equal((await ask('GET', '/_ilm/policy/logstash-policy')).status, 200)
  assert.equal((await ask('HEAD', '/logstash')).status, 200)
  assert.equal((await ask('PUT', '/%3Clogstash-%7Bnow%2Fd%7D-000001%3E', '{}')).body.acknowledged, true)
  for (const [method, path] of [
    ['GET', '/_search'],
    ['POST', '/logs/_search'],
    ['DELETE', '/logs'],
    ['DELETE', '/_index_template/x'],
    ['GET', '/ingest/ndjson'],
    ['GET', '/__proto__/x'],
  ] as const) {
    assert.equal((await ask(method, path)).status, 404, `${method} ${path}`)
  }
})

test('NDJSON: identity by _id, by the request’s name, else by the copy of the body', async (t) => {
  const { ask, store, sources } = await intake(t)
  const type = { 'content-type': 'application/x-ndjson' }
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const { status, body: answer } = await ask('POST', '/ingest/ndjson', body, { ...type, ...headers })
    assert.equal(status, 200)
    return answer
  }
  const one = '{"message":"one"}'
  assert.deepEqual(await post(`${one}\n${one}\r\n\n`), { accepted: 2, alreadyThere: false })
  assert.equal(store.events.size, 2)
  await post(`${one}\n${one}\r\n\n`)
  assert.equal(store.events.size, 4, 'an answered body counts again')

  const own = '{"_id":"a","message":"one"}\n{"_id":7,"message":"one"}'
  await post(own)
  assert.deepEqual(await post(own), { accepted: 2, alreadyThere: true })
  assert.equal(store.events.size, 6)

  await post(`${one}\n${one}`, { 'x-request-id': 'r1' })
  await post(`${one}\n${one}`, { 'x-request-id': 'r1' })
  await post(`${one}\n${one}`, { 'x-request-id': 'r2' })
  assert.equal(store.events.size, 10)

  await post('no JSON, "_id" or not')
  assert.equal(store.events.size, 11, 'and what cannot be read is kept')
  const refused = await ask('POST', '/ingest/ndjson', one, { 'content-type': 'application/x-www-form-urlencoded' })
  assert.equal(refused.status, 415)
  assert.ok(sources.changed().every(({ input }) => input === 'ndjson'))
})
