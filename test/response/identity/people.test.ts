import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Actor, Grant } from '../../../core/access/actor.ts'
import { scopeOf } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { createAccountLinks } from '../../../response/identity/account-links.ts'
import { accountKind, makeFirstAccounts } from '../../../response/identity/accounts.ts'
import { passwordProblem } from '../../../response/identity/password-rules.ts'
import { createPeople } from '../../../response/identity/people.ts'
import { createSecondFactors } from '../../../response/identity/second-factor.ts'
import { createSecretBox } from '../../../response/identity/secret-box.ts'
import { createSessions } from '../../../response/identity/sessions.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const units = unitTree(sampleUnits)
const here = { address: '127.0.0.1', agent: 'test' }
const good = 'sông xanh núi biếc 7'
const refusal = (code: string, hint?: string) => (error: unknown) =>
  error instanceof CodedError && error.code === code && (hint === undefined || error.hint === hint)

async function desk(t: TestContext) {
  const clock = manualClock(Date.parse('2026-11-30T05:00:00Z'))
  const { records, audit } = temporaryStore(t, clock)
  const first = await makeFirstAccounts(records, 'tinh', clock)
  const people = createPeople(records, units, clock)
  const as = (id: string, ...grants: Grant[]) => {
    const actor: Actor = { id, name: id, grants }
    return { actor, scope: scopeOf(actor, 'person.manage', units) }
  }
  const lead = as('truc', { role: 'duty-lead', unit: 'tinh' })
  const admin = as('admin', { role: 'platform-admin', unit: 'tinh' })
  const head = as('so-tc.dung', { role: 'agency-head', unit: 'so-tc' })
  return {
    clock,
    records,
    audit,
    people,
    first,
    links: createAccountLinks(records, clock),
    sessions: createSessions(
      records,
      units,
      clock,
      12,
      createSecondFactors(records, 'tinh', createSecretBox(Buffer.alloc(32, 7)), clock),
    ),
    lead,
    admin,
    head,
    /** The account as `who` sees it now. */
    at: async (who: typeof lead, name: string) => ({
      scope: who.scope,
      name,
      version: (await people.get(who.scope, name)).version,
    }),
  }
}
const lan = { name: 'lan', displayName: 'Lan', unit: 'so-tc', service: false }

test('an invitation is taken up once, with a password that is worth its name, before it expires', async (t) => {
  const { people, links, lead, sessions, clock, records } = await desk(t)
  const { link } = await people.invite(lead.actor, lead.scope, lan)
  const secret = link!.secret
  assert.ok(
    !JSON.stringify(await records.get(lead.scope, accountKind, 'lan')).includes(secret),
    'only its digest is kept',
  )
  assert.equal((await links.look('lan', secret)).purpose, 'invite')
  await assert.rejects(links.look('lan', `${secret}x`), refusal('not-found', 'link-ended'))
  await assert.rejects(links.look('truc', secret), refusal('not-found', 'link-ended'))
  await assert.rejects(links.use('lan', secret, 'short', '::1'), refusal('bad-request', 'password-short'))
  await assert.rejects(sessions.open('lan', '', here), refusal('wrong-credentials'))
  const taken = await Promise.allSettled([
    links.use('lan', secret, good, '::1'),
    links.use('lan', secret, `${good}0`, '::1'),
  ])
  assert.equal(taken.filter(({ status }) => status === 'fulfilled').length, 1, 'two at once: one wins')
  await assert.rejects(links.use('lan', secret, good, '::1'), refusal('not-found', 'link-ended'))

  const { link: late } = await people.invite(lead.actor, lead.scope, { ...lan, name: 'minh' })
  clock.advance(7 * 24 * 3_600_000)
  await assert.rejects(links.use('minh', late!.secret, good, '::1'), refusal('not-found', 'link-ended'))
})

test('a reset link replaces the one before, ends log-ins and leaves the password until it is used', async (t) => {
  const { people, links, lead, sessions, at, first, clock } = await desk(t)
  const password = first.find(({ name }) => name === 'truc')!.password
  const opened = await sessions.open('truc', password, here)
  const older = await people.makeLink(lead.actor, await at(lead, 'truc'))
  const newer = await people.makeLink(lead.actor, await at(lead, 'truc'))
  await assert.rejects(links.look('truc', older.link.secret), refusal('not-found'))
  assert.ok(await sessions.find(opened.secret), 'still in')
  clock.advance(1)
  await links.use('truc', newer.link.secret, good, '::1')
  assert.equal(await sessions.find(opened.secret), undefined)
  assert.ok(await sessions.open('truc', good, here))
})

