import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inScope, scopeOf } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { inNetwork, parseNetwork } from '../../../core/lib/ip.ts'
import { applyChange } from '../../../response/units/apply-change.ts'
import type { NewUnit, UnitChange } from '../../../response/units/unit-change.ts'
import { turningDays, type UnitRecord, unitsOn } from '../../../response/units/unit-record.ts'

const hand = { by: 'truc', at: 1 }
const none = { networks: [], domains: [], hosts: [], collectors: [] }
const unit = (id: string, parent: string | null, more: Partial<NewUnit> = {}): NewUnit => ({
  id,
  name: id,
  kind: parent === null ? 'province' : 'department',
  parent,
  ...none,
  ...more,
})
type Records = ReadonlyMap<string, UnitRecord>

function after(records: Records, change: UnitChange): Records {
  const result = applyChange(records, change, hand)
  assert.ok(result.ok, JSON.stringify(result))
  return new Map([...records, ...result.value.map((record) => [record.id, record] as const)])
}
const made = (...units: NewUnit[]): Records =>
  units.reduce<Records>((all, one) => after(all, { act: 'create', from: '', unit: one, contacts: [] }), new Map())
const problemsOf = (records: Records, change: UnitChange) => {
  const result = applyChange(records, change, hand)
  return result.ok ? [] : result.error.map(({ unit: of, field, code }) => `${of} ${field} ${code}`)
}
const treeOn = (records: Records, day: string) => unitTree(unitsOn(records.values(), day))
const sees = (records: Records, day: string, at: string, stamped: readonly string[]) =>
  inScope(
    scopeOf({ id: 'a', name: 'a', grants: [{ role: 'analyst', unit: at }] }, 'alert.read', treeOn(records, day)),
    stamped,
  )

const province = made(
  unit('tinh', null),
  unit('so-a', 'tinh', { networks: ['10.1.0.0/16', '2001:db8:1::/48'], hosts: ['a-01'] }),
  unit('so-a-phong', 'so-a', { networks: ['10.1.2.0/24'] }),
  unit('so-b', 'tinh', { networks: ['10.2.0.0/16'], domains: ['b.tinh.vn'] }),
  unit('so-c', 'tinh'),
)
const day = '2026-03-01'

test('a merger: what was stays as it was, the successor has the networks and the units under it, and sees the history', () => {
  const merged = after(province, { act: 'merge', from: day, ids: ['so-a'], into: 'so-b' })
  assert.deepEqual(treeOn(merged, '2026-02-28').lineage('so-a-phong'), ['so-a-phong', 'so-a', 'tinh'])
  const tree = treeOn(merged, day)
  assert.deepEqual(tree.lineage('so-a-phong'), ['so-a-phong', 'so-b', 'tinh'])
  assert.equal(tree.get('so-a')?.ended, true)
  assert.deepEqual(tree.get('so-b')?.networks, ['10.2.0.0/16', '10.1.0.0/16', '2001:db8:1::/48'])
  assert.deepEqual([merged.get('so-a')?.ended, merged.get('so-a')?.successors], [day, ['so-b']])
  assert.ok(sees(merged, day, 'so-b', ['so-a', 'tinh']), 'the successor sees what was')
  assert.ok(!sees(merged, '2026-02-28', 'so-b', ['so-a', 'tinh']), 'not before it is one')
  assert.ok(!sees(merged, day, 'so-a', ['so-b', 'tinh']), 'never the reverse')
  assert.ok(sees(merged, day, 'so-a', ['so-a', 'tinh']), 'a grant at a unit that ended keeps its past')
  assert.ok(!sees(merged, day, 'so-c', ['so-a', 'tinh']), 'a sibling sees nothing of it')
})

test('a chain of mergers: the last sees all before it', () => {
  const once = after(province, { act: 'merge', from: day, ids: ['so-a'], into: 'so-b' })
  const twice = after(once, { act: 'merge', from: '2026-05-01', ids: ['so-b'], into: unit('so-d', 'tinh') })
  assert.ok(sees(twice, '2026-05-01', 'so-d', ['so-a', 'tinh']))
  assert.ok(!sees(twice, '2026-05-01', 'so-b', ['so-d', 'tinh']))
})

test('an office may take over the department above it', () => {
  const merged = after(province, { act: 'merge', from: day, ids: ['so-a'], into: 'so-a-phong' })
  assert.deepEqual(treeOn(merged, day).lineage('so-a-phong'), ['so-a-phong', 'tinh'])
})

