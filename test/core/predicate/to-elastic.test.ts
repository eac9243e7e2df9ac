import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pushNotToLeaves } from '../../../core/predicate/fold.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { toElastic } from '../../../core/predicate/to-elastic.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { findElasticsearch } from '../../support/elasticsearch.ts'
import { documents, predicates } from '../../support/predicate-arbitraries.ts'
import { predicateCases as cases } from '../../support/predicate-cases.ts'
import { PredicateIndex } from '../../support/predicate-index.ts'

const server = await findElasticsearch()
const skip = 'missing' in server ? server.missing : false
const url = 'url' in server ? server.url : ''

test('the case files through Elasticsearch', { skip }, async (t) => {
  const index = new PredicateIndex(url)
  const questions = cases.flatMap(({ predicate, documents: events }) => {
    const set = index.add(events)
    return [
      { set, predicate },
      { set, predicate: { kind: 'not', of: predicate } as Predicate },
    ]
  })
  await index.load()
  const answers = await index.find(questions)
  for (const [i, { name, documents: events, matches, exact }] of cases.entries()) {
    await t.test(name, () => {
      const others = events.map((_, n) => n).filter((n) => !matches.includes(n))
      const isExact = exact.includes('elastic')
      const [held, not] = [answers[2 * i]!, answers[2 * i + 1]!]
      assert.equal(held.condition.exact && not.condition.exact, isExact, 'exact')
      for (const [{ condition, found, doubtful }, expected] of [
        [held, matches],
        [not, others],
      ] as const) {
        assert.deepEqual(
          expected.filter((n) => !found.includes(n)),
          [],
          'under-matches',
        )
        if (condition.exact)
          assert.deepEqual(
            found.filter((n) => !expected.includes(n) && !doubtful.includes(n)),
            [],
            'over-matches',
          )
      }
    })
  }
  await index.drop()
})

test('matcher and Elasticsearch on 10,000 generated pairs: never less, and no more where exact', { skip }, async () => {
  const rounds = fc.sample(
    fc.tuple(fc.array(documents, { minLength: 5, maxLength: 5 }), fc.array(predicates, { minLength: 8, maxLength: 8 })),
    { numRuns: 250 },
  )
  const index = new PredicateIndex(url)
  const questions: { set: number; predicate: Predicate; expected: readonly number[] }[] = []
  for (const [events, asked] of rounds) {
    const set = index.add(events)
    for (const predicate of asked) {
      const judge = toMatcher(predicate)
      questions.push({ set, predicate, expected: events.flatMap((event, i) => (judge(event) ? [i] : [])) })
    }
  }
  await index.load()
  let exact = 0
  let held = 0
  for (let at = 0; at < questions.length; at += 200) {
    const some = questions.slice(at, at + 200)
    const answers = await index.find(some.map(({ set, predicate }) => ({ set, predicate: pushNotToLeaves(predicate) })))
    for (const [i, { condition, found, doubtful }] of answers.entries()) {
      const { predicate, expected, set } = some[i]!
      const about = JSON.stringify({ predicate, events: rounds[set]?.[0], condition, found, expected })
      assert.deepEqual(
        expected.filter((n) => !found.includes(n)),
        [],
        about,
      )
      held += expected.length
      if (!condition.exact) continue
      exact++
      assert.deepEqual(
        found.filter((n) => !expected.includes(n) && !doubtful.includes(n)),
        [],
        about,
      )
    }
  }
  assert.ok(held >= questions.length * 5 * 0.3, `only ${held} hold`)
  assert.ok(exact >= questions.length * 0.5, `only ${exact} of ${questions.length} are exact`)
})

test('what is too large for a query is left out where it stands', () => {
  const contains = (field: string, text: string): Predicate => ({
    kind: 'wildcard',
    field,
    pattern: [{ any: 'run' }, text, { any: 'run' }],
    fold: 'case',
  })
  const equals = (field: string, value: string): Predicate => ({ kind: 'equals', field, value, fold: 'case' })
  const many = (one: (n: number) => Predicate): Predicate => ({
    kind: 'any',
    of: Array.from({ length: 5_000 }, (_, n) => one(n)),
  })
  const route = equals('event.code', '6')
  const asked = (predicate: Predicate) => {
    const { query, exact } = toElastic(predicate, { keywords: {} })
    return { text: JSON.stringify(query), exact }
  }
  const values = asked(many((n) => equals('file.name', `value ${n}`)))
  assert.equal(values.exact, true, 'values of one field are one list')
  const patterns = asked({ kind: 'all', of: [route, many((n) => contains('file.name', `part ${n}`))] })
  assert.equal(patterns.exact, false)
  assert.match(patterns.text, /event\.code\\u0000a6/)
  assert.match(patterns.text, /"names":\["file\.name"\]/)
  assert.ok(patterns.text.length < 1_000, 'patterns beside the question whether the field is there add nothing')
  const fields = asked({ kind: 'all', of: [route, many((n) => equals(`field-${n}`, 'x'))] })
  assert.equal(fields.exact, false)
  assert.equal(fields.text, asked(route).text)
  const negated = asked({ kind: 'all', of: [route, { kind: 'not', of: many((n) => equals('file.name', `v ${n}`)) }] })
  assert.equal(negated.exact, false)
  assert.match(negated.text, /event\.code\\u0000a6/)
})
