import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entityPage, entityPath } from '../../../console/web/src/lib/entity-path.ts'

test('a value leads to the page of what it names', () => {
  assert.equal(entityPath('host.name', 'pc-01'), '/hosts/pc-01')
  assert.equal(entityPath('user.name', 'lê an'), '/users/l%C3%AA%20an')
  assert.equal(entityPath('user.target.name', 'a/b'), '/users/a%2Fb')
  assert.equal(entityPath('source.ip', '203.0.113.7'), '/addresses/203.0.113.7')
  assert.equal(entityPath('related.ip', '2001:db8::1'), '/addresses/2001%3Adb8%3A%3A1')
  assert.equal(entityPage('user', '%2e%2e'), '/users/%252e%252e')
})

test('a value that names nothing leads nowhere', () => {
  assert.equal(entityPath('process.name', 'cmd.exe'), undefined)
  assert.equal(entityPath('user.name', '-'), undefined)
  assert.equal(entityPath('user.name', '..'), undefined)
  assert.equal(entityPath('host.name', ''), undefined)
  assert.equal(entityPath('host.name', 'x'.repeat(300)), undefined)
  assert.equal(entityPath('source.ip', 'localhost'), undefined)
})