test('a split names who takes over every unit and network; both successors see the past', () => {
  const into = [unit('so-a1', 'tinh', { networks: ['10.1.0.0/17'] }), unit('so-a2', 'tinh')]
  const change = { act: 'split', from: day, id: 'so-a', into } as const
  assert.deepEqual(problemsOf(province, { ...change, children: {} }), [
    'so-a-phong parent unit-split-child',
    'so-a networks unit-left-over',
    'so-a hosts unit-left-over',
  ])
  const whole = [
    unit('so-a1', 'tinh', { networks: ['10.1.0.0/17', '2001:db8:1::/48'], hosts: ['a-01'] }),
    unit('so-a2', 'tinh', { networks: ['10.1.128.0/17'] }),
  ]
  const divided = after(province, { ...change, into: whole, children: { 'so-a-phong': 'so-a1' } })
  assert.deepEqual(treeOn(divided, day).subtree('so-a1'), ['so-a1', 'so-a-phong'].reverse())
  for (const id of ['so-a1', 'so-a2']) assert.ok(sees(divided, day, id, ['so-a', 'tinh']))
  assert.ok(!sees(divided, day, 'so-a1', ['so-a2', 'tinh']))
})

test('a rename and a move keep the id; who is above now sees the past, who was keeps it', () => {
  const renamed = after(province, { act: 'rename', from: day, id: 'so-a', name: 'Sở mới', kind: 'department' })
  assert.equal(treeOn(renamed, '2026-02-28').get('so-a')?.name, 'so-a')
  assert.equal(treeOn(renamed, day).get('so-a')?.name, 'Sở mới')
  const moved = after(after(province, { act: 'edit', from: day, id: 'so-a-phong', ...none }), {
    act: 'move',
    from: day,
    id: 'so-a-phong',
    parent: 'so-b',
  })
  const past = ['so-a-phong', 'so-a', 'tinh']
  assert.ok(sees(moved, day, 'so-b', past) && sees(moved, day, 'so-a', past))
  assert.ok(!sees(moved, day, 'so-a', ['so-a-phong', 'so-b', 'tinh']))
})

test('a change of today leaves what is planned for later, and carries what the plan did not touch', () => {
  const planned = after(province, { act: 'rename', from: '2027-01-01', id: 'so-c', name: 'Sau', kind: 'department' })
  const edited = after(planned, { act: 'edit', from: day, id: 'so-c', ...none, networks: ['10.9.0.0/16'] })
  const later = treeOn(edited, '2027-01-01').get('so-c')
  assert.deepEqual([later?.name, later?.networks], ['Sau', ['10.9.0.0/16']])
  assert.deepEqual(problemsOf(planned, { act: 'abolish', from: day, id: 'so-c' }), ['so-c from unit-later-change'])
})

test('what is wrong is told, all at once', () => {
  const cases: [UnitChange, string[]][] = [
    [{ act: 'move', from: day, id: 'so-a', parent: 'so-a' }, ['so-a parent unit-loop']],
    [{ act: 'move', from: day, id: 'so-a', parent: 'so-a-phong' }, ['so-a parent unit-loop']],
    [{ act: 'move', from: day, id: 'so-a', parent: 'nowhere' }, ['so-a parent unit-parent']],
    [{ act: 'move', from: day, id: 'tinh', parent: 'so-a' }, ['tinh parent unit-root-moves']],
    [{ act: 'move', from: '2026-02-30', id: 'so-a', parent: 'so-b' }, [' from unit-day']],
    [{ act: 'abolish', from: day, id: 'so-a' }, ['so-a id unit-has-children']],
    [{ act: 'abolish', from: day, id: 'tinh' }, ['tinh id unit-has-children']],
    [{ act: 'merge', from: day, ids: ['so-a'], into: 'so-a' }, ['so-a id unit-merge-itself']],
    [{ act: 'merge', from: day, ids: ['ghost'], into: 'so-a' }, ['ghost id unit-unknown']],
    [{ act: 'rename', from: day, id: 'so-a', name: 'SO-B', kind: 'department' }, ['so-b name unit-same-name']],
    [
      { act: 'edit', from: day, id: 'so-c', ...none, networks: ['10.1.7.0/24'] },
      ['so-c networks unit-networks-overlap'],
    ],
    [{ act: 'edit', from: day, id: 'so-c', ...none, networks: ['10.2.0.0/16'] }, ['so-c networks unit-same-network']],
    [
      { act: 'edit', from: day, id: 'so-c', ...none, networks: ['10.0.0.0/8'] },
      ['so-a networks unit-networks-overlap', 'so-b networks unit-networks-overlap'],
    ],
    [
      {
        act: 'edit',
        from: day,
        id: 'so-c',
        ...none,
        networks: ['10.0.0.0/33', 'x'],
        domains: ['*.vn'],
        hosts: ['*', 'b d'],
      },
      [
        'so-c networks unit-network',
        'so-c networks unit-network',
        'so-c domains unit-domain',
        'so-c hosts unit-every-host',
        'so-c hosts unit-host',
      ],
    ],
    [{ act: 'edit', from: day, id: 'so-c', ...none, hosts: ['A-01'] }, ['so-c hosts unit-claimed-twice']],
    [{ act: 'create', from: day, unit: unit('so-b', 'tinh'), contacts: [] }, ['so-b id unit-same-id']],
  ]
  for (const [change, expected] of cases)
    assert.deepEqual(problemsOf(province, change), expected, JSON.stringify(change))
  const ended = after(province, { act: 'abolish', from: day, id: 'so-c' })
  assert.deepEqual(problemsOf(ended, { act: 'move', from: day, id: 'so-b', parent: 'so-c' }), [
    'so-b parent unit-parent-ended',
  ])
  assert.deepEqual(problemsOf(ended, { act: 'create', from: day, unit: unit('so-c', 'tinh'), contacts: [] }), [
    'so-c id unit-same-id',
  ])
})

