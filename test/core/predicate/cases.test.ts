import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { toSqlite } from '../../../core/predicate/to-sqlite.ts'
import { layouts, PredicateRows } from '../../support/predicate-rows.ts'

interface Case {
  readonly name: string
  readonly predicate: Predicate
  /** As JSON text where YAML could not say it exactly. */
  readonly events: readonly (object | string)[]
  /** Indices into `events`. */
  readonly matches: readonly number[]
  /** The back ends that answer exactly; the others may find more, never less. */
  readonly exact: readonly string[]
}

const files = globSync('test/cases/predicates/*.yml').sort()
const cases: Case[] = files.flatMap((file) => parse(readFileSync(file, 'utf8')))

test('there are case files, and each kind of leaf stands in one', () => {
  assert.ok(cases.length >= 40, `${cases.length} cases`)
  const kinds = new Set(cases.map(({ predicate }) => predicate.kind))
  for (const kind of ['equals', 'wildcard', 'regex', 'compare', 'cidr', 'exists', 'fieldEquals', 'anyField']) {
    assert.ok(kinds.has(kind as Predicate['kind']), kind)
  }
})

for (const { name, predicate, events, matches, exact } of cases) {
  const documents: object[] = events.map((event) => (typeof event === 'string' ? JSON.parse(event) : event))
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
