import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grant } from '../../../core/access/actor.ts'
import { may } from '../../../core/access/actor.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { type Account, accountKind, findAccount } from '../../../response/identity/accounts.ts'
import { recentUses } from '../../../response/identity/break-glass.ts'
import { removeExpired } from '../../../response/identity/expiry.ts'
import { hashPassword } from '../../../response/identity/password.ts'
import { createPeople } from '../../../response/identity/people.ts'
import { createSealedFlows } from '../../../response/identity/sealed-flow.ts'
import { createSecondFactors } from '../../../response/identity/second-factor.ts'
import { createSecretBox } from '../../../response/identity/secret-box.ts'
import { sessionKind } from '../../../response/identity/session.ts'
import { createSessions } from '../../../response/identity/sessions.ts'
import { createTryLimit, type TryLimit } from '../../../response/identity/try-limit.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { eachStore } from '../../support/each-store.ts'

const clock = manualClock(Date.parse('2026-11-30T05:00:00Z'))
const units = unitTree(sampleUnits)
const hour = 3_600_000
const here = { address: '10.0.0.1', agent: 'test' }
const hasCode = (code: string, hint?: string) => (error: unknown) =>
  error instanceof CodedError && error.code === code && (hint === undefined || error.hint === hint)
const stored = hashPassword('mật khẩu thử')

for (const { name: store, skip, open } of await eachStore(clock)) {
  test(`${store}: two hats, break-glass, edits and expired log-ins`, { skip }, async (t) => {
    const { records, audit } = await open(t)
    const box = createSecretBox(Buffer.alloc(32, 7))
    const factors = createSecondFactors(records, 'tinh', box, clock)
    const sessionsOf = (local: 'on' | 'break-glass') =>
      createSessions(records, units, clock, 12, factors, { local, breakGlassHours: 2 })
    const sessions = sessionsOf('on')
    const people = createPeople(records, units, clock)
    const account = async (name: string, grants: readonly Grant[], more: Partial<Account> = {}) => {
      const password = await stored
      const at = clock.now()
      const document: Account = { name, displayName: name, password, grants, created: at, passwordSet: at, ...more }
      await records.write([{ kind: accountKind, id: name, document, unitIds: ['tinh'], expect: 'any' }])
    }
    const lead: Grant = { role: 'duty-lead', unit: 'tinh' }
    const admin: Grant = { role: 'platform-admin', unit: 'tinh' }
    const actions = async () => (await audit.list(systemScope, { limit: 200 })).map(({ action }) => action)

    // One at a time, switched openly, in this log-in alone.
    await account('ca-hai', [lead, admin])
    const opened = await sessions.open('ca-hai', 'mật khẩu thử', here)
    assert.equal(opened.hat, 'content')
    assert.ok(may(opened.actor, 'alert.read') && !may(opened.actor, 'system.operate'))
    const found = await sessions.find(opened.secret)
    const under = await sessions.switchHat(opened.actor, found?.id ?? '', 'system')
    assert.ok(!may(under.actor, 'alert.read') && may(under.actor, 'system.operate'))
    const again = await sessions.find(opened.secret)
    assert.deepEqual(again?.actor.grants, [admin])
    const another = await sessions.open('ca-hai', 'mật khẩu thử', here)
    assert.equal(another.hat, 'content')
    await account('mot', [lead])
    const one = await sessions.open('mot', 'mật khẩu thử', here)
    assert.equal(one.hat, null)
    const oneId = (await sessions.find(one.secret))?.id ?? ''
    await assert.rejects(sessions.switchHat(one.actor, oneId, 'system'), hasCode('not-allowed', 'one-hat'))
    await assert.rejects(sessions.switchHat(one.actor, found?.id ?? '', 'system'), hasCode('not-found'))
    assert.ok((await actions()).includes('session.hat'))

    // Passwords switched off but for the account that is marked; each use is told, and ends by itself.
    const closed = sessionsOf('break-glass')
    await assert.rejects(closed.open('mot', 'mật khẩu thử', here), hasCode('sign-in-refused', 'local-off'))
    await assert.rejects(closed.open('mot', 'wrong', here), hasCode('wrong-credentials'))
    await account('du-phong', [lead], { breakGlass: true })
    const glass = await closed.open('du-phong', 'mật khẩu thử', here)
    assert.equal(glass.expires, clock.now() + 2 * hour)
    assert.deepEqual(
      (await recentUses(records, clock.now())).map((use) => use.account),
      ['du-phong'],
    )
    clock.advance(2 * hour)
    assert.equal(await closed.find(glass.secret), undefined)
    assert.equal((await recentUses(records, clock.now())).length, 1, 'told for a day')
    const external = { provider: 'oidc', issuer: 'https://x', subject: 's', since: 0 } as const
    await account('ngoai', [lead], { external })
    await assert.rejects(sessions.open('ngoai', 'mật khẩu thử', here), hasCode('sign-in-refused', 'local-off'))

    // What is over goes; what holds stays.
    clock.advance(30 * hour)
    const fresh = await sessions.open('mot', 'mật khẩu thử', here)
    assert.equal(await removeExpired(records, clock.now()), 5)
    assert.ok((await sessions.find(fresh.secret)) !== undefined)
    assert.equal((await records.list(systemScope, sessionKind, { where: { kind: 'true' }, limit: 10 })).total, 1)

    // Edits: the facts of a person, within the reach of who edits; nothing else can be written along.
    const whole = { kind: 'units', units: ['tinh', 'so-tc', 'so-yt'], unattributed: true } as const
    const by = { id: 'truc', name: 'truc', grants: [lead] }
    const version = async (name: string) => (await findAccount(records, name))?.version ?? 0
    const facts = { displayName: 'Một', phone: '0912', unit: 'so-tc', grants: [admin] }
    const edited = await people.edit(by, { scope: whole, name: 'mot', version: await version('mot') }, facts)
    assert.deepEqual(
      [edited.document.displayName, edited.document.phone, edited.document.unit],
      ['Một', '0912', 'so-tc'],
    )
    assert.deepEqual(edited.document.grants, [lead], 'no role comes along')
    assert.deepEqual(edited.unitIds, units.lineage('so-tc'))
    const stale = { scope: whole, name: 'mot', version: edited.version - 1 }
    await assert.rejects(people.edit(by, stale, facts), hasCode('conflict'))
    const away = { scope: { kind: 'units', units: ['so-tc'], unattributed: false }, name: 'mot' } as const
    const head = { id: 'h', name: 'h', grants: [{ role: 'agency-head', unit: 'so-tc' }] } as const
    const at = { ...away, version: edited.version }
    await assert.rejects(people.edit(head, at, { ...facts, unit: 'so-yt' }), hasCode('bad-request', 'unknown-unit'))
    // The account holds a role that the head cannot give: to name another person for it would hand that role over.
    await assert.rejects(people.setExternalLogin(head, at, 'toi'), hasCode('not-allowed', 'holds-more'))
    await assert.rejects(people.setBreakGlass(head, at, true), hasCode('not-allowed', 'root-alone'))
    await people.editOwn({ id: 'mot', name: 'mot', grants: [] }, edited.version, '')
    assert.equal((await findAccount(records, 'mot'))?.document.phone, undefined)
  })
}

