import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grant } from '../../../core/access/actor.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { type Account, accountKind, findAccount } from '../../../response/identity/accounts.ts'
import { createExternalPeople, type ExternalParts } from '../../../response/identity/external.ts'
import { readGroupMappings } from '../../../response/identity/group-mapping.ts'
import { createPeople } from '../../../response/identity/people.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { eachStore } from '../../support/each-store.ts'

const clock = manualClock(Date.parse('2026-11-30T05:00:00Z'))
const units = unitTree(sampleUnits)
const lan = { provider: 'ldap', issuer: 'ldap:dc=tinh', subject: 'uuid-1', login: 'lan', displayName: 'Lan' } as const
const refusedFor = (why: string) => (error: unknown) =>
  error instanceof CodedError && error.code === 'sign-in-refused' && error.hint === why
const host = { id: 'host', name: 'host', grants: [] }

for (const { name, skip, open } of await eachStore(clock)) {
  test(`${name}: people of a provider, linked once, with the roles of their groups`, { skip }, async (t) => {
    const { records } = await open(t)
    const parts: ExternalParts = { records, units, clock, mappings: [], createAccounts: false }
    const account = (of: string, more: Partial<Account> = {}) =>
      records.write([
        {
          kind: accountKind,
          id: of,
          document: { name: of, displayName: of, password: '', grants: [], created: 0, passwordSet: 0, ...more },
          unitIds: ['tinh'],
          expect: 'any',
        },
      ])
    const people = createExternalPeople({
      ...parts,
      mappings: [
        { group: 'cn=soc,dc=tinh', role: 'analyst', unit: 'tinh' },
        { group: 'cn=it,dc=tinh', role: 'agency-head', unit: 'so-tc' },
      ],
    })
    const admit = (groups: readonly string[], proof = {}) => people.admit({ ...lan, groups, ...proof }, '10.0.0.1')
    const rolesOf = (grants: readonly Grant[]) => grants.map(({ role, unit }) => `${role}@${unit}`)

    await assert.rejects(admit([]), refusedFor('not-invited'))
    const own: Grant = { role: 'agency-contact', unit: 'so-yt' }
    await account('lan-tinh', { externalLogin: 'lan', grants: [own] })
    const first = await admit(['CN=SOC,dc=tinh', 'cn=it,dc=tinh'])
    assert.deepEqual(rolesOf(first.document.grants), ['agency-contact@so-yt', 'analyst@tinh', 'agency-head@so-tc'])
    // A group left takes its role along; what a person granted stays.
    const later = await admit(['cn=it,dc=tinh'])
    assert.deepEqual(rolesOf(later.document.grants), ['agency-contact@so-yt', 'agency-head@so-tc'])
    assert.equal((await admit(['cn=it,dc=tinh'])).version, later.version, 'nothing changed, nothing written')

    // Another person under the same name, and the same person under another.
    await assert.rejects(admit([], { subject: 'uuid-2' }), refusedFor('other-subject'))
    await assert.rejects(admit([], { issuer: 'ldap:dc=elsewhere' }), refusedFor('other-subject'))
    assert.equal((await admit([], { login: 'lan.nguyen' })).id, 'lan-tinh')

    await account('minh', { externalLogin: 'minh' })
    await account('minh-2', { externalLogin: 'minh' })
    await assert.rejects(admit([], { login: 'minh', subject: 'uuid-3' }), refusedFor('login-twice'))
    await account('hoa', { externalLogin: 'hoa', disabled: { at: 1, by: 'truc' } })
    await assert.rejects(admit([], { login: 'hoa', subject: 'uuid-4' }), refusedFor('account-locked'))
    // An auditor stands alone, whatever groups he is in.
    const auditor: Grant = { role: 'auditor', unit: 'tinh', until: clock.now() + 1e9, reads: { from: 0, to: 1 } }
    await account('kiem', { externalLogin: 'kiem', grants: [auditor] })
    const audits = await admit(['cn=soc,dc=tinh'], { login: 'kiem', subject: 'uuid-5' })
    assert.deepEqual(rolesOf(audits.document.grants), ['auditor@tinh'])

    // Another name set for the account unlinks who was there.
    const desk = createPeople(records, units, clock)
    const kept = await findAccount(records, 'lan-tinh')
    await desk.setExternalLogin(host, { scope: systemScope, name: 'lan-tinh', version: kept?.version ?? 0 }, 'moi')
    await assert.rejects(admit([]), refusedFor('not-invited'))
    assert.equal((await admit([], { login: 'moi', subject: 'uuid-6' })).id, 'lan-tinh')

    // Of two first log-ins at one moment one account comes, not two.
    const making = createExternalPeople({ ...parts, createAccounts: true })
    const twice = await Promise.allSettled(
      [1, 2].map(() => making.admit({ ...lan, login: 'Moi.Nguoi@tinh', subject: 'uuid-7', groups: [] }, '10.0.0.1')),
    )
    assert.ok(twice.some(({ status }) => status === 'fulfilled'))
    const made = await records.list<Account>(systemScope, accountKind, { where: { kind: 'true' }, limit: 100 })
    assert.equal(made.rows.filter(({ document }) => document.external?.subject === 'uuid-7').length, 1)
  })
}

test('a mapping that cannot be is told with its line; no group makes a lead, an administrator or an auditor', () => {
  const text = `- { group: soc, role: analyst, unit: tinh }
- { group: bosses, role: duty-lead, unit: tinh }
- { group: ops, role: platform-admin, unit: tinh }
- { group: kt, role: auditor, unit: tinh }
- { group: x, role: nothing, unit: tinh, more: 1 }
- nonsense
- { role: analyst }
`
  const { mappings, problems } = readGroupMappings(text, 'groups.yml')
  assert.deepEqual(mappings, [{ group: 'soc', role: 'analyst', unit: 'tinh' }])
  assert.deepEqual([...new Set(problems.map(({ line }) => line))], [2, 3, 4, 5, 6, 7])
  assert.ok(problems.every(({ file }) => file === 'groups.yml'))
  assert.equal(readGroupMappings('group: soc', 'g.yml').problems.length, 1)
  assert.deepEqual(readGroupMappings('', 'g.yml'), { mappings: [], problems: [] })
})
