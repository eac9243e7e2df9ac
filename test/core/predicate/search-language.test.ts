import assert from 'node:assert/strict'
import { test } from 'node:test'
import { all, any, cidr, compare, contains, equals, everything, exists, not } from '../../../core/predicate/build.ts'
import type { Predicate } from '../../../core/predicate/predicate.ts'
import { print } from '../../../core/predicate/print.ts'
import { parseSearch } from '../../../core/predicate/search-language.ts'
import type { SearchContext } from '../../../core/predicate/search-meaning.ts'
import { simplify } from '../../../core/predicate/simplify.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'

const hanoi: SearchContext = { timeZone: 'Asia/Ho_Chi_Minh' }

function asked(text: string, context = hanoi): Predicate {
  const parsed = parseSearch(text, context)
  assert.ok(parsed.ok, `${text}: ${JSON.stringify(parsed.ok || parsed.error)}`)
  return parsed.value.predicate
}
/** `code@piece` of what is said about the text. */
function said(text: string, context = hanoi): string[] {
  const parsed = parseSearch(text, context)
  const problems = parsed.ok ? parsed.value.warnings : parsed.error
  return problems.map(({ code, start, end }) => `${code}@${text.slice(start, end)}`)
}
const finds = (text: string, event: object): boolean => toMatcher(asked(text))(event)
const anywhere = (text: string) => any(contains('event.original', text, 'search'), contains('message', text, 'search'))

test('conditions, joined', () => {
  const command = 'source.ip: 10.0.0.0/8 and not user.name: svc_* and process.command_line: "*whoami*"'
  assert.equal(
    print(asked(command)),
    'source.ip IN 10.0.0.0/8 AND NOT user.name: svc_* AND process.command_line: *whoami*',
  )
  const cases: readonly [string, Predicate][] = [
    ['', everything],
    ['  ', everything],
    ['*', everything],
    ['user.name: root', equals('user.name', 'root')],
    ['user.name:root', equals('user.name', 'root')],
    ['user.name : "root"', equals('user.name', 'root')],
    ['user.name: ""', equals('user.name', '')],
    ['user.name: *', exists('user.name')],
    ['user.name: "*"', exists('user.name')],
    ['user.name: (root or admin)', any(equals('user.name', 'root'), equals('user.name', 'admin'))],
    ['user.name: (not root)', not(equals('user.name', 'root'))],
    ['message: "đăng nhập"', contains('message', 'đăng nhập', 'search')],
    ['event.original: x', contains('event.original', 'x', 'search')],
    ['not not user.name: *', not(not(exists('user.name')))],
    ['sai "mật khẩu"', all(anywhere('sai'), anywhere('mật khẩu'))],
    ['AND_x Or b', any(anywhere('AND_x'), anywhere('b'))],
  ]
  for (const [text, predicate] of cases) assert.deepEqual(simplify(asked(text)), simplify(predicate), text)
})

test('not binds tighter than and, that tighter than or; brackets tighter than all', () => {
  assert.equal(print(asked('a.x: 1 or b.x: 2 and not c.x: 3')), 'a.x: 1 OR (b.x: 2 AND NOT c.x: 3)')
  assert.equal(print(asked('(a.x: 1 or b.x: 2) c.x: 3')), '(a.x: 1 OR b.x: 2) AND c.x: 3')
  assert.equal(print(asked('NOT (a.x: 1 AND b.x: 2)')), 'NOT (a.x: 1 AND b.x: 2)')
})

