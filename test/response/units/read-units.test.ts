import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { problemText } from '../../../core/lib/errors.ts'
import { readUnits, unitsOf } from '../../../response/units/read-units.ts'

const problems = (text: string) => {
  const read = unitsOf(text, 'units.yml')
  return read.ok ? [] : read.error.map(problemText)
}

test('a list of units becomes a tree', () => {
  const read = unitsOf(
    `
- { id: tinh, name: Tỉnh, kind: province }
- id: so-yt
  name: Sở Y tế
  kind: department
  parent: tinh
  networks: [10.30.0.0/16]
  hosts: [yt-app-01]
`,
    'units.yml',
  )
  assert.ok(read.ok)
  assert.deepEqual(unitTree(read.value).lineage('so-yt'), ['so-yt', 'tinh'])
})

test('every problem is told at once, with its place', () => {
  assert.deepEqual(
    problems(`- { id: tinh, name: Tỉnh, kind: province }
- { id: So_YT, name: Sở, kind: department, parent: tinh }
- { id: so-tc, name: Sở, kind: sở, parent: nowhere, colour: red }
- { id: so-ct, name: Sở, kind: department, parent: so-ct, networks: [10.0.0.0/99] }
- { id: so-ct, kind: department }
`),
    [
      'units.yml:2:9: error: id So_YT is not made of small letters, digits and hyphens',
      'units.yml:3:53: error: unknown key colour (known here: id, name, kind, parent, networks, hosts)',
      'units.yml:3:32: error: kind is none that exists (one of province, department, commune, ward, special-zone, office)',
      'units.yml:4:70: error: 10.0.0.0/99 is no network (e.g. 10.20.0.0/16 or 2001:db8::/32)',
      'units.yml:5:3: error: name must be text',
      'units.yml:4:52: error: so-ct lies under itself',
    ],
  )
})

test('what cannot be a tree is refused: two roots, none, unknown parents, ids and hosts twice', () => {
  const unit = (id: string, more: string) => `- { id: ${id}, name: X, kind: office, ${more} }\n`
  assert.match(problems(unit('a', '') + unit('b', '')).join(), /b has no parent, and there is a root already/)
  assert.match(problems(unit('a', 'parent: b') + unit('b', 'parent: a')).join(), /no unit is the root/)
  assert.match(problems(unit('a', '') + unit('b', 'parent: c')).join(), /b lies under c, which is not there/)
  assert.match(problems(unit('a', '') + unit('a', 'parent: a')).join(), /two units have the id a/)
  assert.match(
    problems(unit('a', 'hosts: [w-1]') + unit('b', 'parent: a, hosts: [W-1]')).join(),
    /units.yml:2:\d+: error: w-1 belongs to a already/,
  )
  assert.match(problems('tinh: x').join(), /must be a list of units/)
  assert.match(problems('- {').join(), /units.yml:1:\d+: error/)
  assert.match(problems('').join(), /must be a list of units/)
})

test('a file that is not there is told', () => {
  const read = readUnits(join(import.meta.dirname, 'none.yml'))
  assert.ok(!read.ok && read.error[0]?.code === 'units-unreadable')
})
