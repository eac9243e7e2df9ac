import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { toSqlite } from '../../../core/predicate/to-sqlite.ts'
import { predicateCases as cases } from '../../support/predicate-cases.ts'
import { layouts, PredicateRows } from '../../support/predicate-rows.ts'

test('there are case files, and each kind of leaf stands in one', () => {
  assert.ok(cases.length >= 40, `${cases.length} cases`)
  const kinds = new Set(cases.map(({ predicate }) => predicate.kind))
  for (const kind of ['equals', 'wildcard', 'regex', 'compare', 'cidr', 'exists', 'fieldEquals', 'anyField']) {
    assert.ok(kinds.has(kind as Predicate['kind']), kind)
  }
})

for (const { name, predicate, documents, matches, exact } of cases) {
  const others = documents.map((_, i) => i).filter((i) => !matches.includes(i))
  const negated: Predicate = { kind: 'not', of: predicate }

  test(`matcher: ${name}`, () => {
    assert.ok(exact.includes('matcher'))
    const numbers = (judge: (event: object) => boolean): number[] =>
      documents.flatMap((document, i) => (judge(document) ? [i] : []))
    assert.deepEqual(numbers(toMatcher(predicate)), matches)
    assert.deepEqual(numbers(toMatcher(negated)), others)
  })

  test(`SQLite: ${name}`, () => {
    const rows = new PredicateRows(documents)
    for (const [layout, table] of Object.entries(layouts)) {
      assert.equal(toSqlite(predicate, table).exact, exact.includes('sqlite'))
      assert.deepEqual(rows.find(predicate, table), matches, layout)
      assert.deepEqual(rows.find(negated, table), others, `not, ${layout}`)
    }
    rows.close()
  })
}