test('a value is read as the type of its field asks', () => {
  const from = Date.parse('2026-11-29T17:00:00Z')
  const day = all(compare('@timestamp', 'gte', from, 'time'), compare('@timestamp', 'lt', from + 86_400_000, 'time'))
  const cases: readonly [string, Predicate][] = [
    ['source.ip: 10.0.0.1', equals('source.ip', '10.0.0.1', 'none')],
    ['source.ip: fe80::1', cidr('source.ip', 'fe80::1')],
    ['source.ip: "10.0.0.0/8"', cidr('source.ip', '10.0.0.0/8')],
    [
      'winlog.x.IpAddress: 10.0.0.0/8',
      any(cidr('winlog.x.IpAddress', '10.0.0.0/8'), equals('winlog.x.IpAddress', '10.0.0.0/8')),
    ],
    ['user.name: 10.0.0.0/8', equals('user.name', '10.0.0.0/8')],
    ['source.port: 443', compare('source.port', 'eq', 443)],
    ['source.port >= 1024', compare('source.port', 'gte', 1024)],
    ['source.port: >= 1024', compare('source.port', 'gte', 1024)],
    ['vendor.size<-0', compare('vendor.size', 'lt', 0)],
    ['@timestamp < "2026-11-30T00:00:00+07:00"', compare('@timestamp', 'lt', from, 'time')],
    ['@timestamp: 2026-11-30', day],
    ['@timestamp: 30/11/2026', day],
    ['@timestamp > 2026-11-30', compare('@timestamp', 'gte', from + 86_400_000, 'time')],
    ['@timestamp <= 2026-11-30T00:00Z', compare('@timestamp', 'lt', from + 7 * 3_600_000 + 60_000, 'time')],
    ['@timestamp >= "30/11/2026 00:00:00"', compare('@timestamp', 'gte', from, 'time')],
    ['vendor.when >= 2026-11-30', compare('vendor.when', 'gte', from, 'time')],
  ]
  for (const [text, predicate] of cases) assert.deepEqual(simplify(asked(text)), simplify(predicate), text)
})

test('a time without a zone is local where clocks change, too', () => {
  const summer = asked('@timestamp >= "2026-03-29T03:30"', { timeZone: 'Europe/Berlin' })
  assert.deepEqual(summer, compare('@timestamp', 'gte', Date.parse('2026-03-29T01:30:00Z'), 'time'))
})

test('free text ignores diacritics and case, and looks in the raw line and the message', () => {
  const event = { message: 'Đăng nhập thất bại', event: { original: 'sshd: FAILED' } }
  for (const text of ['dang nhap', 'ĐĂNG', '"nhap that"', 'failed', 'sshd* dang', 'F*D'])
    assert.ok(finds(text, event), text)
  for (const text of ['"nhap dang"', 'dang khac', 'not dang']) assert.ok(!finds(text, event), text)
  assert.ok(finds('không', { message: 'không tìm thấy' }), 'a Vietnamese word is a word')
})

test('colons in times, addresses, links and paths are text', () => {
  for (const text of ['10:30:11', 'fe80::1', '::1', 'https://tinh.gov.vn/a?b=c', 'C:\\Windows\\cmd.exe']) {
    assert.deepEqual(asked(text), asked(`"${text}"`), text)
  }
})

test('escapes', () => {
  const cases: readonly [string, string][] = [
    ['a.b: C:\\Windows\\System32', 'C:\\Windows\\System32'],
    ['a.b: "C:\\\\Windows"', 'C:\\Windows'],
    ['a.b: "say \\"hi\\""', 'say "hi"'],
    ['a.b: \\*', '*'],
    ['a.b: "2 \\* 3"', '2 * 3'],
    ['a.b: x\\ y\\)', 'x y)'],
    ['a.b: "l1\\u{a}l2"', 'l1\nl2'],
    ['a.b: C:\\users\\unknown', 'C:\\users\\unknown'],
  ]
  for (const [text, value] of cases) assert.deepEqual(asked(text), equals('a.b', value), text)
  assert.deepEqual(asked('a\\ b\\:c: x'), equals('a b:c', 'x'))
  assert.deepEqual(asked('"and" \\u{6f}r'), all(anywhere('and'), anywhere('or')))
})

