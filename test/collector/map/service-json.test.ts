import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toEvent } from '../../../collector/map/to-event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'

const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }
const event = (value: object, format: 'auto' | 'json' | 'ecs' = 'auto') =>
  JSON.parse(JSON.stringify(toEvent({ bytes: JSON.stringify(value) }, format, context)))

const trail = { eventVersion: '1.08', eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' }

test('an object that lacks one of a service’s signs is none of it', () => {
  for (const name of Object.keys(trail)) {
    const less: JsonObject = { ...trail }
    delete less[name]
    assert.equal(event(less).event.dataset, 'json')
    assert.equal(event({ ...trail, [name]: null }).event.dataset, 'json')
  }
})

test('objects are told only where the sender does not say how they are to be read', () => {
  assert.equal(event(trail).event.dataset, 'aws.cloudtrail')
  assert.equal(event(trail, 'json').event.dataset, undefined)
  assert.equal(event(trail, 'json').eventName, 'CreateUser')
})

test('values of unexpected kinds stay under the root and spoil nothing in ECS', () => {
  const odd = event({ ...trail, sourceIPAddress: ['x'], userAgent: {}, userIdentity: 'an', awsRegion: 5 })
  assert.deepEqual(odd.aws.cloudtrail.userIdentity, 'an')
  assert.equal(odd.source.domain, 'x')
  assert.equal(odd.source.ip, undefined)
  assert.equal(odd.user, undefined)
  assert.equal(odd.user_agent, undefined)
})

test('a sender chooses no names of ours: the kind of a Zeek log is held to plain letters', () => {
  assert.equal(event({ _path: 'smb_files', ts: 1796015400, name: 'x' }).event.dataset, 'zeek.smb_files')
  for (const path of ['../x', 'a.b', '__proto__', 'X', '', 7]) {
    const { dataset } = event({ _path: path, ts: 1796015400 }).event
    assert.equal(dataset, 'zeek.other', String(path))
  }
})

test('what was cut of a long value is named where the value stands', () => {
  const { vonggac, aws, event: own } = event({ ...trail, requestParameters: { policy: 'x'.repeat(20_000) } })
  assert.deepEqual(vonggac.truncated.includes('aws.cloudtrail.requestParameters.policy'), true)
  assert.ok(aws.cloudtrail.requestParameters.policy.length < 20_000)
  assert.ok(own.original.length > 20_000)
})

test('times without a zone are UTC', () => {
  assert.equal(
    event({ Workload: 'Exchange', Operation: 'x', CreationTime: '2026-11-30T05:10:00' })['@timestamp'],
    '2026-11-30T05:10:00.000Z',
  )
})
