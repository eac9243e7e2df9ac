import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz } from './mutated-lines.ts'

// The short run; `node test/fault/mutated-lines.ts 1000000` is the long one.

test('mutated lines of every source: no mapping throws, none stalls, none is lost', (t) => {
  const report = fuzz(20_000, 7)
  t.diagnostic(`${report.decoded} of ${report.lines} decoded; slowest ${report.slowest.ms.toFixed(1)} ms`)
  assert.deepEqual(report.threw.slice(0, 3), [])
  assert.deepEqual(report.lost.slice(0, 3), [])
  assert.ok(report.decoded > report.lines / 4, 'most mutations leave something to decode')
  assert.ok(report.slowest.ms < 2000, report.slowest.line)
})