test('a fault points at its place', () => {
  const cases: readonly [string, string][] = [
    ['(user.name: root', 'open-not-closed@('],
    ['user.name: root)', 'close-alone@)'],
    ['user.name: ()', 'empty-brackets@)'],
    ['user.name: "root', 'quote-not-closed@"'],
    ['a "b', 'quote-not-closed@"'],
    ['a.b: x and', 'nothing-after@and'],
    ['or b', 'nothing-before@or'],
    ['a and or b', 'nothing-before@or'],
    ['not', 'nothing-after@not'],
    ['a.b:', 'no-value@:'],
    ['a.b: and x', 'no-value@and'],
    ['a.b >', 'no-value@>'],
    [': x', 'no-field@:'],
    ['<34>', 'no-field@<'],
    ['"a": x', 'field-in-quotes@"a"'],
    ['user.*: x', 'field-with-star@user.*'],
    ['* > 5', 'field-with-star@*'],
    ['user.name: (a b)', 'values-not-joined@b'],
    ['user.name != root', 'foreign-operator@!='],
    ['a && b', 'foreign-operator@&&'],
    ['""', 'empty-phrase@""'],
    ['a.b: "x\\u{110000}"', 'bad-escape@\\u{110000}'],
    ['source.ip: 10.0.0.0/33', 'not-a-network@10.0.0.0/33'],
    ['source.ip > 10.0.0.1', 'no-range-of-addresses@10.0.0.1'],
    ['source.port > many', 'not-a-bound@many'],
    ['@timestamp > 2026-02-30', 'not-a-bound@2026-02-30'],
  ]
  for (const [text, problem] of cases) {
    assert.deepEqual(said(text), [problem], text)
    assert.equal(parseSearch(text).ok, false, text)
  }
  const two = parseSearch('source.port > x and source.ip: 1.2.3.4/99')
  assert.ok(!two.ok)
  assert.deepEqual(
    two.error.map(({ start }) => start),
    [14, 31],
  )
})

test('a doubt is said and searched for as it stands', () => {
  const cases: readonly [string, string[]][] = [
    ['user.nmae: root', ['unlike-field@user.nmae']],
    ['command_line: x', ['unlike-field@command_line']],
    ['vendorx.y: 1 or vendorx.y: 2', ['unknown-field@vendorx.y']],
    ['process: *', []],
    ['source.ip: máy-a', ['not-an-address@máy-a']],
    ['source.port: ssh', ['not-a-number@ssh']],
    ['@timestamp: "hôm qua"', ['not-a-time@"hôm qua"']],
    ['user.name=root', ['equals-sign@user.name=root']],
    ['user=root', []],
    ['user.name: a và b', ['vietnamese-word@và']],
    ['không thấy', []],
    ['process.executable: C:\\Users\\*\\x.exe', ['doubtful-star@C:\\Users\\*\\x.exe']],
    ['process.executable: "C:\\\\Users\\\\*"', []],
  ]
  for (const [text, warnings] of cases) {
    assert.deepEqual(said(text), warnings, text)
    assert.ok(parseSearch(text).ok, text)
  }
  const near = parseSearch('user.nmae: root')
  assert.ok(near.ok)
  assert.equal(near.value.warnings[0]?.params['near'], 'user.name')
  assert.deepEqual(said('vendorx.y: 1', { seen: new Set(['vendorx.y']) }), [])
})

test('too much of anything is refused, and what is just within the limits is not', () => {
  const cases: readonly [string, string, string][] = [
    ['too-long', 'x'.repeat(10_000), 'x'.repeat(10_001)],
    ['too-deep', `${'('.repeat(100)}a${')'.repeat(100)}`, `${'('.repeat(500)}a${')'.repeat(500)}`],
    ['too-deep', `${'not '.repeat(100)}a`, `${'not '.repeat(500)}a`],
    ['too-deep', `a.b: ${'('.repeat(100)}a${')'.repeat(100)}`, `a.b: ${'('.repeat(101)}a${')'.repeat(101)}`],
    ['too-many-words', 'a '.repeat(50), 'a '.repeat(51)],
    ['too-many-terms', `a:(${Array(1000).fill('b').join(' or ')})`, `a:(${Array(1001).fill('b').join(' or ')})`],
  ]
  for (const [code, within, beyond] of cases) {
    const [most, more] = [parseSearch(within), parseSearch(beyond)]
    assert.ok(most.ok, `${code}: ${JSON.stringify(most.ok || most.error)}`)
    assert.equal(typeof toMatcher(most.value.predicate)({}), 'boolean')
    assert.equal(more.ok || more.error[0]?.code, code)
  }
})
