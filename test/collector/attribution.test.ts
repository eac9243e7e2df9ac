import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAttribution } from '../../collector/enrich/unit.ts'
import type { Unit } from '../../core/access/unit.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { EventDocument } from '../../core/event/event.ts'

const units: Unit[] = [
  { id: 'tinh', name: 'Tỉnh', kind: 'province' },
  { id: 'so', name: 'Sở', kind: 'department', parent: 'tinh', networks: ['10.10.0.0/16', '2001:db8::/32'] },
  { id: 'phong', name: 'Phòng', kind: 'office', parent: 'so', networks: ['10.10.8.0/24'], hosts: ['web-01'] },
]
const tree = unitTree(units)
const attribution = createAttribution(tree)
const event = (host?: object): EventDocument =>
  ({ '@timestamp': '', event: {}, source: { ip: '10.10.8.9' }, ...(host && { host }) }) as EventDocument

test('an event belongs to the unit of its host name, else of its address, else of who delivered it', () => {
  const cases: [object | undefined, string | undefined, string | undefined][] = [
    [{ name: 'WEB-01' }, undefined, 'phong'],
    [{ name: 'web-01.tinh.example' }, '10.10.1.1', 'phong'],
    [{ name: 'unknown' }, '10.10.1.1', 'so'],
    [{ name: 'unknown', ip: ['10.10.8.7'] }, '10.10.1.1', 'phong'],
    [{ name: '10.10.8.7' }, undefined, 'phong'],
    [undefined, '2001:db8::1', 'so'],
    [undefined, '192.0.2.1', undefined],
    [{ name: 'unknown' }, undefined, undefined],
  ]
  for (const [host, peer, expected] of cases) {
    assert.equal(attribution.unitOf(event(host), peer)?.id, expected, JSON.stringify({ host, peer }))
  }
  assert.deepEqual(attribution.unitOf(event({ name: 'web-01' }), undefined)?.ids, ['phong', 'so', 'tinh'])
})
