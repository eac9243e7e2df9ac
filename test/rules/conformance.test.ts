import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Placeholders } from '../../rules/sigma/value.ts'
import { matcher, selection } from './support.ts'

/** What Sigma 2.1 and our decisions on it say: a selection, events that it matches, events that it does not. */
interface Case {
  readonly name: string
  /** Lines under one selection. */
  readonly sel?: string
  /** The whole detection, where one selection is not enough. */
  readonly detection?: string
  readonly placeholders?: Placeholders
  readonly yes: readonly object[]
  readonly no: readonly object[]
}

const base64 = (bytes: Buffer) => bytes.toString('base64')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

const cases: readonly Case[] = [
  // ---- values
  {
    name: 'equality ignores case',
    sel: 'f: Whoami',
    yes: [{ f: 'WHOAMI' }, { f: 'whoami' }],
    no: [{ f: 'whoami ' }, {}],
  },
  { name: 'field names keep case', sel: 'Field: x', yes: [{ Field: 'x' }], no: [{ field: 'x' }] },
  { name: 'case is folded over Unicode', sel: 'f: ĐẶNG', yes: [{ f: 'đặng' }], no: [{ f: 'dang' }] },
  {
    name: 'composed and decomposed text are equal',
    sel: 'f: Hệ',
    yes: [{ f: 'hệ'.normalize('NFD') }],
    no: [{ f: 'he' }],
  },
  {
    name: 'star is any length, newlines too',
    sel: "f: 'a*z'",
    yes: [{ f: 'az' }, { f: 'a\n\nz' }],
    no: [{ f: 'azb' }],
  },
  {
    name: 'question mark is exactly one',
    sel: "f: 'a?z'",
    yes: [{ f: 'abz' }, { f: 'a\nz' }],
    no: [{ f: 'az' }, { f: 'abbz' }],
  },
  {
    name: 'escaped wildcards are literal',
    sel: "f: 'a\\*b\\?'",
    yes: [{ f: 'a*b?' }],
    no: [{ f: 'axb?' }, { f: 'a*bx' }],
  },
  {
    name: 'two backslashes and a star',
    sel: "f: 'a\\\\*'",
    yes: [{ f: 'a\\bc' }, { f: 'a\\' }],
    no: [{ f: 'a*' }, { f: 'a' }],
  },
  {
    name: 'three backslashes and a star',
    sel: "f: 'a\\\\\\*'",
    yes: [{ f: 'a\\*' }],
    no: [{ f: 'a\\b' }, { f: 'a\\\\b' }],
  },
  {
    name: 'a lone backslash is literal',
    sel: "f: 'C:\\Windows'",
    yes: [{ f: 'c:\\windows' }],
    no: [{ f: 'c:windows' }],
  },
  {
    name: 'a trailing backslash is literal',
    sel: "f: 'C:\\'",
    yes: [{ f: 'C:\\' }],
    no: [{ f: 'C:' }, { f: 'C:\\x' }],
  },
  {
    name: 'a trailing backslash does not swallow the wildcard that contains adds',
    sel: "f|contains: '\\Temp\\'",
    yes: [{ f: 'C:\\Temp\\a.exe' }],
    no: [{ f: 'C:\\Temp' }, { f: '\\Temp*' }],
  },
  {
    name: 'a trailing backslash under startswith and endswith',
    detection: "a:\n  f|startswith: 'C:\\'\nb:\n  g|endswith: '\\bin\\'\ncondition: a and b",
    yes: [{ f: 'c:\\x', g: '/usr\\bin\\' }],
    no: [{ f: 'c:', g: '\\bin\\' }],
  },
  { name: 'brackets and braces are literal', sel: "f|contains: '[a]{2}'", yes: [{ f: 'x[a]{2}y' }], no: [{ f: 'aa' }] },
  { name: 'the empty string', sel: "f: ''", yes: [{ f: '' }], no: [{}, { f: null }, { f: ' ' }] },
  {
    name: 'null is the absent field',
    sel: 'f: null',
    yes: [{}, { f: null }, { g: 1 }],
    no: [{ f: '' }, { f: 'null' }, { f: 0 }],
  },
  { name: 'a field without a value is null', sel: 'f:', yes: [{}], no: [{ f: 'x' }] },
  { name: 'null in a list', sel: 'f: [null, x]', yes: [{}, { f: 'X' }], no: [{ f: 'y' }] },
  {
    name: 'number and text',
    sel: 'f: 10',
    yes: [{ f: 10 }, { f: 10.0 }, { f: '10' }],
    no: [{ f: '010' }, { f: '10.0' }, { f: 100 }],
  },
  { name: 'number written with a fraction', sel: 'f: 10.0', yes: [{ f: 10 }, { f: '10' }], no: [{ f: 11 }] },
  { name: 'text against a number', sel: "f: '4624'", yes: [{ f: 4624 }, { f: '4624' }], no: [{ f: 4625 }] },
  { name: 'hexadecimal stays text', sel: 'f: 0x3e7', yes: [{ f: '0x3E7' }], no: [{ f: 999 }, { f: '999' }] },
  {
    name: 'octal, exponents and yes stay text',
    sel: 'f: [010, 1e3, yes]',
    yes: [{ f: '010' }, { f: '1e3' }, { f: 'Yes' }],
    no: [{ f: 10 }, { f: 8 }, { f: 1000 }, { f: true }],
  },
  {
    name: 'booleans',
    sel: 'f: true',
    yes: [{ f: true }, { f: 'true' }, { f: 'True' }],
    no: [{ f: 1 }, { f: 'yes' }, { f: false }],
  },
  { name: 'quoted true is text for the same', sel: "f: 'true'", yes: [{ f: true }, { f: 'TRUE' }], no: [{ f: 1 }] },
  {
    name: 'a list-valued field matches if any element does',
    sel: 'f: b',
    yes: [{ f: ['a', 'B'] }],
    no: [{ f: ['a'] }, { f: [] }],
  },
  {
    name: 'dotted names',
    sel: 'a.b: x',
    yes: [{ a: { b: 'x' } }, { 'a.b': 'x' }, { a: [{ b: 'y' }, { b: 'x' }] }],
    no: [{ a: 'x' }, { b: 'x' }],
  },
  { name: 'spaces in field names', sel: 'Threat Name: x', yes: [{ 'Threat Name': 'x' }], no: [{ ThreatName: 'x' }] },
  // ---- structure
  { name: 'a map is AND', sel: 'a: 1\nb: 2', yes: [{ a: 1, b: 2 }], no: [{ a: 1 }, { b: 2 }] },
  { name: 'a list is OR', sel: 'a: [1, 2]', yes: [{ a: 1 }, { a: 2 }], no: [{ a: 3 }] },
  {
    name: 'a list of maps is OR',
    sel: '- a: 1\n  b: 2\n- c: 3',
    yes: [{ a: 1, b: 2 }, { c: 3 }],
    no: [{ a: 1 }, { b: 2 }],
  },
  {
    name: 'keywords',
    sel: '- foo\n- bar baz',
    yes: [{ m: 'a FOO b' }, { x: { y: ['bar baz'] } }],
    no: [{ m: 'bar' }, { foo: 'x' }],
  },
  { name: 'one keyword', detection: 'sel: foo\ncondition: sel', yes: [{ m: 'xfoox' }], no: [{ m: 'fo' }] },
  {
    name: 'keywords with wildcards',
    sel: "- 'rm * /var'",
    yes: [{ m: 'sudo rm -rf /var/log' }],
    no: [{ m: 'rm /var' }],
  },
  { name: 'number as keyword', sel: '- 4625', yes: [{ id: 4625 }, { m: 'id=4625.' }], no: [{ id: 462 }] },
  {
    name: 'all keywords',
    sel: "'|all':\n  - foo\n  - bar",
    yes: [{ a: 'foo', b: 'bar' }, { a: 'barfoo' }],
    no: [{ a: 'foo' }],
  },
  { name: 'keywords with re', sel: "'|re': 'fo+$'", yes: [{ m: 'xfoo' }], no: [{ m: 'foox' }, { m: 'FOO' }] },
  {
    name: 'keywords with contains and all',
    sel: "'|contains|all': [foo, bar]",
    yes: [{ a: 'foobar' }],
    no: [{ a: 'foo' }],
  },
  { name: 'keywords with startswith', sel: "'|startswith': foo", yes: [{ a: 'foo1' }], no: [{ a: '1foo' }] },
  { name: 'keywords and maps in one list', sel: '- foo\n- a: 1', yes: [{ m: 'foo' }, { a: 1 }], no: [{ a: 2 }] },
  // ---- generic modifiers
  { name: 'contains', sel: 'f|contains: mid', yes: [{ f: 'aMIDb' }, { f: 'mid' }], no: [{ f: 'mi' }, {}] },
  { name: 'contains on a number', sel: 'f|contains: 62', yes: [{ f: 4624 }, { f: 'x62' }], no: [{ f: 4264 }] },
  { name: 'contains keeps wildcards', sel: "f|contains: 'a*b'", yes: [{ f: 'xaxbx' }], no: [{ f: 'ba' }] },
  { name: 'startswith', sel: 'f|startswith: pre', yes: [{ f: 'PREfix' }], no: [{ f: 'xpre' }] },
  { name: 'endswith', sel: 'f|endswith: fix', yes: [{ f: 'preFIX' }], no: [{ f: 'fixx' }] },
  { name: 'startswith on a number', sel: 'f|startswith: 46', yes: [{ f: 4624 }], no: [{ f: 146 }] },
  { name: 'all', sel: 'f|contains|all: [a, b]', yes: [{ f: 'xbxa' }], no: [{ f: 'a' }, { f: 'b' }] },
  { name: 'all over a list-valued field', sel: 'f|all: [a, b]', yes: [{ f: ['a', 'b'] }], no: [{ f: 'a' }] },
  {
    name: 'exists true',
    sel: 'f|exists: true',
    yes: [{ f: '' }, { f: 0 }, { f: { g: 1 } }],
    no: [{}, { f: null }, { f: [] }],
  },
  { name: 'exists false', sel: 'f|exists: false', yes: [{}, { f: null }], no: [{ f: '' }] },
  { name: 'cased', sel: 'f|cased: Abc', yes: [{ f: 'Abc' }], no: [{ f: 'abc' }] },
  {
    name: 'cased with contains, either order',
    detection: 'a:\n  f|cased|contains: Ab\nb:\n  f|contains|cased: Ab\ncondition: a and b',
    yes: [{ f: 'xAbx' }],
    no: [{ f: 'xabx' }],
  },
  { name: 'neq', sel: 'f|neq: a', yes: [{ f: 'b' }, {}], no: [{ f: 'A' }] },
  {
    name: 'neq with a list is none of them',
    sel: 'f|neq: [a, b]',
    yes: [{ f: 'c' }, {}],
    no: [{ f: 'a' }, { f: 'b' }],
  },
  { name: 'neq with contains', sel: 'f|contains|neq: a', yes: [{ f: 'b' }], no: [{ f: 'xax' }] },
  { name: 'neq with null', sel: 'f|neq: null', yes: [{ f: '' }], no: [{}] },
  { name: 'neq with re', sel: 'f|re|neq: ^a', yes: [{ f: 'b' }, {}], no: [{ f: 'ab' }] },
  // ---- string modifiers
  {
    name: 'windash',
    sel: "f|contains|windash: ' -enc '",
    yes: [{ f: 'x -enc y' }, { f: 'x /ENC y' }, { f: 'x –enc y' }, { f: 'x —enc y' }, { f: 'x ―enc y' }],
    no: [{ f: 'x enc y' }, { f: 'x +enc y' }],
  },
  {
    name: 'windash leaves dashes within words',
    sel: "f|windash: '-set-x a-b'",
    yes: [{ f: '/set-x a-b' }, { f: '-set-x a-b' }],
    no: [{ f: '/set/x a-b' }, { f: '-set-x a/b' }],
  },
  {
    name: 'windash on several parameters',
    sel: "f|windash: '-a /b'",
    yes: [{ f: '/a -b' }, { f: '-a /b' }],
    no: [{ f: '-a b' }],
  },
  {
    name: 'windash with all',
    sel: "f|windash|contains|all: [' -a', ' -b']",
    yes: [{ f: 'x /a –b' }],
    no: [{ f: 'x /a' }],
  },
  { name: 're is case-sensitive and a substring', sel: "f|re: 'b+c'", yes: [{ f: 'abbcd' }], no: [{ f: 'aBBCd' }] },
  { name: 're with i', sel: "f|re|i: 'b+c'", yes: [{ f: 'aBBCd' }], no: [{ f: 'ac' }] },
  { name: 're with leading (?i)', sel: "f|re: '(?i)b+c'", yes: [{ f: 'aBBCd' }], no: [{ f: 'ac' }] },
  { name: 're with m', sel: "f|re|m: '^b$'", yes: [{ f: 'a\nb\nc' }], no: [{ f: 'abc' }] },
  { name: 're with s', sel: "f|re|s: 'a.b'", yes: [{ f: 'a\nb' }], no: [{ f: 'ab' }] },
  { name: 're without s stops at a newline', sel: "f|re: 'a.b'", yes: [{ f: 'a-b' }], no: [{ f: 'a\nb' }] },
  { name: 're with i, m and s', sel: "f|re|i|m|s: '^a.b$'", yes: [{ f: 'x\nA\nB\ny' }], no: [{ f: 'xA\nB' }] },
  {
    name: 'dollar does not match before a trailing newline',
    sel: "f|re: 'b$'",
    yes: [{ f: 'ab' }],
    no: [{ f: 'ab\n' }],
  },
  { name: 're on a number', sel: "f|re: '^46'", yes: [{ f: 4624 }], no: [{ f: 146 }] },
  { name: 'wildcards mean nothing in re', sel: "f|re: 'a*b'", yes: [{ f: 'aab' }, { f: 'b' }], no: [{ f: 'axc' }] },
  { name: 're with several patterns', sel: "f|re: ['^a', 'z$']", yes: [{ f: 'ab' }, { f: 'yz' }], no: [{ f: 'bc' }] },
  { name: 're with startswith', sel: "f|re|startswith: 'b+'", yes: [{ f: 'bbc' }], no: [{ f: 'abb' }] },
  {
    name: 'base64',
    sel: 'f|base64|contains: foobar',
    yes: [{ f: `x ${base64(Buffer.from('foobar'))} y` }],
    no: [{ f: 'foobar' }],
  },
  {
    name: 'base64offset finds all three positions',
    sel: 'f|base64offset|contains: /bin/bash',
    yes: ['', 'a', 'ab', 'abc'].map((before) => ({ f: base64(Buffer.from(`${before}/bin/bash -i`)) })),
    no: [{ f: base64(Buffer.from('/bin/bas')) }, { f: '/bin/bash' }],
  },
  {
    name: 'base64offset counts bytes, not characters',
    sel: 'f|base64offset|contains: tệp',
    yes: ['', 'a', 'ab'].map((before) => ({ f: base64(Buffer.from(`${before}tệp.`)) })),
    no: [{ f: base64(Buffer.from('tep.')) }],
  },
  {
    name: 'wide, then base64offset',
    sel: 'f|wide|base64offset|contains: http',
    yes: ['', 'a', 'ab'].map((before) => ({ f: base64(utf16(`${before}http://`)) })),
    no: [{ f: base64(Buffer.from('http://')) }],
  },
  {
    name: 'utf16le is wide',
    sel: 'f|utf16le|base64|contains: ab',
    yes: [{ f: base64(utf16('ab')) }],
    no: [{ f: base64(Buffer.from('ab')) }],
  },
  {
    name: 'utf16be',
    sel: 'f|utf16be|base64: ab',
    yes: [{ f: base64(utf16('ab').swap16()) }],
    no: [{ f: base64(utf16('ab')) }],
  },
  {
    name: 'utf16 has a byte order mark',
    sel: 'f|utf16|base64: ab',
    yes: [{ f: base64(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16('ab')])) }],
    no: [{ f: base64(utf16('ab')) }],
  },
  { name: 'wide beyond ASCII', sel: 'f|wide|base64: ệ', yes: [{ f: base64(utf16('ệ')) }], no: [{ f: '' }] },
  { name: 'wide without base64', sel: 'f|wide|contains: ab', yes: [{ f: 'xa\0b\0' }], no: [{ f: 'ab' }] },
  // ---- numbers, time, addresses
  { name: 'lt', sel: 'f|lt: 10', yes: [{ f: 9 }, { f: '9.5' }, { f: -1 }], no: [{ f: 10 }, { f: 'a' }, {}] },
  { name: 'lte', sel: 'f|lte: 10', yes: [{ f: 10 }, { f: '10' }], no: [{ f: 10.5 }] },
  { name: 'gt', sel: 'f|gt: 10', yes: [{ f: 10.5 }, { f: '100' }], no: [{ f: 10 }, { f: 'z' }] },
  { name: 'gte', sel: 'f|gte: 10', yes: [{ f: 10 }, { f: '1e2' }], no: [{ f: 9 }, { f: '0x10' }] },
  { name: 'gt with fraction and sign', sel: 'f|gt: -1.5', yes: [{ f: -1 }, { f: 0 }], no: [{ f: -2 }] },
  { name: 'lt with neq', sel: 'f|lt|neq: 10', yes: [{ f: 10 }, {}], no: [{ f: 9 }] },
  {
    name: 'minute',
    sel: 't|minute: 5',
    yes: [{ t: '2026-08-05T10:05:59Z' }],
    no: [{ t: '2026-08-05T10:06:00Z' }, { t: 'x' }],
  },
  {
    name: 'hour with gte',
    sel: 't|hour|gte: 22',
    yes: [{ t: '2026-08-05T22:00:00Z' }],
    no: [{ t: '2026-08-05T21:59:59Z' }],
  },
  { name: 'day', sel: 't|day: [5, 6]', yes: [{ t: '2026-08-05T00:00:00Z' }], no: [{ t: '2026-08-07T00:00:00Z' }] },
  { name: 'week', sel: 't|week: 53', yes: [{ t: '2027-01-01T00:00:00Z' }], no: [{ t: '2026-08-05T00:00:00Z' }] },
  { name: 'month', sel: 't|month|lt: 3', yes: [{ t: '2026-02-28T00:00:00Z' }], no: [{ t: '2026-03-01T00:00:00Z' }] },
  {
    name: 'year',
    sel: 't|year|neq: 2026',
    yes: [{ t: '2025-12-31T23:59:59Z' }, {}],
    no: [{ t: '2026-01-01T00:00:00Z' }],
  },
  {
    name: 'cidr v4',
    sel: 'f|cidr: 10.0.0.0/8',
    yes: [{ f: '10.255.0.1' }],
    no: [{ f: '11.0.0.1' }, { f: '10.0.0' }, { f: 'x10.0.0.1' }],
  },
  {
    name: 'cidr v6',
    sel: 'f|cidr: 2001:db8::/32',
    yes: [{ f: '2001:db8:ffff::1' }, { f: '2001:0DB8::1' }],
    no: [{ f: '2001:db9::1' }, { f: '10.0.0.1' }],
  },
  { name: 'cidr v6 of odd length', sel: 'f|cidr: fe80::/10', yes: [{ f: 'febf::1' }], no: [{ f: 'fec0::1' }] },
  {
    name: 'mapped address equals its IPv4',
    sel: 'f|cidr: 192.168.0.0/16',
    yes: [{ f: '::ffff:192.168.1.1' }],
    no: [{ f: '::192.168.1.1' }],
  },
  {
    name: 'several networks, negated',
    sel: 'f|cidr|neq: [10.0.0.0/8, "::1/128"]',
    yes: [{ f: '8.8.8.8' }, { f: 'host' }, {}],
    no: [{ f: '10.1.1.1' }, { f: '::1' }],
  },
  {
    name: 'a bare address is a network',
    sel: 'f|cidr: 127.0.0.1',
    yes: [{ f: '127.0.0.1' }],
    no: [{ f: '127.0.0.2' }],
  },
  // ---- expand, fieldref
  {
    name: 'expand',
    sel: "f|expand: '%admins%'",
    placeholders: { admins: ['an', 'binh*'] },
    yes: [{ f: 'AN' }, { f: 'binh2' }],
    no: [{ f: '%admins%' }],
  },
  {
    name: 'expand within text, with contains',
    sel: "f|contains|expand: '\\%share%\\'",
    placeholders: { share: ['c$', 'd$'] },
    yes: [{ f: 'x\\d$\\y' }],
    no: [{ f: 'x\\e$\\y' }],
  },
  {
    name: 'expand twice in one value',
    sel: "f|expand: '%a%-%b%'",
    placeholders: { a: ['1', '2'], b: ['x', 'y'] },
    yes: [{ f: '2-x' }],
    no: [{ f: '3-x' }],
  },
  { name: 'percent signs without expand', sel: "f: '%temp%'", yes: [{ f: '%TEMP%' }], no: [{ f: 'temp' }] },
  {
    name: 'fieldref',
    sel: 'a|fieldref: b',
    yes: [
      { a: 'X', b: 'x' },
      { a: 1, b: '1' },
    ],
    no: [{ a: 'x', b: 'y' }, { a: 'x' }, {}],
  },
  { name: 'fieldref with neq', sel: 'a|fieldref|neq: b', yes: [{ a: 'x', b: 'y' }, {}], no: [{ a: 'x', b: 'x' }] },
  {
    name: 'fieldref with startswith',
    sel: 'a|fieldref|startswith: b',
    yes: [{ a: 'xyz', b: 'x' }],
    no: [{ a: 'x', b: 'xyz' }],
  },
  {
    name: 'fieldref with endswith, other order',
    sel: 'a|endswith|fieldref: b',
    yes: [{ a: 'xyz', b: 'Z' }],
    no: [{ a: 'zx', b: 'z' }],
  },
  {
    name: 'fieldref with contains',
    sel: 'a|fieldref|contains: b',
    yes: [{ a: 'xyz', b: 'y' }],
    no: [{ a: 'y', b: 'xyz' }],
  },
  // ---- conditions
  {
    name: 'not binds before and, and before or',
    detection: 'a: {x: 1}\nb: {y: 1}\nc: {z: 1}\ncondition: a or b and not c',
    yes: [{ x: 1, z: 1 }, { y: 1 }],
    no: [{ y: 1, z: 1 }],
  },
  {
    name: 'parentheses',
    detection: 'a: {x: 1}\nb: {y: 1}\nc: {z: 1}\ncondition: (a or b) and not c',
    yes: [{ x: 1 }],
    no: [{ x: 1, z: 1 }],
  },
  {
    name: 'not of a group',
    detection: 'a: {x: 1}\nb: {y: 1}\ncondition: not (a and b)',
    yes: [{}, { x: 1 }],
    no: [{ x: 1, y: 1 }],
  },
  { name: 'not not', detection: 'a: {x: 1}\ncondition: not not a', yes: [{ x: 1 }], no: [{}] },
  {
    name: 'not on a missing field',
    detection: 'a: {x: 1}\nb: {y: 1}\ncondition: a and not b',
    yes: [{ x: 1 }],
    no: [{ x: 1, y: 1 }],
  },
  {
    name: '1 of a pattern',
    detection: 'sel_a: {x: 1}\nsel_b: {y: 1}\nother: {z: 1}\ncondition: 1 of sel_*',
    yes: [{ x: 1 }, { y: 1 }],
    no: [{ z: 1 }],
  },
  {
    name: 'any of a pattern',
    detection: 'sel_a: {x: 1}\nsel_b: {y: 1}\ncondition: any of sel_*',
    yes: [{ y: 1 }],
    no: [{}],
  },
  {
    name: 'all of a pattern',
    detection: 'sel_a: {x: 1}\nsel_b: {y: 1}\nother: {z: 1}\ncondition: all of sel_*',
    yes: [{ x: 1, y: 1 }],
    no: [{ x: 1, z: 1 }],
  },
  {
    name: 'them skips names with _',
    detection: 'a: {x: 1}\n_b: {y: 1}\ncondition: all of them',
    yes: [{ x: 1 }],
    no: [{ y: 1 }],
  },
  {
    name: 'patterns skip names with _',
    detection: 'a_x: {x: 1}\n_a_x: {y: 1}\ncondition: 1 of *_x',
    yes: [{ x: 1 }],
    no: [{ y: 1 }],
  },
  {
    name: 'a pattern that itself begins with _',
    detection: '_a: {x: 1}\nb: {y: 1}\ncondition: 1 of _*',
    yes: [{ x: 1 }],
    no: [{ y: 1 }],
  },
  {
    name: 'not 1 of',
    detection: 'a: {x: 1}\nf_1: {y: 1}\nf_2: {z: 1}\ncondition: a and not 1 of f_*',
    yes: [{ x: 1 }],
    no: [{ x: 1, z: 1 }],
  },
  {
    name: 'not all of',
    detection: 'a: {x: 1}\nf_1: {y: 1}\nf_2: {z: 1}\ncondition: a and not all of f_*',
    yes: [{ x: 1, z: 1 }],
    no: [{ x: 1, y: 1, z: 1 }],
  },
  {
    name: 'a list of conditions is OR',
    detection: 'a: {x: 1}\nb: {y: 1}\ncondition: [a, b]',
    yes: [{ x: 1 }, { y: 1 }],
    no: [{}],
  },
  {
    name: 'upper-case operators',
    detection: 'a: {x: 1}\nb: {y: 1}\ncondition: a AND NOT b',
    yes: [{ x: 1 }],
    no: [{ x: 1, y: 1 }],
  },
  {
    name: 'names that begin with an operator',
    detection: 'notepad: {x: 1}\norder: {y: 1}\ncondition: notepad and order',
    yes: [{ x: 1, y: 1 }],
    no: [{ x: 1 }],
  },
  {
    name: 'a condition over several lines',
    detection: 'a: {x: 1}\nb: {y: 1}\ncondition: >\n  a and\n  not b',
    yes: [{ x: 1 }],
    no: [{ x: 1, y: 1 }],
  },
  // ---- YAML
  {
    name: 'anchors, aliases and merge keys',
    detection: 'a: &a {x: 1}\nb:\n  <<: *a\n  y: 1\ncondition: b',
    yes: [{ x: 1, y: 1 }],
    no: [{ x: 1 }, { y: 1 }],
  },
]

for (const { name, sel, detection, placeholders, yes, no } of cases) {
  test(name, () => {
    const fires = matcher(detection ?? selection(sel ?? ''), placeholders)
    for (const event of yes) assert.equal(fires(event), true, `should match ${JSON.stringify(event)}`)
    for (const event of no) assert.equal(fires(event), false, `should not match ${JSON.stringify(event)}`)
  })
}
