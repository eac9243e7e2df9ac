import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ownPath } from '../../../response/identity/log-in.ts'

test('a return address stays within this console, whatever it looks like', () => {
  for (const path of ['/', '/alerts?status=new&x=%2F%2Fevil', '/rules/7#tests', '/a//b']) {
    assert.equal(ownPath(path), path)
  }
  const away = ['//evil.example', '/\\evil.example', '\\\\evil', 'https://evil.example', 'javascript:alert(1)', '']
  for (const path of [...away, '/\t/evil', '/\n/evil', ' /x', '/.//evil', '/x/..//evil.example', '/api/session']) {
    assert.equal(ownPath(path), '/', path)
  }
  const piece = fc.constantFrom('/', '\\', '.', '..', '@', ':', 'evil.example', '%2f', '\t', '?', '#', 'x')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const url = new URL(ownPath(pieces.join('')), 'https://own.example/deep/')
      assert.equal(url.origin, 'https://own.example')
      assert.ok(!url.pathname.startsWith('//'))
    }),
  )
})