for (const { name: store, skip, open } of await eachStore(clock)) {
  test(`${store}: failures close the door for a while, whichever process counted them`, { skip }, async (t) => {
    const { records } = await open(t)
    const options = { failures: 3, window: 60_000 }
    const [here, there] = [1, 2].map(() => createTryLimit(records, clock, 'door', options)) as [TryLimit, TryLimit]
    let judged = 0
    const wrong = async () => {
      judged++
      await new Promise((resolve) => setTimeout(resolve, 20))
      throw new Error('wrong')
    }
    const right = async () => 'in'
    const fails = (limit: TryLimit, key: string) => assert.rejects(limit.attempt(key, wrong), { message: 'wrong' })
    for (const limit of [here, there, here]) {
      await fails(limit, 'a')
      clock.advance(1000)
    }
    await assert.rejects(there.attempt('a', right), hasCode('too-many-tries', '57'))
    assert.equal(await there.attempt('b', right), 'in')
    assert.equal(await createTryLimit(records, clock, 'another door', options).attempt('a', right), 'in')
    clock.advance(57_000)
    assert.equal(await here.attempt('a', right), 'in')
    // Many at one moment, in several processes, are no more than one after another.
    judged = 0
    const many = Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? here : there).attempt('c', wrong))
    const codes = (await Promise.allSettled(many)).map((one) => one.status === 'rejected' && one.reason.code)
    assert.equal(judged, options.failures)
    assert.equal(codes.filter((code) => code === 'too-many-tries').length, 7)
    // What goes well waits for its place and is not refused.
    const crowd = Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? here : there).attempt('d', right))
    assert.deepEqual(new Set(await Promise.all(crowd)), new Set(['in']))
    const forgetful = createTryLimit(records, clock, 'a third door', { ...options, forgets: true })
    for (const limit of [here, forgetful]) {
      for (let i = 0; i < 2; i++) await fails(limit, 'e')
      await limit.attempt('e', right)
      await assert.rejects(
        limit.attempt('e', wrong, () => true),
        { message: 'wrong' },
      )
      await fails(limit, 'e')
    }
    await assert.rejects(here.attempt('e', right), hasCode('too-many-tries'))
    assert.equal(await forgetful.attempt('e', right), 'in')
    const kept = await records.list(systemScope, 'failed-tries', { where: { kind: 'true' }, limit: 10 })
    assert.ok(!JSON.stringify(kept.rows).includes('"a"'), 'what was typed in is not kept')
    clock.advance(120_000)
    assert.ok((await removeExpired(records, clock.now())) > 0)
  })
}

test('a sealed state is read back for its purpose alone, unchanged and in time', () => {
  const flows = createSealedFlows(createSecretBox(Buffer.alloc(32, 7)), clock)
  const sealed = flows.seal('oidc', { a: 1 })
  assert.deepEqual(flows.open('oidc', sealed), { a: 1 })
  const refused = hasCode('sign-in-refused', 'flow-ended')
  assert.throws(() => flows.open('proved', sealed), refused)
  assert.throws(() => flows.open('oidc', undefined), refused)
  assert.throws(() => flows.open('oidc', `${sealed.slice(0, 10)}AAAA${sealed.slice(14)}`), refused)
  assert.throws(() => createSealedFlows(createSecretBox(Buffer.alloc(32, 8)), clock).open('oidc', sealed), refused)
  clock.advance(15 * 60_000)
  assert.throws(() => flows.open('oidc', sealed), refused)
})
