import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pivotsOf } from '../../../console/web/src/lib/value-pivots.ts'
import { readColumns, toggleColumn } from '../../../console/web/src/pages/search/search-columns.ts'
import { parseSearch } from '../../../core/predicate/search-language.ts'

test('columns stand in the address, the usual ones leave no trace, the last one stays', () => {
  const params = new URLSearchParams('query=a')
  const usual = readColumns(params)
  toggleColumn(params, 'process.name')
  assert.deepEqual(readColumns(params), [...usual, 'process.name'])
  toggleColumn(params, 'process.name')
  assert.equal(String(params), 'query=a')
  const one = new URLSearchParams('column=a.b&column=a.b&column=')
  assert.deepEqual(readColumns(one), ['a.b'])
  toggleColumn(one, 'a.b')
  assert.deepEqual(readColumns(one), ['a.b'])
  const many = new URLSearchParams(Array.from({ length: 30 }, (_, n): [string, string] => ['column', `f${n}`]))
  toggleColumn(many, 'one.more')
  assert.equal(readColumns(many).length, 30)
})

test('from a value one goes to its page, its events, a list of indicators, as far as it is of that nature', () => {
  const seeks = (field: string | undefined, value: string) => pivotsOf(field, value).indicator !== undefined
  assert.equal(pivotsOf('source.ip', '203.0.113.7').entity, '/addresses/203.0.113.7')
  assert.equal(pivotsOf('event.action', 'ssh_login').entity, undefined)
  assert.equal(pivotsOf(undefined, 'Sở Y tế').search, undefined)
  assert.ok(seeks('source.ip', '2001:db8::7'))
  assert.ok(seeks('file.hash.md5', 'd41d8cd98f00b204e9800998ecf8427e'))
  assert.ok(seeks('dns.question.name', 'xấu.example.vn'))
  assert.ok(seeks('url.full', 'https://a.example/x'))
  for (const [field, value] of [
    ['event.dataset', 'linux.auth'],
    ['process.name', 'svchost.exe'],
    ['message', 'a b'],
    ['user.name', ''],
  ] as const) {
    assert.ok(!seeks(field, value), value)
  }
  assert.equal(pivotsOf('message', 'x'.repeat(3_000)).search, undefined)
})

test('the search for a value asks for that value, whatever is in it', () => {
  for (const value of ['a*b?', '10.0.0.0/8', 'C:\\x "y"', 'and', 'Đ']) {
    const address = pivotsOf('user.name', value).search ?? ''
    const parsed = parseSearch(new URL(address, 'http://x').searchParams.get('query') ?? '')
    assert.ok(parsed.ok, value)
    assert.match(JSON.stringify(parsed.value.predicate), /"kind":"equals"/, value)
    assert.ok(JSON.stringify(parsed.value.predicate).includes(JSON.stringify(value)), value)
  }
})
