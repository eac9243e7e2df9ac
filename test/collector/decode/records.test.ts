import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeAccessLog } from '../../../collector/decode/access-log.ts'
import { decodeCef } from '../../../collector/decode/cef.ts'
import { decodeCsv } from '../../../collector/decode/csv.ts'
import { decodeKeyValue } from '../../../collector/decode/key-value.ts'
import { decodeLeef } from '../../../collector/decode/leef.ts'
import { decodeRfc5424 } from '../../../collector/decode/rfc5424.ts'

test('CEF: escapes of header and extension, values with spaces, labels', () => {
  const cef = decodeCef(
    'CEF:0|Hãng \\| Hai|San\\\\pham|1.0|100|Tên|7|msg=a b\\=c d cs1Label=Rule Name cs1=Luật 1 filePath=C:\\new\\x.exe act=',
  )
  assert.equal(cef?.vendor, 'Hãng | Hai')
  assert.equal(cef.product, 'San\\pham')
  assert.equal(cef.severity, '7')
  assert.deepEqual(cef.extension, {
    msg: 'a b=c d',
    cs1Label: 'Rule Name',
    cs1: 'Luật 1',
    filePath: 'C:\\new\\x.exe',
    act: '',
  })
  assert.deepEqual(cef.labels, { 'Rule Name': 'Luật 1' })
})

test('CEF: without an extension, with too few fields, and what is none', () => {
  assert.deepEqual(decodeCef('CEF:0|A|B|C|D|E|F')?.extension, {})
  assert.equal(decodeCef('CEF:0|A|B|C'), undefined)
  assert.equal(decodeCef('<1>CEF:0|A|B|C|D|E|F|'), undefined)
  assert.equal(decodeCef('CEF:0|A|B|C|D|E|F|__proto__=x')?.unsafeKey, true)
})

test('LEEF: tabs, a named separator, hexadecimal ones, and tabs that became spaces', () => {
  const expected = { src: '203.0.113.5', usrName: 'an b', note: 'a=b' }
  for (const line of [
    'LEEF:1.0|V|P|1|E|src=203.0.113.5\tusrName=an b\tnote=a=b',
    'LEEF:2.0|V|P|1|E|^|src=203.0.113.5^usrName=an b^note=a=b',
    'LEEF:2.0|V|P|1|E|x7C|src=203.0.113.5|usrName=an b|note=a=b',
    'LEEF:2.0|V|P|1|E|0x5E|src=203.0.113.5^usrName=an b^note=a=b',
    'LEEF:2.0|V|P|1|E||src=203.0.113.5\tusrName=an b\tnote=a=b',
  ]) {
    assert.deepEqual(decodeLeef(line)?.attributes, expected, line)
  }
  assert.deepEqual(decodeLeef('LEEF:1.0|V|P|1|E|src=203.0.113.5 usrName=an b sev=5')?.attributes, {
    src: '203.0.113.5',
    usrName: 'an b',
    sev: '5',
  })
  assert.equal(decodeLeef('LEEF:1.0|V|P'), undefined)
})

test('key=value: quotes, escapes, quotes nobody escaped, commas, repeated keys', () => {
  assert.deepEqual(decodeKeyValue('a=1 b="x y" c="say \\"hi\\"" d="5"x3" e=').fields, {
    a: '1',
    b: 'x y',
    c: 'say "hi"',
    d: '5"x3',
    e: '',
  })
  assert.deepEqual(decodeKeyValue('a=1,b="x, y",c=list,of,words,d=2').fields, {
    a: '1',
    b: 'x, y',
    c: 'list,of,words',
    d: '2',
  })
  assert.deepEqual(decodeKeyValue('tz=a tz=b tz=c').fields, { tz: ['a', 'b', 'c'] })
  assert.equal(decodeKeyValue('no pairs here').count, 0)
  assert.equal(decodeKeyValue('__proto__=x a=1').unsafeKey, true)
})

test('CSV: quotes, doubled quotes, empty fields, other separators', () => {
  assert.deepEqual(decodeCsv('a,"b,c","d ""e""",,f'), ['a', 'b,c', 'd "e"', '', 'f'])
  assert.deepEqual(decodeCsv('a|b "x"|c', '|'), ['a', 'b "x"', 'c'])
  assert.deepEqual(decodeCsv('"open,never'), ['open,never'])
  assert.deepEqual(decodeCsv(''), [''])
})

test('CSV: what was written by the rules of RFC 4180 is read back', () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 20 })
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (cells) => {
      const written = cells.map((text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')
      assert.deepEqual(decodeCsv(written), cells)
    }),
  )
})

test('key=value: what was quoted is read back', () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/).filter((name) => !['constructor', 'prototype'].includes(name))
  fc.assert(
    fc.property(fc.dictionary(key, fc.string({ unit: 'grapheme', maxLength: 20 }), { maxKeys: 6 }), (fields) => {
      const written = Object.entries(fields)
        .map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
        .join(' ')
      assert.deepEqual(decodeKeyValue(written).fields, { ...fields })
    }),
  )
})

test('access log: nothing is read into a line that is none', () => {
  for (const line of [
    '',
    'GET / HTTP/1.1',
    '203.0.113.5 - - [30/Nov/2026:12:04:05 +0700] GET / 200 1',
    '203.0.113.5 - - [30/Nov/2026:12:04:05 +0700] "GET / HTTP/1.1" abc 1',
    '203.0.113.5 - - [hôm nay] "GET / HTTP/1.1" 200 1',
  ]) {
    assert.equal(decodeAccessLog(line), undefined, line)
  }
})

test('every decoder takes a megabyte of brackets, quotes, equal signs or bars in its stride', () => {
  const decodeStructured = (text: string) => decodeRfc5424(text, 'Z')
  const decoders = [decodeCef, decodeLeef, decodeKeyValue, decodeCsv, decodeAccessLog, decodeStructured]
  for (const piece of ['[', '"', '=', '|', '\\', 'a=', '["', ' a="', '[x "', ', client: ', '1.2.3.4, '])
    for (const front of [
      '',
      '<38>1 - h a - - [a',
      'CEF:0|a|b|c|d|e|f|',
      'LEEF:2.0|a|b|c|d|^|',
      '1.1.1.1 - - [30/Nov/2026:12:04:05 +0700] "',
    ])
      for (const decode of decoders) {
        const start = performance.now()
        decode(front + piece.repeat(1_000_000 / piece.length))
        const ms = performance.now() - start
        assert.ok(ms < 3000, `${decode.name} took ${Math.round(ms)} ms for ${front}${piece}…`)
      }
})
