import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createNetworkIndex } from '../../collector/enrich/network-index.ts'
import { createAttribution } from '../../collector/enrich/unit.ts'
import type { Unit, UnitTree } from '../../core/access/unit.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { inNetwork, parseAddress, parseNetwork } from '../../core/lib/ip.ts'

const units: Unit[] = [
  { id: 'tinh', name: 'Tỉnh', kind: 'province', domains: ['tinh.example'] },
  {
    id: 'so',
    name: 'Sở',
    kind: 'department',
    parent: 'tinh',
    networks: ['10.10.0.0/16', '2001:db8::/32'],
    hosts: ['so-pc-*', 'may-??'],
    collectors: ['key-so'],
  },
  {
    id: 'phong',
    name: 'Phòng',
    kind: 'office',
    parent: 'so',
    networks: ['10.10.8.0/24', '2001:db8:8::/48'],
    hosts: ['web-01', 'so-pc-ketoan-*'],
    domains: ['kt.tinh.example'],
  },
]
const attribution = createAttribution(unitTree(units))
const event = (host?: object): EventDocument =>
  ({ '@timestamp': '', event: {}, source: { ip: '10.10.8.9' }, ...(host && { host }) }) as EventDocument

test('an event belongs to the unit of its sender’s key, its host’s address, its host’s name, else of who delivered it', () => {
  const cases: [object | undefined, string | undefined, string | undefined, string?][] = [
    [{ name: 'WEB-01' }, undefined, 'phong'],
    [{ name: 'web-01.tinh.example' }, '10.10.1.1', 'phong'],
    [{ name: 'unknown' }, '10.10.1.1', 'so'],
    [{ name: 'unknown', ip: ['10.10.8.7'] }, '10.10.1.1', 'phong'],
    [{ name: 'unknown', ip: ['10.10.1.7', '2001:db8:8::1', 'fe80::1'] }, undefined, 'phong'],
    [{ name: 'web-01', ip: ['10.10.1.7'] }, undefined, 'so'],
    [{ name: '10.10.8.7' }, undefined, 'phong'],
    [{ name: 'so-pc-17' }, undefined, 'so'],
    [{ name: 'SO-PC-ketoan-1.x.example' }, undefined, 'phong'],
    [{ name: 'may-12' }, undefined, 'so'],
    [{ name: 'may-123' }, undefined, undefined],
    [{ name: 'a.kt.tinh.example' }, '10.10.1.1', 'phong'],
    [{ name: 'a.tinh.example.' }, '10.10.1.1', 'tinh'],
    [{ name: 'xtinh.example' }, undefined, undefined],
    [undefined, '2001:db8::1', 'so'],
    [undefined, '::ffff:10.10.8.1', 'phong'],
    [undefined, '192.0.2.1', undefined],
    [{ name: 'unknown' }, undefined, undefined],
    [{ name: 'web-01', ip: '10.10.8.7' }, '10.10.8.7', 'so', 'key-so'],
    [{ name: 'web-01' }, undefined, 'phong', 'key-of-a-relay'],
  ]
  for (const [host, peer, expected, sender] of cases) {
    const found = attribution.unitOf(event(host), { peer, sender })
    assert.equal(found?.id, expected, JSON.stringify({ host, peer, sender }))
  }
  const found = attribution.unitOf(event({ name: 'web-01' }), { peer: undefined })
  assert.deepEqual(found?.ids, ['phong', 'so', 'tinh'])
})

test('an event is attributed by the units of its own time; what nobody had then is whose it is now', () => {
  const before = unitTree(units)
  const now = unitTree([
    { id: 'tinh', name: 'Tỉnh', kind: 'province' },
    { id: 'moi', name: 'Mới', kind: 'department', parent: 'tinh', networks: ['10.10.0.0/16', '10.99.0.0/16'] },
  ])
  const live: UnitTree = { ...now, at: (time) => (time < 1000 ? before : now) }
  const of = createAttribution(live)
  const owner = (ip: string, time?: number) => of.unitOf(event({ ip }), { peer: undefined, time })?.id
  assert.deepEqual([owner('10.10.8.1', 999), owner('10.10.8.1', 1000), owner('10.10.8.1')], ['phong', 'moi', 'moi'])
  assert.equal(owner('10.99.0.1', 999), 'moi')
})

test('the narrowest network has the address, of v4 and v6 alike, as if all were tried', () => {
  const octet = fc.constantFrom(0, 10, 128, 255)
  const v4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'))
  const group = fc.constantFrom('0', '1', 'ffff', 'db8')
  const v6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':'))
  const network = fc.oneof(
    fc.tuple(v4, fc.constantFrom(0, 4, 8, 9, 16, 32)).map(([ip, bits]) => `${ip}/${bits}`),
    fc.tuple(v6, fc.constantFrom(0, 8, 16, 32, 48)).map(([ip, bits]) => `${ip}/${bits}`),
    v4.map((ip) => `::ffff:${ip}/112`),
  )
  let found = 0
  fc.assert(
    fc.property(
      fc.uniqueArray(network, { maxLength: 30 }),
      fc.array(fc.oneof(v4, v6), { maxLength: 20 }),
      (networks, ips) => {
        const index = createNetworkIndex<string>()
        for (const one of networks) index.add(one, one)
        for (const ip of ips) {
          const address = parseAddress(ip)
          assert.ok(address)
          const holding = networks.flatMap((text) => parseNetwork(text) ?? []).filter((one) => inNetwork(address, one))
          const widest = Math.max(-1, ...holding.map(({ prefix }) => prefix))
          assert.equal(index.find(address)?.prefix ?? -1, widest)
          if (widest >= 0) found++
        }
      },
    ),
  )
  assert.ok(found > 50, `${found} found`)
})
