import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DiffLine, lineDiff } from '../../../rules/live/line-diff.ts'

const side = (diff: readonly DiffLine[], not: DiffLine['kind']) =>
  diff
    .filter(({ kind }) => kind !== not)
    .map(({ text }) => text)
    .join('\n')

test('a difference holds both texts, and no more than has to change', () => {
  const line = fc.constantFrom('a', 'b', 'c', '')
  const text = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = lineDiff(before, after)
      assert.equal(side(diff, 'added'), before)
      assert.equal(side(diff, 'removed'), after)
      if (before === after) assert.ok(diff.every(({ kind }) => kind === 'same'))
    }),
  )
  assert.deepEqual(
    lineDiff('a\nb\nc', 'a\nx\nc').map(({ kind, text: t }) => `${kind} ${t}`),
    ['same a', 'removed b', 'added x', 'same c'],
  )
})

test('two long texts without a common line take no quadratic table', () => {
  // A table over both could not even be allocated.
  const long = (letter: string) => Array.from({ length: 200_000 }, (_, at) => letter + at).join('\n')
  assert.equal(lineDiff(long('a'), long('b')).length, 400_000)
})
