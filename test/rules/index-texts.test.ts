import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Predicate, WildcardPart } from '../../core/predicate/predicate.ts'
import { evaluator } from '../../rules/engine/evaluate.ts'
import { indexedEvaluator } from '../../rules/engine/index.ts'
import type { Rule } from '../../rules/sigma/rule.ts'
import { read, ruleText, selection } from './support.ts'

// How the index finds texts in values: whatever their place, their length and the signs about them, as the plain matcher does.

const [model] = read(ruleText(selection('f: x'))).rules
assert.ok(model)
const rule = (detection: Predicate, id: number): Rule => ({
  ...model,
  id: String(id),
  detection,
  route: { kind: 'true' },
})
const run: WildcardPart = { any: 'run' }
const inside = (text: string) => ({ kind: 'wildcard', pattern: [run, text, run], fold: 'case' }) as const
const inField = (text: string): Predicate => ({ ...inside(text), field: 'f' })
const keyword = (text: string): Predicate => ({ kind: 'anyField', test: inside(text) })

/** Judges the events both ways; answers how many pairs of rule and event there are. */
function samePairs(detections: readonly Predicate[], events: readonly object[]): number {
  const rules = detections.map(rule)
  const options = { keywordsIn: 'document' } as const
  const plain = evaluator(rules, options)
  const indexed = indexedEvaluator(rules, options)
  let pairs = 0
  for (const event of events) {
    const expected = plain.evaluate(event).map(({ id }) => id)
    const found = indexed.evaluate(event).map(({ id }) => id)
    assert.deepEqual(found, expected, JSON.stringify(event))
    pairs += expected.length
  }
  return pairs
}

const texts = ['kali', ' 12 ', 'sb://', '.aspx', 'adfind', 'koadic', 'mimikat', 'brute ratel', 'kalikali']

for (const [where, ask] of [
  ['a field', inField],
  ['a row of values', keyword],
] as const) {
  test(`a text of four bytes or more is found wherever it stands in ${where}`, () => {
    // Filling that often begins or ends as a text does, so that triplets are chosen anew on the way.
    const fillings = ['kal', 'ali', 'k', 'kadfindkoadi', 'imikamimika', '\0', 'sb:/', 'find 12']
    const events: object[] = []
    for (let round = 0; round < 3; round++) {
      for (const filling of fillings) {
        for (let before = 0; before < 12; before++) {
          for (const text of [...texts, 'x']) {
            const padding = filling.repeat(12).slice(0, before)
            for (const after of ['', filling, filling.repeat(3)]) {
              events.push({ f: padding + text + after, other: filling, n: 12, last: text.toUpperCase() + padding })
            }
          }
        }
      }
    }
    const pairs = samePairs(texts.map(ask), events)
    assert.ok(pairs > events.length / 2, `only ${pairs} pairs`)
  })
}

test('two values in a row make no text that neither holds', () => {
  const events = [
    { f: 'ka', other: 'li' },
    { f: 'kal', other: 'i\0' },
    { f: 'xka\0li', other: 'kali' },
    { f: 'ss\ud83d', other: '\ude00ka' },
  ]
  for (const words of [['kali', 'a\0li'], ['kali', 'ssss'], ['i\0ka']]) samePairs(words.map(keyword), events)
  assert.equal(samePairs([keyword('kali')], events), 1)
})

test('what is ASCII is found beside any sign as it is when the whole value is folded', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const pair = (sign: string) => [`a${sign}e`, `o${sign}u`, `qe${sign}`, `${sign}i`]
  const events: object[] = []
  for (let code = 0x80; code < 0x3200; code++) {
    const sign = String.fromCharCode(code)
    events.push({ f: pair(sign) }, { other: pair(sign.repeat(2)) })
  }
  const affixes: Predicate[] = ['a', 'qe', 'i', 'u'].flatMap((text) => [
    { kind: 'equals', field: 'f', value: text, fold: 'case' },
    { kind: 'wildcard', field: 'f', pattern: [text, run], fold: 'case' },
    { kind: 'wildcard', field: 'f', pattern: [run, text], fold: 'case' },
    { kind: 'regex', field: 'f', pattern: `${text}.?$`, flags: 'i' },
  ])
  const pairs = samePairs([...letters.map(inField), ...letters.map(keyword), ...affixes], events)
  assert.ok(pairs > events.length, `only ${pairs} pairs`)
})
