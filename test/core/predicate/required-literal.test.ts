import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileRegex } from '../../../core/lib/regex.ts'
import { requiredLiteral } from '../../../core/predicate/required-literal.ts'

test('the longest literal that a pattern cannot do without', () => {
  const expected: Readonly<Record<string, string | undefined>> = {
    'Failed password for .* from': 'Failed password for ',
    'user7\\d from 203\\.0\\.9': ' from 203.0.9',
    'abc?def': 'def',
    'abcd*': 'abc',
    'abc+de': 'abc',
    'abc{0,3}xyz': 'xyz',
    'abc|xyz': undefined,
    '(abc|xyz)more': 'more',
    '(?i)whoami': 'whoami',
    '[abc]def[^]x]ghij': 'ghij',
    '[[:alpha:]]tail': 'tail',
    '\\x41bcd': 'bcd',
    '\\pLbcd': 'bcd',
    '^ab$': undefined,
    '\\Qa.b\\E': undefined,
    'mật khẩu sai': 'u sai',
  }
  for (const [pattern, literal] of Object.entries(expected)) assert.equal(requiredLiteral(pattern), literal, pattern)
})

test('whatever matches a pattern holds its literal', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    'abc',
    '.',
    'a*',
    'b+',
    'c?',
    '[ab]',
    '(ab|c)',
    '(?:abc)+',
    '\\.',
    '\\d',
    '^',
    '$',
    'b{2}',
    '(?i)',
    'x',
  )
  const pattern = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''))
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'B', '.', '1', 'x'), maxLength: 14 })
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 20, maxLength: 20 }), (source, texts) => {
      const regex = compileRegex(source)
      const literal = requiredLiteral(source)
      if (!regex.ok || literal === undefined) return
      for (const one of texts)
        if (regex.value.test(one)) assert.ok(one.toLowerCase().includes(literal.toLowerCase()), `${source} ${one}`)
    }),
    { numRuns: 2_000 },
  )
})
