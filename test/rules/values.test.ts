import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Predicate, WildcardPart } from '../../core/predicate/predicate.ts'
import { parseCondition } from '../../rules/sigma/condition.ts'
import { windash } from '../../rules/sigma/encodings.ts'
import { nearest } from '../../rules/sigma/nearest.ts'
import { parseValue } from '../../rules/sigma/values.ts'
import { matcher } from './support.ts'

const character = fc.constantFrom('a', 'B', '*', '?', '\\', ' ', '%', '[', 'đ')
const written = fc.string({ unit: character, maxLength: 12 })

/** Text as a YAML value in single quotes. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const run: WildcardPart = { any: 'run' }

test('a value without wildcard characters means itself, whatever its backslashes, but for pairs of them', () => {
  const plain = fc.string({ unit: fc.constantFrom('a', '\\', ':', '/'), maxLength: 12 })
  fc.assert(
    fc.property(plain, (text) => {
      const expected = text.replaceAll('\\\\', '\\')
      assert.deepEqual(parseValue(text), expected === '' ? [] : [expected])
    }),
  )
})

test('escaping every wildcard and backslash makes any text literal', () => {
  fc.assert(
    fc.property(written, (text) => {
      const parts = parseValue(text.replace(/[\\*?]/g, '\\$&'))
      assert.deepEqual(parts, text === '' ? [] : [text])
    }),
  )
})

test('parsing a value gives no empty literals and loses no wildcard', () => {
  fc.assert(
    fc.property(written, (text) => {
      const parts = parseValue(text)
      assert.ok(parts.every((part) => part !== ''))
      // A wildcard is escaped exactly when an odd number of backslashes stands before it.
      const free = [...text.matchAll(/(\\*)[*?]/g)].filter(([, before = '']) => before.length % 2 === 0)
      assert.equal(parts.filter((part) => typeof part === 'object').length, free.length)
    }),
  )
})

test('contains finds the value wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 5 }),
      fc.string({ unit: character, minLength: 1, maxLength: 6 }),
      fc.string({ maxLength: 5 }),
      (before, text, behind) => {
        const fires = matcher(`sel:\n  f|contains: ${quoted(text.replace(/[\\*?]/g, '\\$&'))}\ncondition: sel`)
        assert.equal(fires({ f: before + text + behind }), true)
        assert.equal(
          fires({ f: `${before}${behind}` }),
          `${before}${behind}`.toLowerCase().includes(text.toLowerCase()),
        )
      },
    ),
    { numRuns: 200 },
  )
})

test('the forms of a trailing backslash', () => {
  assert.deepEqual(parseValue('C:\\'), ['C:\\'])
  assert.deepEqual(parseValue('C:\\\\'), ['C:\\'])
  assert.deepEqual(parseValue('C:\\*'), ['C:*'])
  assert.deepEqual(parseValue('C:\\\\*'), ['C:\\', run])
  assert.deepEqual(parseValue('C:\\\\\\*'), ['C:\\*'])
})

test('windash writes the product of all forms, and refuses what grows too large', () => {
  assert.equal(windash(['-a /b'])?.length, 25)
  assert.equal(windash(['a-b'])?.length, 1)
  assert.equal(windash(['-a -b -c -d']), undefined)
  assert.deepEqual(windash([run, '-x'])?.[1], [run, '/', 'x'])
})

test('the nearest name', () => {
  assert.equal(nearest('contain', ['contains', 'cidr']), 'contains')
  assert.equal(nearest('xyzzy', ['contains', 'cidr']), undefined)
  assert.equal(nearest('a'.repeat(100_000), ['contains']), undefined)
})

// ---------------------------------------------------------------- conditions

const names = ['a', 'b', 'c_1', 'c_2'] as const
const leaf = (name: string): Predicate => ({ kind: 'exists', field: name })
const selections = new Map(names.map((name) => [name, leaf(name)]))

interface Shape {
  readonly text: string
  readonly holds: (present: ReadonlySet<string>) => boolean
}
/** Conditions with their meaning, written with every parenthesis and, at `loose`, with only those that are needed. */
const { shape } = fc.letrec<{ shape: Shape; atom: Shape }>((tie) => ({
  atom: fc.oneof(
    fc.constantFrom(...names).map((name): Shape => ({ text: name, holds: (present) => present.has(name) })),
    fc
      .constantFrom('1 of c_*', 'any of c_*')
      .map((text): Shape => ({ text, holds: (p) => p.has('c_1') || p.has('c_2') })),
    fc.constant<Shape>({ text: 'all of c_*', holds: (p) => p.has('c_1') && p.has('c_2') }),
    fc.constant<Shape>({ text: '1 of them', holds: (p) => p.size > 0 }),
  ),
  shape: fc.oneof(
    { maxDepth: 4 },
    tie('atom'),
    tie('shape').map(({ text, holds }): Shape => ({ text: `not (${text})`, holds: (p) => !holds(p) })),
    fc
      .tuple(tie('shape'), tie('shape'))
      .map(([x, y]): Shape => ({ text: `(${x.text}) and (${y.text})`, holds: (p) => x.holds(p) && y.holds(p) })),
    fc
      .tuple(tie('shape'), tie('shape'))
      .map(([x, y]): Shape => ({ text: `(${x.text}) or (${y.text})`, holds: (p) => x.holds(p) || y.holds(p) })),
  ),
}))