test('whatever is done in whatever order: on every day there is a tree, no network is claimed by strangers, ids and pasts stay', () => {
  const ids = ['tinh', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6']
  const id = fc.constantFrom(...ids)
  const from = fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01')
  const networks = fc.subarray(['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '2001:db8::/32', '2001:db8:1::/48'], {
    maxLength: 2,
  })
  const fresh = fc
    .record({ id, parent: id, networks })
    .map((one) => unit(one.id, one.parent, { networks: one.networks }))
  const change = fc.oneof(
    fc.record({ act: fc.constant('create' as const), from, unit: fresh, contacts: fc.constant([]) }),
    fc.record({ act: fc.constant('move' as const), from, id, parent: id }),
    fc.record({ act: fc.constant('edit' as const), from, id, networks }).map((one) => ({ ...none, ...one })),
    fc.record({
      act: fc.constant('merge' as const),
      from,
      ids: fc.subarray(ids, { minLength: 1, maxLength: 2 }),
      into: id,
    }),
    fc.record({ act: fc.constant('abolish' as const), from, id }),
  )
  let applied = 0
  fc.assert(
    fc.property(fc.array(change, { minLength: 5, maxLength: 25 }), (changes) => {
      let records: Records = made(unit('tinh', null), unit('u1', 'tinh'), unit('u2', 'tinh'), unit('u3', 'u1'))
      for (const one of changes) {
        const result = applyChange(records, one, hand)
        if (!result.ok) {
          assert.ok(result.error.length > 0)
          continue
        }
        applied++
        const before = records
        records = new Map([...records, ...result.value.map((record) => [record.id, record] as const)])
        assert.ok([...before.keys()].every((known) => records.has(known)))
        for (const on of turningDays(records.values())) {
          const tree = treeOn(records, on)
          if (on < one.from)
            assert.deepEqual(
              tree.all().map(({ id: of }) => tree.lineage(of)),
              treeOn(before, on)
                .all()
                .map(({ id: of }) => treeOn(before, on).lineage(of)),
              'the past is as it was',
            )
          const claims = tree
            .all()
            .flatMap((of) => (of.networks ?? []).map((text) => ({ of, text, network: parseNetwork(text) })))
          for (const a of claims) {
            for (const b of claims) {
              if (
                a === b ||
                !a.network ||
                !b.network ||
                !inNetwork(b.network.base, a.network) ||
                a.network.prefix > b.network.prefix
              )
                continue
              assert.ok(
                tree.lineage(b.of.id).includes(a.of.id) && a.text !== b.text,
                `${b.text} of ${b.of.id} in ${a.text} of ${a.of.id}`,
              )
            }
          }
        }
        for (const { id: of, successors } of records.values()) {
          for (const next of successors) assert.ok(treeOn(records, '9999-12-31').reach(next).includes(of))
        }
      }
    }),
    { numRuns: 150 },
  )
  assert.ok(applied > 200, `only ${applied} changes were possible`)
})
