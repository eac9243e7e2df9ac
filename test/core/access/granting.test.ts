import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, type Grant, may, standingGrants } from '../../../core/access/actor.ts'
import { grantableRoles, grantRefusal } from '../../../core/access/granting.ts'
import { type Permission, type Role, roles } from '../../../core/access/permissions.ts'
import { scopeOf } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { en } from '../../../core/i18n/en.ts'
import { vi } from '../../../core/i18n/vi.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'

const tree = unitTree(sampleUnits)
const now = Date.parse('2026-11-30T05:00:00Z')
const day = 86_400_000
const actor = (...grants: Grant[]): Actor => ({ id: 'x', name: 'X', grants })
const lead = actor({ role: 'duty-lead', unit: 'tinh' })
const admin = actor({ role: 'platform-admin', unit: 'tinh' })
const head = actor({ role: 'agency-head', unit: 'so-tc' })
const all = Object.keys(roles) as Role[]
const content: readonly Permission[] = ['alert.read', 'alert.triage', 'event.read', 'audit.read', 'rule.write']
const window = { reads: { from: now - 7 * day, to: now }, until: now + day }

test('nobody grants what he lacks, and only a duty lead grants what sees content', () => {
  for (const role of all) {
    for (const unit of ['tinh', 'so-tc', 'so-tc-ketoan']) {
      for (const at of tree.subtree(unit)) {
        const granter = actor({ role, unit })
        for (const given of grantableRoles(granter, at, tree)) {
          for (const permission of roles[given]) assert.ok(may(granter, permission), `${role} gives ${given}`)
          const seesContent = roles[given].some((permission) => content.includes(permission))
          if (seesContent) assert.equal(role, 'duty-lead', `${role} gives ${given}`)
        }
      }
    }
  }
  assert.deepEqual(grantableRoles(admin, 'tinh', tree), ['platform-admin'])
  assert.ok(!grantableRoles(lead, 'tinh', tree).includes('platform-admin'))
  assert.equal(grantableRoles(lead, 'so-tc', tree).length, 10, 'all but the two of the root')
  for (const role of ['analyst', 'detection-engineer', 'auditor', 'service-account', 'partner-cert'] as const) {
    assert.deepEqual(grantableRoles(actor({ role, unit: 'tinh' }), 'tinh', tree), [])
  }
})

test('an agency head looks after the own subtree alone', () => {
  assert.deepEqual(grantableRoles(head, 'so-tc-ketoan', tree), ['agency-reporter', 'agency-contact'])
  for (const elsewhere of ['so-yt', 'tinh', 'nowhere']) assert.deepEqual(grantableRoles(head, elsewhere, tree), [])
})

test('what was narrowed away cannot be passed on', () => {
  const narrowed = actor({ role: 'duty-lead', unit: 'tinh', only: ['role.grant', 'alert.read'] })
  assert.ok(!grantableRoles(narrowed, 'tinh', tree).includes('analyst'))
})

test('each refusal of a grant is told by its own name', () => {
  const refusal = (by: Actor, grant: Grant, beside: Grant[] = []) => grantRefusal(by, grant, beside, tree, now)
  assert.equal(refusal(lead, { role: 'analyst', unit: 'so-tc' }), undefined)
  assert.equal(refusal(lead, { role: 'analyst', unit: 'nowhere' }), 'unknown-unit')
  assert.equal(refusal(admin, { role: 'analyst', unit: 'so-tc' }), 'not-yours-to-grant')
  assert.equal(refusal(lead, { role: 'duty-lead', unit: 'so-tc' }), 'not-yours-to-grant')
  assert.equal(refusal(lead, { role: 'analyst', unit: 'tinh', from: 5, until: 5 }), 'ends-before-it-begins')
  assert.equal(refusal(lead, { role: 'analyst', unit: 'tinh', until: now }), 'ended-already')
  assert.equal(refusal(lead, { role: 'auditor', unit: 'tinh' }), 'auditor-without-window')
  assert.equal(refusal(lead, { role: 'auditor', unit: 'tinh', reads: window.reads }), 'auditor-without-window')
  assert.equal(refusal(lead, { role: 'auditor', unit: 'tinh', ...window }), undefined)
  assert.equal(
    refusal(lead, { role: 'auditor', unit: 'tinh', ...window, reads: { from: now, to: now } }),
    'ends-before-it-begins',
  )
  assert.equal(refusal(lead, { role: 'analyst', unit: 'tinh', reads: window.reads }), 'window-without-auditor')
  const auditing: Grant = { role: 'auditor', unit: 'tinh', ...window }
  assert.equal(refusal(lead, { role: 'analyst', unit: 'so-tc' }, [auditing]), 'auditor-alone')
  assert.equal(refusal(lead, auditing, [{ role: 'analyst', unit: 'so-tc' }]), 'auditor-alone')
  assert.equal(refusal(lead, { ...auditing, unit: 'so-tc' }, [auditing]), undefined)
})

test('a grant begins and ends by itself, and ends with its unit', () => {
  const grants: Grant[] = [
    { role: 'analyst', unit: 'so-tc', from: 10, until: 20 },
    { role: 'analyst-2', unit: 'so-yt' },
  ]
  const standing = (at: number, gone = '') =>
    standingGrants(grants, at, (unit) => unit !== gone).map(({ role }) => role)
  assert.deepEqual(standing(9), ['analyst-2'])
  assert.deepEqual(standing(10), ['analyst', 'analyst-2'])
  assert.deepEqual(standing(20), ['analyst-2'])
  assert.deepEqual(standing(10, 'so-yt'), ['analyst'])
})

test('an unknown role of a newer release holds nothing', () => {
  assert.ok(!may(actor({ role: 'emperor' as Role, unit: 'tinh' }), 'alert.read'))
})

test('of several windows what lies in all of them is read', () => {
  const scope = scopeOf(
    actor(
      { role: 'auditor', unit: 'so-tc', reads: { from: 10, to: 30 } },
      { role: 'auditor', unit: 'so-yt', reads: { from: 20, to: 40 } },
    ),
    'alert.read',
    tree,
  )
  assert.deepEqual(scope.window, { from: 20, to: 30 })
  assert.equal(scopeOf(lead, 'alert.read', tree).window, undefined)
})

test('each role has a name and a description in both languages', () => {
  for (const role of all) {
    for (const words of [vi, en]) assert.ok(words[`role.${role}`] && words[`role.${role}.text`], role)
  }
})
