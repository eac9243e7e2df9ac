import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UnitRow } from '../../../console/api/schemas/units.ts'
import { blankPart, newUnitOf, splitChange, splitOf } from '../../../console/web/src/pages/units/split-draft.ts'
import { linesOf, placeUnits } from '../../../console/web/src/pages/units/unit-list.ts'

const row = (id: string, name: string, parent: string | null, ended: string | null = null): UnitRow => ({
  id,
  name,
  kind: 'department',
  parent,
  ended,
  networks: 0,
  hosts: 0,
  contacts: 0,
  duty: null,
})
const rows = [
  row('tinh', 'Tỉnh', null),
  row('so-yt', 'Sở Y tế', 'tinh'),
  row('so-tc', 'Sở Tài chính', 'tinh'),
  row('ketoan', 'Phòng Kế toán', 'so-tc'),
  row('so-cu', 'Sở cũ', 'tinh', '2025-07-01'),
]
const shown = (find: string, withEnded = false, of = rows) =>
  placeUnits(of, find, withEnded).map(({ id, depth }) => `${depth} ${id}`)

test('units stand depth first, siblings by name, ended ones when asked for', () => {
  assert.deepEqual(shown(''), ['0 tinh', '1 so-tc', '2 ketoan', '1 so-yt'])
  assert.ok(shown('', true).includes('1 so-cu'))
})

test('a search without diacritics keeps what stands above; a unit whose parent is not seen stands at the top', () => {
  assert.deepEqual(shown('ke toan'), ['0 tinh', '1 so-tc', '2 ketoan'])
  assert.deepEqual(shown('xyz'), [])
  assert.deepEqual(shown('', false, rows.slice(2, 4)), ['0 so-tc', '1 ketoan'])
})

test('networks may stand one a line, or apart by spaces and commas', () => {
  assert.deepEqual(linesOf(' 10.0.0.0/8\n\n2001:db8::/32, a;b '), ['10.0.0.0/8', '2001:db8::/32', 'a', 'b'])
})

const unit = {
  id: 'so-cu',
  kind: 'department' as const,
  parent: { id: 'tinh', name: 'Tỉnh' },
  children: [{ id: 'phong', name: 'Phòng' }],
  networks: ['10.1.0.0/16'],
  domains: [],
  hosts: ['may-1'],
  collectors: [],
}

test('a split is whole when every part has its name and every unit under it goes somewhere', () => {
  const first = splitOf(unit)
  assert.equal(first.parts[0]?.networks, '10.1.0.0/16', 'what it has stands at the first part, to be moved over')
  assert.equal(splitChange(unit, '2026-12-01', first), undefined)
  const parts = first.parts.map((part, at) => ({ ...part, id: `so-${at}`, name: `Sở ${at}` }))
  assert.equal(splitChange(unit, '2026-12-01', { parts, children: {} }), undefined, 'who takes the office over?')
  const change = splitChange(unit, '2026-12-01', { parts, children: { phong: 'so-1' } })
  assert.ok(change?.act === 'split')
  assert.deepEqual(change.children, { phong: 'so-1' })
  assert.deepEqual(
    change.into.map(({ id, parent, networks, hosts }) => [id, parent, networks, hosts]),
    [
      ['so-0', 'tinh', ['10.1.0.0/16'], ['may-1']],
      ['so-1', 'tinh', [], []],
    ],
  )
})

test('a unit to be made has an id and a name', () => {
  const part = blankPart(1, unit)
  assert.equal(newUnitOf({ ...part, id: 'x' }, 'tinh'), undefined)
  assert.equal(newUnitOf({ ...part, id: ' x ', name: ' X ' }, 'tinh')?.id, 'x')
})
