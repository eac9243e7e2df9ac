import assert from 'node:assert/strict'
import { test } from 'node:test'
import { putCommunityId } from '../../../collector/map/community-id.ts'
import type { JsonObject } from '../../../core/lib/json.ts'

type End = readonly [ip: string, port?: number]

function idOf(protocol: string, from: End, to: End, icmp?: { type: number; code: number }): unknown {
  const end = ([ip, port]: End): JsonObject => (port === undefined ? { ip } : { ip, port })
  const fields: JsonObject = { source: end(from), destination: end(to), network: { iana_number: protocol } }
  putCommunityId(fields, icmp)
  return (fields.network as JsonObject).community_id
}

// The baseline of Community ID 1, seed 0.
const flows: readonly (readonly [string, string, End, End, string, { type: number; code: number }?])[] = [
  ['TCP', '6', ['128.232.110.120', 34855], ['66.35.250.204', 80], '1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
  ['UDP', '17', ['192.168.1.52', 54585], ['8.8.8.8', 53], '1:d/FP5EW3wiY1vCndhwleRRKHowQ='],
  ['ICMP', '1', ['192.168.0.89'], ['192.168.0.1'], '1:X0snYXpgwiv9TZtqg64sgzUn6Dk=', { type: 8, code: 0 }],
]
for (const [name, protocol, from, to, expected, icmp] of flows) {
  test(`${name}: the flow has the id of the baseline`, () => assert.equal(idOf(protocol, from, to, icmp), expected))
}

test('both directions of a flow have one id, another port another', () => {
  const there = idOf('6', ['192.0.2.10', 50000], ['198.51.100.7', 443])
  assert.equal(typeof there, 'string')
  assert.equal(idOf('6', ['198.51.100.7', 443], ['192.0.2.10', 50000]), there)
  assert.notEqual(idOf('6', ['192.0.2.10', 50001], ['198.51.100.7', 443]), there)
  const request = idOf('58', ['2001:db8::1'], ['2001:db8::2'], { type: 128, code: 0 })
  assert.equal(idOf('58', ['2001:db8::2'], ['2001:db8::1'], { type: 129, code: 0 }), request)
})

test('a flow that is not told whole has none', () => {
  assert.equal(idOf('6', ['192.0.2.10'], ['198.51.100.7', 443]), undefined)
  assert.equal(idOf('1', ['192.0.2.10'], ['198.51.100.7']), undefined)
  assert.equal(idOf('x', ['192.0.2.10', 1], ['198.51.100.7', 2]), undefined)
  assert.equal(idOf('6', ['192.0.2.10', 1], ['2001:db8::2', 2]), undefined)
  assert.equal(typeof idOf('50', ['192.0.2.10'], ['198.51.100.7']), 'string')
})
