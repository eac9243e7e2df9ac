import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  all,
  any,
  anyField,
  anyFieldContains,
  cidr,
  compare,
  contains,
  endsWith,
  equals,
  everything,
  exists,
  fieldEquals,
  not,
  nothing,
  regex,
  startsWith,
  wildcard,
} from '../../../core/predicate/build.ts'
import { EventView } from '../../../core/predicate/event-view.ts'
import { explain } from '../../../core/predicate/explain.ts'
import { pushNotToLeaves } from '../../../core/predicate/fold.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { print } from '../../../core/predicate/print.ts'
import { simplify } from '../../../core/predicate/simplify.ts'
import { toMatcher, toViewMatcher } from '../../../core/predicate/to-matcher.ts'
import { documents, predicates } from '../../support/predicate-arbitraries.ts'

const [a, b, c] = [exists('a'), exists('b'), exists('c')]

test('not is pushed down to the leaves', () => {
  assert.deepEqual(pushNotToLeaves(not(all(a, any(b, not(c))))), any(not(a), all(not(b), c)))
  assert.deepEqual(pushNotToLeaves(not(everything)), nothing)
  assert.deepEqual(pushNotToLeaves(not(all())), any())
  fc.assert(fc.property(predicates, (predicate) => onlyAboveLeaves(pushNotToLeaves(predicate))))
})

function onlyAboveLeaves(node: Predicate): boolean {
  if (node.kind === 'all' || node.kind === 'any') return node.of.every(onlyAboveLeaves)
  return node.kind !== 'not' || !['not', 'all', 'any', 'true', 'false'].includes(node.of.kind)
}

test('simplify flattens, works out constants and takes away what is double', () => {
  assert.deepEqual(simplify(all(a, all(b, all(c)))), all(a, b, c))
  assert.deepEqual(simplify(any(any(a), any())), a)
  assert.deepEqual(simplify(all(a, everything)), a)
  assert.deepEqual(simplify(all(a, nothing)), nothing)
  assert.deepEqual(simplify(any(a, not(nothing))), everything)
  assert.deepEqual(simplify(not(not(not(a)))), not(a))
  assert.deepEqual(simplify(any(a, b, a)), any(a, b))
  assert.deepEqual(simplify(all()), everything)
  assert.deepEqual(simplify(any()), nothing)
  assert.deepEqual(simplify(wildcard('a', ['x', '', 'y'])), equals('a', 'xy'))
  assert.deepEqual(
    simplify(wildcard('a', [{ any: 'run' }, { any: 'run' }, 'x', { any: 'run' }])),
    wildcard('a', [{ any: 'run' }, 'x', { any: 'run' }]),
  )
})

test('what simplify gives is frozen to the bottom, and its input is left as it was', () => {
  const pattern = [{ any: 'run' as const }, 'x']
  const input = all(wildcard('a', pattern), anyFieldContains('y'), not(b))
  const frozen = simplify(input)
  fc.assert(fc.property(predicates, (predicate) => isFrozen(simplify(predicate)) && isFrozen(frozen)))
  assert.equal(Object.isFrozen(input.of[0]), false)
  pattern.push('z')
  assert.deepEqual(simplify(frozen), frozen)
})

function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isFrozen)
}

test('simplify is done after once, and so is a predicate that went through JSON', () => {
  fc.assert(
    fc.property(predicates, (predicate) => {
      const once = simplify(predicate)
      assert.deepEqual(simplify(once), once)
      assert.deepEqual(simplify(JSON.parse(JSON.stringify(once))), once)
    }),
  )
})

test('print', () => {
  const printed: readonly [Predicate, string][] = [
    [equals('process.name', 'C:\\cmd.exe'), 'process.name: C:\\cmd.exe'],
    [equals('a', 'x y'), 'a: "x y"'],
    [equals('a', ''), 'a: ""'],
    [contains('a', 'x*'), 'a: *x\\**'],
    [startsWith('a', 'x y'), 'a: "x y*"'],
    [endsWith('a', 'x'), 'a: *x'],
    [regex('a', '^x', 'i'), 'a: /^x/i'],
    [compare('n', 'gte', 5), 'n ≥ 5'],
    [compare('t', 'lt', 0, 'time'), 't|time < 1970-01-01T00:00:00.000Z'],
    [compare('t', 'eq', 3, 'hour'), 't|hour = 3'],
    [cidr('source.ip', '10.0.0.0/8'), 'source.ip IN 10.0.0.0/8'],
    [exists('a'), 'a: *'],
    [fieldEquals('a', 'b', 'contains'), 'a: *{b}*'],
    [anyFieldContains('x'), '*x*'],
    [all(a, any(b, not(all(a, c)))), 'a: * AND (b: * OR NOT (a: * AND c: *))'],
    [any(), 'NOT *'],
    [everything, '*'],
  ]
  for (const [predicate, text] of printed) assert.equal(print(predicate), text)
})

test('explain names the leaves that carried a match, with field and value', () => {
  const event = { host: { name: 'WEB' }, tags: ['x1', 'y', 'x2'], message: 'Failed', user: { name: 'web' } }
  const leaf = contains('tags', 'X')
  const said = (predicate: Predicate) => explain(predicate, event).map(({ field, value }) => `${field}=${value}`)
  assert.deepEqual(explain(leaf, event), [
    { field: 'tags', value: 'x1', leaf },
    { field: 'tags', value: 'x2', leaf },
  ])
  assert.deepEqual(said(all(equals('host.name', 'web'), not(exists('nothing')))), ['host.name=WEB'])
  assert.deepEqual(said(all(equals('host.name', 'web'), exists('nothing'))), [])
  assert.deepEqual(said(any(equals('host.name', 'web'), equals('message', 'x'), all(leaf, b))), ['host.name=WEB'])
  assert.deepEqual(said(not(any(equals('host.name', 'x'), not(leaf)))), ['tags=x1', 'tags=x2'])
  assert.deepEqual(said(anyFieldContains('fail')), ['message=Failed'])
  assert.deepEqual(said(anyField({ kind: 'regex', pattern: '^[wW]', flags: '' })), ['host.name=WEB', 'user.name=web'])
  assert.deepEqual(said(fieldEquals('user.name', 'host.name')), ['user.name=web'])
})

test('explain gives reasons only for what holds', () => {
  fc.assert(
    fc.property(predicates, documents, (predicate, event) => {
      const reasons = explain(predicate, event)
      if (!toMatcher(predicate)(event)) assert.deepEqual(reasons, [])
      for (const { leaf } of reasons) assert.ok(toMatcher(leaf)(event))
    }),
    { numRuns: 1_000 },
  )
})

test('matchers that share a view judge as they do alone', () => {
  fc.assert(
    fc.property(fc.array(predicates, { maxLength: 6 }), fc.array(documents, { maxLength: 6 }), (asked, events) => {
      const view = new EventView()
      const shared = asked.map((predicate) => toViewMatcher(predicate, view))
      for (const event of events) {
        view.turnTo(event)
        assert.deepEqual(
          shared.map((held) => held()),
          asked.map((predicate) => toMatcher(predicate)(event)),
        )
      }
    }),
  )
})
