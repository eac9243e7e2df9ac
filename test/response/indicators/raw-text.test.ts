import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventDocument } from '../../../core/event/event.ts'
import { IndicatorIndex } from '../../../response/indicators/indicator-index.ts'
import { namedInText } from '../../../response/indicators/raw-text.ts'
import { readIndicators } from '../../../response/indicators/read-indicators.ts'

const read = readIndicators(
  {
    text: [
      '203.0.113.7',
      '198.51.100.0/24',
      '2001:db8::1',
      'evil.example',
      'hxxps://drop.test/a/b.php',
      'd41d8cd98f00b204e9800998ecf8427e',
      'phish@bad.example',
      'svchost32.exe',
    ].join('\n'),
  },
  { networks: [], domains: [] },
)
assert.ok(read.ok)
const index = new IndicatorIndex(read.value.items)
const event = (original: string): EventDocument => ({ '@timestamp': '2026-07-10T03:00:00Z', event: { original } })
const found = (original: string) => index.find(namedInText(event(original)) ?? {}).map(({ value }) => value)

test('what a line names is found wherever it stands in it', () => {
  const lines: Readonly<Record<string, string>> = {
    'deny tcp 10.0.0.5:49152 -> 203.0.113.7:443': '203.0.113.7',
    'srcip=198.51.100.77,dstip=10.0.0.1': '198.51.100.0/24',
    'peer [2001:0db8:0:0::1]:22 closed': '2001:db8::1',
    'query: CDN.Evil.example. IN A': 'evil.example',
    'GET "https://drop.test/a/b.php?id=1" 200': 'https://drop.test/a/b.php',
    'Hashes=SHA1=00,MD5=D41D8CD98F00B204E9800998ECF8427E': 'd41d8cd98f00b204e9800998ecf8427e',
    'from=<Phish@bad.example>, size=120': 'phish@bad.example',
    'Image: C:\\Windows\\Temp\\SVCHOST32.EXE started': 'svchost32.exe',
  }
  for (const [line, value] of Object.entries(lines)) assert.deepEqual(found(line), [value], line)
})

test('what only looks so is not found', () => {
  for (const line of [
    'version 1203.0.113.7',
    'notevil.example',
    'evil.example.org',
    'notsvchost32.exe',
    '0d41d8cd98f00b204e9800998ecf8427e',
  ])
    assert.deepEqual(found(line), [], line)
})

test('an event without a line or a message names nothing, and a hostile line costs no more than its length', () => {
  assert.equal(namedInText({ '@timestamp': '2026-07-10T03:00:00Z', event: {} }), undefined)
  const began = performance.now()
  for (const unit of ['a', 'a.', ':', '@', 'https://', '1.2.3.', '-.', '=\\']) found(unit.repeat(200_000 / unit.length))
  assert.ok(performance.now() - began < 20_000)
})
