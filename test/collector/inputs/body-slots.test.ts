import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openBodySlots } from '../../../collector/inputs/body-slots.ts'

const folder = mkdtempSync(join(tmpdir(), 'vonggac-slots-'))
after(() => rmSync(folder, { recursive: true }))
let files = 0
const file = (): string => join(folder, `${++files}.log`)

test('a delivered body sent again counts again; one that was not delivered is a re-send', () => {
  const slots = openBodySlots()
  const first = slots.take('s', 'h')
  first.abandoned()
  const again = slots.take('s', 'h')
  assert.equal(again.k, first.k)
  again.delivered()
  const repeat = slots.take('s', 'h')
  assert.notEqual(repeat.k, first.k)
  repeat.delivered()
  assert.equal(new Set([first.k, repeat.k, slots.take('s', 'h').k]).size, 3)
  assert.notEqual(slots.take('other', 'h').k, first.k)
})

test('the same body on two open connections is two bodies; the one that breaks is what a re-send takes up', () => {
  const slots = openBodySlots()
  const [a, b, c] = [slots.take('s', 'h'), slots.take('s', 'h'), slots.take('s', 'h')]
  assert.equal(new Set([a.k, b.k, c.k]).size, 3)
  a.delivered()
  b.abandoned()
  c.delivered()
  assert.equal(slots.take('s', 'h').k, b.k)
})

test('delivered and abandoned after the end change nothing', () => {
  const slots = openBodySlots()
  const first = slots.take('s', 'h')
  first.delivered()
  first.abandoned()
  assert.notEqual(slots.take('s', 'h').k, first.k)
})

test('after a kill: an unanswered body is recognised, answered ones still count', () => {
  const path = file()
  const before = openBodySlots(path, 'boot')
  before.take('s', 'answered').delivered()
  before.take('s', 'answered').delivered()
  const third = before.take('s', 'answered')
  const unanswered = before.take('s', 'unanswered')
  // The process dies here, in the middle of a line.
  appendFileSync(path, '["delivered","s","answ')
  const later = openBodySlots(path, 'boot')
  assert.equal(later.take('s', 'unanswered').k, unanswered.k)
  assert.equal(later.take('s', 'answered').k, third.k)
  const again = openBodySlots(path, 'boot')
  assert.equal(again.take('s', 'answered').k, third.k, 'also after a second kill')
})

test('after a crash of the machine everything counts as new', () => {
  const path = file()
  const first = openBodySlots(path, 'boot 1').take('s', 'h')
  assert.notEqual(openBodySlots(path, 'boot 2').take('s', 'h').k, first.k)
})

test('memory is bounded: what was forgotten counts as new, what is unanswered is not forgotten early', () => {
  const path = file()
  const slots = openBodySlots(path, 'boot')
  const forgotten = slots.take('s', 'forgotten')
  forgotten.delivered()
  const unanswered = slots.take('s', 'unanswered')
  unanswered.abandoned()
  for (let i = 0; i < 10_000; i++) slots.take('s', `body ${i}`).delivered()
  const copy = slots.take('s', 'forgotten')
  assert.notEqual(copy.k, forgotten.k)
  assert.equal(slots.take('s', 'unanswered').k, unanswered.k)
  assert.equal(openBodySlots(path, 'boot').take('s', 'unanswered').k, unanswered.k)
})
