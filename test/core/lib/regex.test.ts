import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRegex } from '../../../core/lib/regex.ts'

function matches(pattern: string, flags: string, text: string): boolean {
  const result = compileRegex(pattern, flags)
  assert.ok(result.ok, pattern)
  return result.value.test(text)
}

test('searches anywhere, with case, and up to the very end', () => {
  assert.equal(matches('b+', '', 'abbc'), true)
  assert.equal(matches('B', '', 'b'), false)
  assert.equal(matches('a$', '', 'a\n'), false)
  assert.equal(matches('a$', '', 'ba'), true)
  assert.equal(matches('^b', '', 'a\nb'), false)
  assert.equal(matches('a.b', '', 'a\nb'), false)
})

test('flags i, m, s and a leading (?i)', () => {
  assert.equal(matches('ĐÔ', 'i', 'thủ đô'), true)
  assert.equal(matches('^b$', 'm', 'a\nb\nc'), true)
  assert.equal(matches('a.b', 's', 'a\nb'), true)
  assert.equal(matches('(?i)powershell', '', 'PowerShell.exe'), true)
})

test('a refused pattern says why, and where when that is sure', () => {
  const refused: readonly [string, string, string, number | undefined][] = [
    ['ab(?=c)', '', 'invalid or unsupported Perl syntax: "(?="', 2],
    ['(a', '', 'missing closing ): "(a"', 0],
    ['x[z-a]', '', 'invalid character class range: "z-a"', 2],
    ['a++|b++', '', 'invalid nested repetition operator: "++"', undefined],
    ['(a)\\1', '', 'invalid escape sequence: "\\1"', 3],
    ['a', 'x', 'unknown flag "x": i, m and s are known', undefined],
  ]
  for (const [pattern, flags, message, position] of refused) {
    const result = compileRegex(pattern, flags)
    assert.ok(!result.ok, pattern)
    assert.deepEqual(result.error, position === undefined ? { message } : { message, position })
  }
})

test('a hostile text takes time in proportion to its length', () => {
  const result = compileRegex('^(a+)+$')
  assert.ok(result.ok)
  const started = performance.now()
  assert.equal(result.value.test(`${'a'.repeat(100_000)}b`), false)
  const ms = performance.now() - started
  assert.ok(ms < 2_000, `${ms} ms`)
})

test('the same pattern is compiled once', () => {
  assert.equal(compileRegex('once+', 'i'), compileRegex('once+', 'i'))
  assert.notEqual(compileRegex('once+', 'i'), compileRegex('once+', ''))
})

test('so many characters in a row are counted as the engine counts them', () => {
  const texts = [
    '',
    'x'.repeat(11),
    'x'.repeat(12),
    `${'x'.repeat(11)}\n${'y'.repeat(11)}`,
    '😀'.repeat(11),
    '😀'.repeat(12),
  ]
  texts.push(`${'😀'.repeat(6)}\ud83d${'x'.repeat(5)}`, `\n\n${'đ'.repeat(12)}`, `${'x'.repeat(6)}\r${'y'.repeat(5)}`)
  for (const text of texts) {
    for (const flags of ['', 's', 'i']) {
      for (const pattern of ['.{12,}', '(.){12}', '(?:.){12,}']) {
        assert.equal(matches(pattern, flags, text), matches(`(?:${pattern})`, flags, text), JSON.stringify(text))
      }
    }
  }
})
