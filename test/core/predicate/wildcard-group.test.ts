import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Predicate, Wildcard } from '../../../core/predicate/predicate.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { quickest } from '../../support/quickest.ts'

const run = { any: 'run' } as const
const text = fc.stringMatching(/^[abAB.đĐ ]{0,12}$/)
const pattern = fc.array(fc.oneof(text, fc.constant(run), fc.constant({ any: 'one' } as const)), { maxLength: 4 })
const wildcards = fc.array(
  fc.record({ field: fc.constantFrom('a', 'b'), pattern, fold: fc.constantFrom('none', 'case', 'search') }),
  { minLength: 120, maxLength: 160 },
)
const values = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constant(null))

test('many wildcards together hold when one of them holds alone', () => {
  let held = 0
  let pairs = 0
  fc.assert(
    fc.property(
      wildcards,
      fc.array(fc.record({ a: values, b: values }), { minLength: 5, maxLength: 5 }),
      (some, events) => {
        // Short patterns hold nearly always: left to a part of the rounds.
        const leaves = some.map((leaf): Wildcard => ({ kind: 'wildcard', ...leaf }))
        const kept = leaves.filter(({ pattern }) => pattern.join('').length > 22)
        const of = [...kept, ...kept, ...kept, ...kept, ...kept, ...kept, ...kept, ...kept]
        const any: Predicate = { kind: 'any', of }
        const together = toMatcher(any)
        const not = toMatcher({ kind: 'not', of: any })
        const alone = kept.map((leaf) => toMatcher(leaf))
        for (const event of events) {
          const expected = alone.some((judge) => judge(event))
          assert.equal(together(event), expected)
          assert.equal(not(event), !expected)
          pairs++
          if (expected) held++
        }
      },
    ),
    { numRuns: 100 },
  )
  assert.ok(held > pairs * 0.1 && held < pairs * 0.95, `${held} of ${pairs} hold`)
})

test('thousands of patterns cost a text little, whatever stands in it', async () => {
  const of = Array.from({ length: 5_000 }, (_, n): Wildcard => {
    return { kind: 'wildcard', field: 'a', pattern: [run, `sha256=${(n * 7_919).toString(16)}aaaa`, run], fold: 'case' }
  })
  const judge = toMatcher({ kind: 'any', of })
  const long = `sha256=${'aaaa'.repeat(15_000)}`
  judge({ a: 'x' })
  let turn = 0
  const each = await quickest(100, () => assert.equal(judge({ a: `${turn++}${long}` }), false), 20)
  assert.ok(each < 100, `${each} ms a text of 60 kB`)
  assert.equal(judge({ a: `${long} SHA256=${(4_999 * 7_919).toString(16)}AAAA` }), true)
})
