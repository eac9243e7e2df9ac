import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { may } from '../../../core/access/actor.ts'
import type { UnitScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { makeFirstAccounts, recoverAccount } from '../../../response/identity/accounts.ts'
import { createIntakeKeys } from '../../../response/identity/intake-keys.ts'
import { hashPassword, readablePassword, verifyPassword } from '../../../response/identity/password.ts'
import { createSecondFactors } from '../../../response/identity/second-factor.ts'
import { createSecretBox } from '../../../response/identity/secret-box.ts'
import { createSessions } from '../../../response/identity/sessions.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const hasCode = (code: string) => (error: unknown) => error instanceof CodedError && error.code === code
const here = { address: '127.0.0.1', agent: 'test' }
const wholeProvince: UnitScope = { kind: 'units', units: ['tinh'], unattributed: true }

async function desk(t: TestContext) {
  const clock = manualClock(Date.parse('2026-11-30T05:00:00Z'))
  const store = temporaryStore(t, clock)
  const accounts = await makeFirstAccounts(store.records, 'tinh', clock)
  const passwords = Object.fromEntries(accounts.map(({ name, password }) => [name, password]))
  return {
    clock,
    store,
    passwords,
    sessions: createSessions(
      store.records,
      unitTree(sampleUnits),
      clock,
      12,
      createSecondFactors(store.records, 'tinh', createSecretBox(Buffer.alloc(32, 7)), clock),
    ),
  }
}

test('a password fits its stored form alone, in whichever composition it was typed', async () => {
  const stored = await hashPassword('Mật-khẩu 1')
  assert.match(stored, /^\$argon2id\$v=19\$m=65536,t=3,p=1\$/)
  assert.ok(await verifyPassword('Mật-khẩu 1'.normalize('NFD'), stored))
  assert.ok(!(await verifyPassword('mật-khẩu 1', stored)))
  assert.ok(!(await verifyPassword('Mật-khẩu 1', 'plain')))
  assert.notEqual(await hashPassword('Mật-khẩu 1'), stored, 'salted')
})

test('a first password is typable and never the same', () => {
  const made = new Set(Array.from({ length: 200 }, () => readablePassword()))
  assert.equal(made.size, 200)
  for (const password of made) assert.match(password, /^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/)
})

test('the first start makes two accounts, once', async (t) => {
  const { store, clock, passwords } = await desk(t)
  assert.deepEqual(Object.keys(passwords).sort(), ['admin', 'truc'])
  assert.deepEqual(await makeFirstAccounts(store.records, 'tinh', clock), [])
})

test('admin runs the system and sees no case content; the duty lead sees it', async (t) => {
  const { sessions, passwords } = await desk(t)
  const admin = (await sessions.open('admin', passwords['admin']!, here)).actor
  const lead = (await sessions.open('truc', passwords['truc']!, here)).actor
  for (const content of ['alert.read', 'alert.triage', 'event.read', 'audit.read'] as const) {
    assert.ok(!may(admin, content), content)
    assert.ok(may(lead, content), content)
  }
  assert.ok(may(admin, 'system.read'))
})

test('a session is found by its secret until it ends, expires or the password changes', async (t) => {
  const { clock, store, sessions, passwords } = await desk(t)
  const opened = await sessions.open('truc', passwords['truc']!, here)
  const found = await sessions.find(opened.secret)
  assert.equal(found?.actor.id, 'truc')
  assert.equal(await sessions.find(`${opened.secret}x`), undefined)
  assert.equal(await sessions.find(found!.id), undefined, 'what the store holds does not log in')

  await sessions.end(found!.actor, found!.id)
  assert.equal(await sessions.find(opened.secret), undefined)

  const second = await sessions.open('truc', passwords['truc']!, here)
  clock.advance(12 * 3_600_000 - 1)
  assert.ok(await sessions.find(second.secret))
  clock.advance(1)
  assert.equal(await sessions.find(second.secret), undefined)

  const third = await sessions.open('truc', passwords['truc']!, here)
  clock.advance(1)
  const fresh = await recoverAccount(store.records, 'truc', 'tinh', clock)
  assert.equal(await sessions.find(third.secret), undefined)
  await assert.rejects(sessions.open('truc', passwords['truc']!, here), hasCode('wrong-credentials'))
  assert.ok(await sessions.open('truc', fresh, here))
})

test('log-ins, refusals and recoveries stand in the audit log, without a secret', async (t) => {
  const { store, clock, sessions, passwords } = await desk(t)
  await sessions.open('truc', passwords['truc']!, here)
  await assert.rejects(sessions.open('truc', 'sai-mat-khau', here), hasCode('wrong-credentials'))
  await assert.rejects(sessions.open('ai-do', 'sai-mat-khau', here), hasCode('wrong-credentials'))
  const fresh = await recoverAccount(store.records, 'admin', 'tinh', clock)
  const rows = await store.audit.list(wholeProvince, { limit: 50 })
  assert.deepEqual(rows.map(({ actor, action, target }) => `${actor} ${action} ${target}`).reverse(), [
    'platform account.create account/truc',
    'platform account.create account/admin',
    'truc session.open account/truc',
    'truc session.refuse account/truc',
    'ai-do session.refuse account/ai-do',
    'host account.recover account/admin',
  ])
  const text = JSON.stringify(rows)
  for (const secret of [...Object.values(passwords), 'sai-mat-khau', fresh]) assert.ok(!text.includes(secret))
  assert.equal((await store.audit.verify()).ok, true)
})

test('recovering an account that is not there names those that are', async (t) => {
  const { store, clock } = await desk(t)
  await assert.rejects(
    recoverAccount(store.records, 'nobody', 'tinh', clock),
    (error) => error instanceof CodedError && error.code === 'not-found' && error.hint!.includes('admin, truc'),
  )
})

test('an intake key opens with its secret until it is revoked', async (t) => {
  const { store, clock } = await desk(t)
  const keys = createIntakeKeys(store.records, 'tinh', clock)
  const { id, secret } = await keys.make({ id: 'truc' }, 'rsyslog trung tâm')
  assert.equal((await keys.check(id, secret))?.name, 'rsyslog trung tâm')
  assert.equal(await keys.check(id, `${secret}x`), undefined)
  assert.equal(await keys.check('other', secret), undefined)
  assert.ok(!JSON.stringify(await keys.list(wholeProvince)).includes(secret))
  await assert.rejects(
    keys.revoke({ id: 'x' }, { kind: 'units', units: ['so-yt'], unattributed: false }, id),
    hasCode('not-found'),
  )
  await keys.revoke({ id: 'truc' }, wholeProvince, id)
  assert.equal(await keys.check(id, secret), undefined)
})
