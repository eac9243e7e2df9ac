import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFreshAnswers } from '../../../core/lib/fresh-answers.ts'

test('an answer stands for 30 seconds for whoever asks the same', async () => {
  let now = 1_000
  let found = 0
  const answers = createFreshAnswers<number>({ now: () => now }, 8)
  const ask = (key: string) => answers(key, async () => ++found)
  assert.deepEqual(await Promise.all([ask('a'), ask('a'), ask('b')]), [1, 1, 2])
  now += 29_999
  assert.equal(await ask('a'), 1)
  now += 1
  assert.equal(await ask('a'), 3)
  for (let n = 0; n < 8; n++) await ask(`other ${n}`)
  assert.equal(await ask('a'), 12, 'only some are kept')
})

test('a failure is not kept, and fails nobody who waited for that answer', async () => {
  const answers = createFreshAnswers<string>({ now: () => 0 }, 8)
  const left = answers('a', () => Promise.reject(new Error('has left')))
  const other = answers('a', async () => 'own')
  await assert.rejects(left, /has left/)
  assert.equal(await other, 'own')
  assert.equal(await answers('a', async () => 'next'), 'next')
})
