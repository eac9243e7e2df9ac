import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SuppressionWindows, suppressionId } from '../../../rules/live/suppression.ts'

const hour = { fields: [], minutes: 60 }
const minutes = (n: number) => n * 60_000

test('within the window behind an alert no other is opened; behind it the next one is', () => {
  const windows = new SuppressionWindows()
  assert.equal(windows.behind('k', hour, 'a', minutes(0)), undefined)
  assert.equal(windows.behind('k', hour, 'b', minutes(60)), 'a', 'the end belongs to it')
  assert.equal(windows.behind('k', hour, 'b', minutes(61)), undefined)
  assert.equal(windows.behind('k', hour, 'c', minutes(62)), 'b')
})

test('a match of an alert that is open counts there and opens no window', () => {
  const windows = new SuppressionWindows()
  windows.behind('k', hour, 'a', minutes(0))
  assert.equal(windows.behind('k', hour, 'a', minutes(90)), undefined)
  assert.equal(windows.behind('k', hour, 'b', minutes(100)), undefined, 'the window is that of the opening')
  assert.equal(windows.behind('k', hour, 'a', minutes(101)), undefined, 'it is open, whoever came since')
})

test('an event before the opening is not within its window; other keys are their own', () => {
  const windows = new SuppressionWindows()
  windows.behind('k', hour, 'a', minutes(30))
  assert.equal(windows.behind('k', hour, 'b', minutes(29)), undefined)
  assert.equal(windows.behind('other', hour, 'c', minutes(31)), undefined)
})

test('the same event judged again is decided the same way', () => {
  const windows = new SuppressionWindows()
  const decide = () => [
    windows.behind('k', hour, 'a', minutes(0)),
    windows.behind('k', hour, 'b', minutes(1)),
    windows.behind('k', hour, 'c', minutes(61)),
  ]
  const first = decide()
  assert.deepEqual(first, [undefined, 'a', undefined])
  assert.deepEqual(decide(), first)
})

test('what is remembered is told once it is durable, and holds in a new process', () => {
  const windows = new SuppressionWindows()
  windows.behind('k', hour, 'a', minutes(0))
  windows.behind('l', hour, 'b', minutes(0))
  const told = windows.opened(new Set(['a']))
  assert.deepEqual(told, [{ id: 'k', alertKey: 'a', start: 0 }])
  windows.remembered(told)
  assert.deepEqual(windows.opened(new Set(['a'])), [])
  const next = new SuppressionWindows()
  for (const opening of told) next.restore(opening)
  assert.equal(next.behind('k', hour, 'c', minutes(5)), 'a')
  assert.equal(next.behind('l', hour, 'c', minutes(5)), undefined)
})

test('nothing stands behind an alert whose match could not be stored', () => {
  const windows = new SuppressionWindows()
  windows.behind('k', hour, 'a', minutes(0))
  windows.takeBack('a', minutes(0))
  assert.equal(windows.behind('k', hour, 'b', minutes(1)), undefined)
  assert.deepEqual(windows.opened(new Set(['a'])), [])
})

test('an event without one of the fields is held back by nothing; units do not hold each other’s back', () => {
  assert.equal(suppressionId('r', 'so-tc', ['x', null]), undefined)
  assert.notEqual(suppressionId('r', 'so-tc', ['x']), suppressionId('r', 'so-yt', ['x']))
  assert.equal(suppressionId('r', null, []), suppressionId('r', null, []))
})
