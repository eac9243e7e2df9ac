import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import {
  all,
  any,
  anyField,
  anyFieldContains,
  cidr,
  contains,
  endsWith,
  equals,
  exists,
  not,
  regex,
} from '../../../core/predicate/build.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { sqliteFunctions } from '../../../core/predicate/sqlite-functions.ts'
import { toSqlite } from '../../../core/predicate/to-sqlite.ts'
import { layouts, PredicateRows } from '../../support/predicate-rows.ts'

const table = layouts.columns!
const rows = new PredicateRows([
  { host: { name: 'h5' }, tags: ['t5', 'u'], a: { b: 'x5y' } },
  { host: { name: 'other' }, a: { b: [{ c: 1 }, 'x299y'] } },
  {},
])
const numbered = (count: number, make: (i: number) => Predicate): Predicate[] =>
  Array.from({ length: count }, (_, i) => make(i))

test('thousands of alternatives', () => {
  for (const count of [300, 1_500, 5_000]) {
    assert.deepEqual(
      rows.find(any(...numbered(count, (i) => equals('host.name', `H${i}`))), table),
      [0],
      `equals ${count}`,
    )
    assert.deepEqual(
      rows.find(any(...numbered(count, (i) => equals('tags', `t${i}`, 'none'))), table),
      [0],
      `list ${count}`,
    )
    assert.deepEqual(
      rows.find(any(...numbered(count, (i) => contains('a.b', `X${i}Y`))), table),
      [0, 1],
      `contains ${count}`,
    )
    assert.deepEqual(
      rows.find(all(...numbered(count, (i) => not(equals('host.name', `h${i}`)))), table),
      [1, 2],
      `all ${count}`,
    )
  }
})

test('as many alternatives as are written out make a shallow tree', () => {
  // One condition nested in another: 40 × 200 leaves, of fields that differ.
  const wide = any(...numbered(40, (i) => all(...numbered(200, (j) => equals(`f${i}.g${j}`, 'x', 'none')))))
  assert.deepEqual(rows.find(wide, table), [])
  assert.deepEqual(rows.find(not(wide), table), [0, 1, 2])
})

test('long values', () => {
  const long = `${'Đ'.repeat(500_000)}end`
  const held = new PredicateRows([{ host: { name: long }, a: { b: long }, tags: [long] }, { host: { name: 'x' } }])
  for (const layout of Object.values(layouts)) {
    for (const field of ['host.name', 'a.b', 'tags']) {
      assert.deepEqual(held.find(equals(field, long.toLowerCase()), layout), [0])
      assert.deepEqual(held.find(equals(field, long.slice(1)), layout), [])
      assert.deepEqual(held.find(contains(field, long.slice(1)), layout), [0])
      assert.deepEqual(held.find(endsWith(field, `${'đ'.repeat(10_000)}END`), layout), [0])
    }
    assert.deepEqual(held.find(anyFieldContains('dend', 'search'), layout), [0])
  }
  held.close()
})

test('a query that outlived its predicate fails', () => {
  const long = (i: number): Predicate => anyField({ kind: 'regex', pattern: `${i}${'x'.repeat(3_000)}`, flags: '' })
  const database = new DatabaseSync(':memory:')
  for (const { name, fn } of sqliteFunctions) database.function(name, { deterministic: true }, fn)
  const { sql, params } = toSqlite(long(0), { documentColumn: `'{}'`, columns: {} })
  const query = database.prepare(`select ${sql} as held`)
  assert.deepEqual({ ...query.get(...params) }, { held: 0 })
  for (let i = 1; i <= 100; i++) toSqlite(long(i), table)
  assert.throws(() => query.get(...params), /outlived/)
  database.close()
})

test('a query of more long parts than are kept answers all the same', () => {
  const long = (i: number): Predicate => anyField({ kind: 'regex', pattern: `h${i}$|${'x'.repeat(3_000)}`, flags: '' })
  const parts = numbered(8, (i) => all(...numbered(8, (j) => any(long(i * 8 + j), long(5)))))
  assert.deepEqual(rows.find(all(...parts), table), [0])
})

test('deep nesting', () => {
  let deep: Predicate = equals('host.name', 'h5', 'none')
  for (let i = 0; i < 600; i++) deep = not(all(deep, exists('host')))
  // Each level says "not (deeper and there is a host)"; an even number of levels says what the innermost said, given a host.
  assert.deepEqual(rows.find(deep, table), [0, 2])
})

test('a column answers without the document', () => {
  const sql = (predicate: Predicate): string => toSqlite(predicate, table).sql
  assert.match(sql(equals('host.name', 'a', 'none')), /^\(\(host is \? or /)
  assert.match(sql(equals('tags', 'a', 'none')), /instr\(tags, \?\)/)
  assert.equal(sql(not(exists('tags'))), '((not (tags is not null)))')
})

test('what is cheap is asked first', () => {
  const { sql } = toSqlite(
    all(anyFieldContains('x'), regex('a', 'b'), equals('a.b', 'x'), equals('tags', 'x', 'none')),
    table,
  )
  const order = ['instr(tags', '$."a"."b"', '$."a"', 'vg_holds(?, document))'].map((piece) => sql.lastIndexOf(piece))
  assert.ok(order.every((at) => at >= 0))
  assert.ok(sql.indexOf('instr(tags') < sql.indexOf('json_type'))
})

test('the names of fields and values never become SQL', () => {
  const hostile = `'; drop table row; --`
  for (const layout of Object.values(layouts)) {
    for (const predicate of [
      equals(hostile, hostile),
      contains(`a"."${hostile}`, hostile),
      exists(hostile),
      regex(hostile, "'"),
      equals('host.name', hostile),
      equals('tags', hostile),
    ]) {
      assert.deepEqual(rows.find(predicate, layout), [])
      assert.ok(!toSqlite(predicate, layout).sql.includes('drop'))
    }
  }
  assert.deepEqual(rows.find(equals('host.name', 'h5'), table), [0])
})

test('a predicate that is not sound is refused, not taken for one that never matches', () => {
  assert.throws(() => rows.find(regex('host.name', '('), table), /missing closing/)
  assert.throws(() => rows.find(cidr('host.name', '10.0.0.0/33'), table), /is no network/)
})