function holds(predicate: Predicate, present: ReadonlySet<string>): boolean {
  if (predicate.kind === 'all') return predicate.of.every((part) => holds(part, present))
  if (predicate.kind === 'any') return predicate.of.some((part) => holds(part, present))
  if (predicate.kind === 'not') return !holds(predicate.of, present)
  return predicate.kind === 'exists' && present.has(predicate.field)
}
const allSubsets = Array.from({ length: 16 }, (_, bits) => new Set<string>(names.filter((_, i) => (bits >> i) & 1)))

test('a condition means what it says, for every combination of its selections', () => {
  fc.assert(
    fc.property(shape, ({ text, holds: meaning }) => {
      const { predicate, problems } = parseCondition(text, selections)
      assert.deepEqual(problems, [])
      assert.ok(predicate)
      for (const present of allSubsets) assert.equal(holds(predicate, present), meaning(present), text)
    }),
  )
})

test('without parentheses, not binds before and, and before or', () => {
  const words = fc.array(
    fc.record({ not: fc.boolean(), name: fc.constantFrom(...names), join: fc.constantFrom('and', 'or') }),
    { minLength: 1, maxLength: 8 },
  )
  fc.assert(
    fc.property(words, (list) => {
      const text = list
        .map(({ not, name, join }, i) => `${i === 0 ? '' : `${join} `}${not ? 'not ' : ''}${name}`)
        .join(' ')
      const groups: { not: boolean; name: string }[][] = []
      list.forEach(({ not, name, join }, i) => {
        if (i === 0 || join === 'or') groups.push([])
        groups.at(-1)?.push({ not, name })
      })
      const { predicate } = parseCondition(text, selections)
      assert.ok(predicate)
      for (const present of allSubsets) {
        const expected = groups.some((group) => group.every(({ not, name }) => present.has(name) !== not))
        assert.equal(holds(predicate, present), expected, text)
      }
    }),
  )
})

test('any text is either a condition or a problem at a character of it', () => {
  const word = fc.constantFrom(
    'a',
    'b',
    'and',
    'or',
    'not',
    '1',
    'of',
    'all',
    'them',
    'c_*',
    '(',
    ')',
    '|',
    '&',
    'AND',
    'zz',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (list) => {
      const text = list.join(' ')
      const { predicate, problems } = parseCondition(text, selections)
      const errors = problems.filter(({ level }) => level === 'error')
      assert.equal(errors.length, predicate === undefined ? 1 : 0)
      for (const { at } of problems) assert.ok(at >= 0 && at <= text.length)
    }),
  )
})
