import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSystemAttribution, type MonitoredSystem } from '../../collector/enrich/system.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { EventDocument } from '../../core/event/event.ts'

const tree = unitTree([
  { id: 'tinh', name: 'Tỉnh', kind: 'province' },
  { id: 'so', name: 'Sở', kind: 'department', parent: 'tinh' },
  { id: 'phong', name: 'Phòng', kind: 'office', parent: 'so' },
  { id: 'xa', name: 'Xã', kind: 'commune', parent: 'tinh' },
])
const system = (id: string, owner: string, more: Partial<MonitoredSystem>): MonitoredSystem => ({
  id,
  code: id.toUpperCase(),
  level: 3,
  owner,
  months: 3,
  hosts: [],
  domains: [],
  networks: [],
  sources: [],
  ...more,
})
const portal = system('cong', 'so', { hosts: ['cong-*'], networks: ['10.1.0.0/24'], domains: ['dvc.example'] })
const database = system('csdl', 'so', { networks: ['10.1.0.9'], months: 6 })
const twin = system('trung', 'xa', { hosts: ['cong-01'], sources: ['fw-chung'], months: 12 })
const logged = system('nhat-ky', 'so', { sources: ['fw-chung', 'ma-nguon', '10.9.9.9'] })
const now = [portal, database, twin, logged]
const of = createSystemAttribution({ at: () => now }, tree)

const owning = (id: string | undefined) => (id === undefined ? undefined : { id, ids: tree.lineage(id) })
function found(host: object | undefined, unit?: string, clues: { peer?: string; id?: string; from?: string } = {}) {
  const document = { '@timestamp': '', event: {}, ...(host && { host }) } as EventDocument
  const name = (host as { name?: string } | undefined)?.name
  const { peer, id = 'x', from = 'x' } = clues
  const source = { id, peer: from, host: name }
  return of.systemOf(document, { unit: owning(unit), peer, source, time: undefined })
}

test('an event is of the system of its host’s narrowest address, its name, its domain, else of its source or sender', () => {
  assert.equal(found({ ip: ['10.1.0.7'] }, 'so').system?.id, 'cong')
  assert.equal(found({ ip: ['10.1.0.7', '10.1.0.9'] }, 'so').system?.id, 'csdl')
  assert.equal(found({ name: 'CONG-02.tinh.example' }, 'so').system?.id, 'cong')
  assert.equal(found({ name: 'a.dvc.example' }, 'so').system?.id, 'cong')
  assert.equal(found({ name: 'la' }, 'so', { id: 'ma-nguon' }).system?.id, 'nhat-ky')
  assert.equal(found({ name: 'la' }, 'so', { from: '10.9.9.9' }).system?.id, 'nhat-ky')
  assert.equal(found(undefined, 'so', { peer: '10.1.0.9' }).system?.id, 'csdl')
  assert.equal(found({ name: 'la' }, 'so', { peer: '10.1.0.9' }).system, undefined, 'a relay delivers for many')
})

test('a system is told only of events that its own people see; agencies may name the same host', () => {
  assert.equal(found({ name: 'cong-01' }, 'xa').system?.id, 'trung')
  assert.equal(found({ name: 'cong-02' }, 'xa').system, undefined)
  assert.equal(found({ name: 'cong-02' }, 'phong').system?.id, 'cong', 'an office of the owner')
  assert.equal(found({ name: 'cong-02' }, 'tinh').system?.id, 'cong', 'who stands above')
})

test('what no unit claims is the system owner’s, unless two owners claim it', () => {
  const one = found({ ip: '10.1.0.9' })
  assert.deepEqual([one.system?.id, one.unit], ['csdl', { id: 'so', ids: ['so', 'tinh'] }])
  const shared = createSystemAttribution({ at: () => shares }, tree).systemOf(
    { '@timestamp': '', event: {}, host: { name: 'chung' } } as EventDocument,
    {
      unit: undefined,
      peer: undefined,
      source: { id: 'x', peer: 'x', host: undefined },
      time: undefined,
    },
  )
  assert.deepEqual([shared.system, shared.unit], [undefined, undefined])
})
const shares = [system('a', 'so', { hosts: ['chung'] }), system('b', 'xa', { hosts: ['chung'] })]

test('events of a source are kept as long as any system asks that names it', () => {
  assert.equal(found({ name: 'fw-chung' }, 'so').months, 12)
  assert.equal(found({ ip: '10.1.0.9' }, 'so').months, 6)
  assert.equal(found({ name: 'la' }, 'so').months, 0)
})

test('the systems are those of the event’s own time; what was nobody’s then is whose it is now', () => {
  const then = [system('cu', 'so', { hosts: ['may-1'] })]
  const later = [system('moi', 'so', { hosts: ['may-1', 'may-2'] })]
  const live = createSystemAttribution({ at: (time) => (time < 1000 ? then : later) }, tree)
  const at = (name: string, time?: number) =>
    live.systemOf({ '@timestamp': '', event: {}, host: { name } } as EventDocument, {
      unit: owning('so'),
      peer: undefined,
      source: { id: 'x', peer: 'x', host: name },
      time,
    }).system?.id
  assert.deepEqual([at('may-1', 999), at('may-1', 1000), at('may-2', 999)], ['cu', 'moi', 'moi'])
})
