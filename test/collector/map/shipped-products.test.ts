import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toEvent } from '../../../collector/map/to-event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'

const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }
const line = '203.0.113.5 - - [30/Nov/2026:12:04:05 +0700] "GET /a HTTP/1.1" 404 12 "-" "curl/8.5.0"'
const read = (object: object) => toEvent({ bytes: JSON.stringify(object) }, 'auto', context)

test('a product’s line within a shipper’s document is mapped, and the document’s own time stays', () => {
  const filebeat = read({
    '@timestamp': '2026-11-30T05:04:06.000Z',
    ecs: { version: '8.0.0' },
    agent: { type: 'filebeat' },
    event: { module: 'nginx', dataset: 'nginx.access' },
    host: { name: 'cong-01' },
    message: line,
  })
  assert.equal(filebeat.event.dataset, 'nginx.access')
  assert.equal((filebeat.http as JsonObject & { response: JsonObject }).response.status_code, 404)
  assert.equal((filebeat.host as JsonObject).name, 'cong-01')
  assert.equal(filebeat['@timestamp'], '2026-11-30T05:04:06.000Z')
  const vector = read({ timestamp: '2026-11-30T05:04:06Z', file: '/var/log/nginx/access.log', message: line })
  assert.equal(vector.event.dataset, 'web.access')
  const omelasticsearch = read({
    timereported: '2026-11-30T12:04:05+07:00',
    hostname: 'thu-01',
    programname: 'postfix/smtpd',
    message: 'connect from unknown[203.0.113.5]',
  })
  assert.equal(omelasticsearch.event.dataset, 'postfix.log')
})

test('a document that says its category is left as it is', () => {
  const event = read({
    '@timestamp': '2026-11-30T05:04:06.000Z',
    event: { module: 'nginx', category: ['web'] },
    message: line,
  })
  assert.equal(event.http, undefined)
})
