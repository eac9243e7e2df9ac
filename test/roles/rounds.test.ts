import assert from 'node:assert/strict'
import { test } from 'node:test'
import { restAfter } from '../../roles/rounds.ts'

test('a round that took long is followed by a longer rest, and one slow round does not put the next off for minutes', () => {
  assert.equal(restAfter(10, 200), 200)
  assert.equal(restAfter(1_000, 200), 3_000)
  assert.equal(restAfter(40_000, 200), 10_000)
})
