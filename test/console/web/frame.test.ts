import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandOf, digitOf } from '../../../console/web/src/app/key-map.ts'
import { scopeOf } from '../../../console/web/src/app/scope.ts'
import { isQuiet, quietAfterMs } from '../../../console/web/src/lib/quiet.ts'
import { snippets } from '../../../console/web/src/pages/home/snippets.ts'

const press = (code: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

test('keys are known by their place, chords are left to the browser', () => {
  assert.equal(commandOf(press('KeyJ')), 'down')
  assert.equal(commandOf(press('Slash')), 'search')
  assert.equal(commandOf(press('Slash', { shiftKey: true })), 'help')
  assert.equal(commandOf(press('ArrowDown', { shiftKey: true })), 'extendDown')
  assert.equal(commandOf(press('KeyX', { shiftKey: true })), undefined)
  assert.equal(commandOf(press('KeyA', { ctrlKey: true })), undefined)
  assert.equal(commandOf(press('KeyC', { metaKey: true })), undefined)
  assert.equal(commandOf(press('KeyQ')), undefined)
  assert.equal(digitOf(press('Numpad3')), 3)
  assert.equal(digitOf(press('Digit0')), undefined)
})

test('the scope shows the topmost units that the reader has', () => {
  const units = [
    { id: 'tinh', name: 'Tỉnh', kind: 'province' },
    { id: 'xa', name: 'Xã', kind: 'commune', parent: 'tinh' },
  ]
  assert.deepEqual(scopeOf(units), { path: 'Tỉnh', units: 2 })
  assert.deepEqual(scopeOf([{ id: 'xa', name: 'Xã', kind: 'commune', parent: 'tinh' }]), { path: 'Xã', units: 1 })
  assert.equal(scopeOf([]), null)
})

test('a source is silent after a quarter of an hour', () => {
  assert.equal(isQuiet({ lastSeen: 0 }, quietAfterMs), false)
  assert.equal(isQuiet({ lastSeen: 0 }, quietAfterMs + 1), true)
})

test('snippets carry this installation’s address and ports, and the key once there is one', () => {
  const where = { host: '[2001:db8::1]', syslogPort: 6514, bulkPort: 9200 }
  const [rsyslog] = snippets(where)
  assert.match(rsyslog?.code ?? '', /target="2001:db8::1" port="6514"/)
  const secured = snippets({ ...where, bulkTls: true }).filter(({ needsKey }) => needsKey)
  for (const { id, code } of secured) assert.match(code, /vonggac\.crt/, id)
  assert.ok(secured.some(({ code }) => code.includes('https://[2001:db8::1]:9200')))
  const withKey = snippets(where, { id: 'key-1', secret: 's3cret' }).filter(({ needsKey }) => needsKey)
  assert.equal(withKey.length, 5)
  for (const { code } of withKey) assert.ok(code.includes('key-1') && code.includes('s3cret') && code.includes('9200'))
})

test('snippets are the handbook’s blocks, which real senders have been run with', () => {
  const handbook = readFileSync(join(import.meta.dirname, '../../../docs/operations/connect-sources.md'), 'utf8')
  for (const { id, code } of snippets({ host: 'MAY_CHU', syslogPort: 5514, bulkPort: 9280 })) {
    assert.ok(handbook.includes(code), `${id} differs from the handbook:\n${code}`)
  }
})