test('nobody sets the password of one who holds more than he may give', async (t) => {
  const { people, admin, lead, head, at } = await desk(t)
  await assert.rejects(people.makeLink(admin.actor, await at(admin, 'truc')), refusal('not-allowed', 'holds-more'))
  await assert.rejects(people.makeLink(lead.actor, await at(lead, 'admin')), refusal('not-allowed', 'holds-more'))
  await people.invite(lead.actor, lead.scope, lan)
  await people.grant(lead.actor, await at(lead, 'lan'), { role: 'analyst', unit: 'tinh' })
  await assert.rejects(people.makeLink(head.actor, await at(head, 'lan')), refusal('not-allowed', 'holds-more'))
  await assert.rejects(people.disable(head.actor, await at(head, 'lan')), refusal('not-allowed', 'holds-more'))
})

test('an open link of one who may not give the role ends when the role is given', async (t) => {
  const { people, admin, lead, links, at } = await desk(t)
  const { link } = await people.invite(admin.actor, admin.scope, lan)
  await people.grant(lead.actor, await at(lead, 'lan'), { role: 'analyst', unit: 'tinh' })
  await assert.rejects(links.look('lan', link!.secret), refusal('not-found'))
})

test('a head sees and names the own people alone', async (t) => {
  const { people, head, lead, at } = await desk(t)
  await people.invite(lead.actor, lead.scope, { ...lan, name: 'yte', unit: 'so-yt' })
  await assert.rejects(people.get(head.scope, 'yte'), refusal('not-found'))
  await assert.rejects(people.invite(head.actor, head.scope, lan), refusal('bad-request', 'name-prefix'))
  await assert.rejects(
    people.invite(head.actor, head.scope, { ...lan, name: 'so-yt.lan', unit: 'so-yt' }),
    refusal('bad-request', 'unknown-unit'),
  )
  await people.invite(head.actor, head.scope, { ...lan, name: 'so-tc.lan' })
  assert.deepEqual(
    (await people.list(head.scope, { text: '', limit: 10, offset: 0 })).rows.map(({ id }) => id),
    ['so-tc.lan'],
  )
  await people.grant(head.actor, await at(head, 'so-tc.lan'), { role: 'agency-reporter', unit: 'so-tc' })
  await assert.rejects(
    people.grant(head.actor, await at(head, 'so-tc.lan'), { role: 'agency-head', unit: 'so-tc' }),
    refusal('not-allowed', 'not-yours-to-grant'),
  )
  // One of another agency and one that is nowhere are answered alike.
  for (const unit of ['so-yt', 'nowhere']) {
    await assert.rejects(
      people.grant(head.actor, await at(head, 'so-tc.lan'), { role: 'agency-reporter', unit }),
      refusal('bad-request', 'unknown-unit'),
    )
  }
})

