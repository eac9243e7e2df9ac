import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pushNotToLeaves } from '../../../core/predicate/fold.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { simplify } from '../../../core/predicate/simplify.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { toSqlite } from '../../../core/predicate/to-sqlite.ts'
import { documents, predicates } from '../../support/predicate-arbitraries.ts'
import { layouts, PredicateRows } from '../../support/predicate-rows.ts'

const rounds = 250
const documentsEach = 5
const predicatesEach = 8

test('matcher and SQLite agree on 10,000 generated pairs', { timeout: 120_000 }, () => {
  let pairs = 0
  let held = 0
  const underNot = new Set<string>()
  const some = fc.tuple(
    fc.array(documents, { minLength: documentsEach, maxLength: documentsEach }),
    fc.array(predicates, { minLength: predicatesEach, maxLength: predicatesEach }),
  )
  fc.assert(
    fc.property(some, ([events, asked]) => {
      const rows = new PredicateRows(events)
      for (const predicate of asked) {
        const judge = toMatcher(predicate)
        const matches = events.flatMap((event, i) => (judge(event) ? [i] : []))
        for (const [layout, table] of Object.entries(layouts)) {
          assert.ok(toSqlite(predicate, table).exact)
          assert.deepEqual(rows.find(predicate, table), matches, layout)
        }
        for (const same of [simplify(predicate), pushNotToLeaves(predicate)]) {
          const judgeSame = toMatcher(same)
          assert.deepEqual(
            events.flatMap((event, i) => (judgeSame(event) ? [i] : [])),
            matches,
          )
        }
        pairs += events.length
        held += matches.length
        collectUnderNot(predicate, false, underNot)
      }
      rows.close()
    }),
    { numRuns: rounds },
  )
  assert.ok(pairs >= 10_000, `${pairs} pairs`)
  assert.ok(held >= pairs * 0.3, `only ${held} of ${pairs} hold`)
  assert.ok(held <= pairs * 0.7, `as many as ${held} of ${pairs} hold`)
  const kinds = ['equals', 'wildcard', 'regex', 'compare', 'cidr', 'exists', 'fieldEquals', 'anyField']
  assert.deepEqual(
    kinds.filter((kind) => !underNot.has(kind)),
    [],
    'kinds that never stood under not',
  )
})

/** The kinds that stand under an odd number of `not`. */
function collectUnderNot(node: Predicate, negated: boolean, kinds: Set<string>): void {
  if (node.kind === 'not') collectUnderNot(node.of, !negated, kinds)
  else if (node.kind === 'all' || node.kind === 'any') for (const part of node.of) collectUnderNot(part, negated, kinds)
  else if (negated) kinds.add(node.kind)
}
