import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainParts } from '../../../collector/map/domain-parts.ts'

test('a name is taken apart at what anybody may register under', () => {
  assert.deepEqual(domainParts('tra-cuu.dichvucong.gov.vn'), {
    registered_domain: 'dichvucong.gov.vn',
    top_level_domain: 'gov.vn',
    subdomain: 'tra-cuu',
  })
  assert.deepEqual(domainParts('example.com'), { registered_domain: 'example.com', top_level_domain: 'com' })
})

test('what is no registered name has no parts', () => {
  for (const name of ['', 'localhost', '.', 'gov.vn', '192.0.2.1', '2001:db8::1', `${'a.'.repeat(200)}vn`])
    assert.deepEqual(domainParts(name), {}, name)
})