test('the last who runs the platform and the last who leads cannot go, also not two at once', async (t) => {
  const { people, admin, lead, links, at } = await desk(t)
  await assert.rejects(people.disable(admin.actor, await at(admin, 'truc')), refusal('conflict', 'last-duty-lead'))
  await assert.rejects(
    people.takeBack(lead.actor, await at(lead, 'truc'), { role: 'duty-lead', unit: 'tinh' }),
    refusal('conflict', 'last-duty-lead'),
  )
  await assert.rejects(
    people.disable(admin.actor, await at(admin, 'admin')),
    refusal('conflict', 'last-platform-admin'),
  )
  const { link } = await people.invite(lead.actor, lead.scope, lan)
  await people.grant(lead.actor, await at(lead, 'lan'), { role: 'duty-lead', unit: 'tinh' })
  await assert.rejects(
    people.disable(admin.actor, await at(admin, 'truc')),
    refusal('conflict'),
    'one who never came is nobody',
  )
  await links.use('lan', link!.secret, good, '::1')
  const both = await Promise.allSettled([
    people.disable(admin.actor, await at(admin, 'truc')),
    people.disable(admin.actor, await at(admin, 'lan')),
  ])
  assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('a change on what was changed meanwhile is refused; each change stands in the audit log', async (t) => {
  const { people, lead, at, audit } = await desk(t)
  await people.invite(lead.actor, lead.scope, lan)
  const seen = await at(lead, 'lan')
  await people.disable(lead.actor, seen)
  await assert.rejects(people.enable(lead.actor, seen), refusal('conflict'))
  await people.enable(lead.actor, await at(lead, 'lan'))
  const rows = await audit.list(lead.scope, { limit: 10, target: 'account/lan' })
  assert.deepEqual(rows.map(({ action, actor }) => `${actor} ${action}`).reverse(), [
    'truc account.invite',
    'truc account.disable',
    'truc account.enable',
  ])
})

test('a locked account is out at once and does not come in; expired grants are gone from its log-in', async (t) => {
  const { people, lead, links, sessions, at, clock } = await desk(t)
  const { link } = await people.invite(lead.actor, lead.scope, lan)
  await people.grant(lead.actor, await at(lead, 'lan'), { role: 'analyst', unit: 'tinh', until: clock.now() + 1000 })
  await links.use('lan', link!.secret, good, '::1')
  const opened = await sessions.open('lan', good, here)
  assert.equal((await sessions.find(opened.secret))?.actor.grants.length, 1)
  clock.advance(1000)
  assert.equal((await sessions.find(opened.secret))?.actor.grants.length, 0)
  await people.disable(lead.actor, await at(lead, 'lan'))
  assert.equal(await sessions.find(opened.secret), undefined)
  await assert.rejects(sessions.open('lan', good, here), refusal('wrong-credentials'))
})

test('log-ins are listed and ended one by one, all, or all but this', async (t) => {
  const { sessions, first } = await desk(t)
  const password = first.find(({ name }) => name === 'truc')!.password
  const actor = { id: 'truc' }
  const [one, two, three] = [
    await sessions.open('truc', password, here),
    await sessions.open('truc', password, here),
    await sessions.open('truc', password, here),
  ]
  const idOf = async (secret: string) => (await sessions.find(secret))?.id ?? ''
  assert.equal((await sessions.list('truc')).length, 3)
  await assert.rejects(sessions.endOne({ id: 'admin' }, 'admin', await idOf(one.secret)), refusal('not-found'))
  await sessions.endOne(actor, 'truc', await idOf(one.secret))
  assert.equal(await sessions.find(one.secret), undefined)
  assert.equal(await sessions.endAll(actor, 'truc', await idOf(two.secret)), 1)
  assert.equal(await sessions.find(three.secret), undefined)
  assert.ok(await sessions.find(two.secret))
})

test('one’s own password is changed with the current one, and every earlier log-in ends', async (t) => {
  const { sessions, first, clock } = await desk(t)
  const password = first.find(({ name }) => name === 'truc')!.password
  const { secret, actor } = await sessions.open('truc', password, here)
  await assert.rejects(
    sessions.changePassword(actor, { current: 'x', password: good }, here),
    refusal('wrong-credentials'),
  )
  await assert.rejects(
    sessions.changePassword(actor, { current: password, password: 'MatKhau123456' }, here),
    refusal('bad-request', 'password-common'),
  )
  clock.advance(1)
  const again = await sessions.changePassword(actor, { current: password, password: good }, here)
  assert.equal(await sessions.find(secret), undefined)
  assert.ok(await sessions.find(again.secret))
})

test('passwords: length and what is easily guessed count, kinds of characters do not', () => {
  assert.equal(passwordProblem('mười hai chữ cái', 'lan'), undefined)
  assert.equal(passwordProblem('correct horse battery', 'lan'), undefined)
  assert.equal(passwordProblem('Ab1!', 'lan'), 'password-short')
  assert.equal(passwordProblem('x'.repeat(300), 'lan'), 'password-long')
  assert.equal(passwordProblem('abababababab', 'lan'), 'password-plain')
  assert.equal(passwordProblem('nguyenvanhung-2026', 'nguyenvanhung'), 'password-name')
  assert.equal(passwordProblem('Mật khẩu 123456', 'lan'), 'password-common')
  assert.equal(passwordProblem('135792468013', 'lan'), 'password-common')
})
