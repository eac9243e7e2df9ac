import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scope, UnitScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import type { EventDocument } from '../../../core/event/event.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { StoredEvent } from '../../../core/store/store.ts'
import { barsOf } from '../../../response/entities/bars.ts'
import { entityAlerts } from '../../../response/entities/entity-alerts.ts'
import { type EntityRange, entityQuery } from '../../../response/entities/entity-query.ts'
import { prevalenceOf } from '../../../response/entities/prevalence.ts'
import { profileOf } from '../../../response/entities/profile.ts'
import { touchedHosts } from '../../../response/entities/touched.ts'
import { type UnitRecord, unitKind } from '../../../response/units/unit-record.ts'
import { eachStore } from '../../support/each-store.ts'
import { storeAlerts, untouchedAlert } from '../../support/stored-alerts.ts'

const t0 = Date.UTC(2026, 10, 30)
const hour = 3_600_000
const units = unitTree([
  { id: 'tinh', name: 'Tỉnh', kind: 'province', networks: ['10.0.0.0/8'] },
  { id: 'so-a', name: 'Sở A', kind: 'department', parent: 'tinh', networks: ['10.1.0.0/16'] },
  { id: 'phong-a', name: 'Phòng A', kind: 'office', parent: 'so-a', networks: ['10.1.2.0/24'] },
  { id: 'so-b', name: 'Sở B', kind: 'department', parent: 'tinh', networks: ['10.2.0.0/16'] },
])
const scopeOf = (...ids: string[]): UnitScope => ({ kind: 'units', units: ids, unattributed: ids.includes('tinh') })
const everything = scopeOf('tinh')
const range = { from: t0 - 48 * hour, to: t0 + 48 * hour }
const of = (kind: EntityRange['kind'], name: string, more: Partial<EntityRange> = {}): EntityRange => ({
  kind,
  name,
  ...range,
  ...more,
})

let made = 0
function event(at: number, unit: string | undefined, more: object): StoredEvent {
  made++
  const id = `${new Date(at).toISOString().replace(/\D/g, '').slice(0, 12)}-${made}`
  const document: EventDocument = {
    '@timestamp': new Date(at).toISOString(),
    ...(more as Partial<EventDocument>),
    event: { id, dataset: 'linux.auth', ...(more as { event?: object }).event },
    vonggac: { source: { id: 's1' }, ...(unit !== undefined && { unit: { id: unit, ids: units.lineage(unit) } }) },
  }
  const partition = { class: 'standard', day: document['@timestamp'].slice(0, 10) }
  return { id, partition, placedByReceipt: false, document }
}

for (const { name, skip, open } of await eachStore(manualClock(t0))) {
  test(`what events say of a thing, on ${name}`, { skip }, async (t) => {
    const store = await open(t)
    const parts = { ...store, units }
    const pc = { host: { name: 'PC-01' } }
    const login = (n: number, ip: string) => ({ ...pc, user: { name: 'an', domain: 'TINH' }, source: { ip }, n })
    await store.events.append(
      [
        ...Array.from({ length: 300 }, (_, n) => event(t0 + n * 1000, 'phong-a', login(n, '203.0.113.7'))),
        event(t0 - 30 * hour, 'so-b', { ...pc, user: { name: 'binh' }, event: { dataset: 'windows.security' } }),
        event(t0 + hour, 'so-b', { host: { name: 'pc-02' }, source: { ip: '203.0.113.7' }, user: { name: 'AN' } }),
        event(t0 + 2 * hour, undefined, { host: { name: 'pc-03' }, destination: { ip: '203.0.113.7' } }),
        event(t0 + 3 * hour, 'so-b', { host: { name: 'pc-04' }, related: { ip: ['203.0.113.7'] } }),
        event(t0 + 3 * hour, 'so-b', { host: { name: 'pc-05' }, user: { name: 'chi', target: { name: 'an' } } }),
      ],
      [],
    )
    const record: Partial<UnitRecord> = {
      id: 'so-b',
      contacts: [{ name: 'Bà B', role: '', phone: '09', mail: '', duty: true }],
    }
    await store.records.write([
      { kind: unitKind, id: 'so-b', document: record, unitIds: ['so-b', 'tinh'], expect: 'absent' },
    ])
    const profile = (scope: Scope, asked: EntityRange) => profileOf(parts, scope, asked)

    await t.test('a host of two units: each with its path, its count and whom to call', async () => {
      const { units: found, more, span } = await profile(everything, of('host', 'pc-01'))
      assert.deepEqual(
        found.map(({ id, path, count, contacts }) => [id, path.join(' › '), count, contacts[0]?.name]),
        [
          ['phong-a', 'Tỉnh › Sở A › Phòng A', 300, undefined],
          ['so-b', 'Tỉnh › Sở B', 1, 'Bà B'],
        ],
      )
      assert.equal(more, false)
      assert.deepEqual(span, { first: t0 - 30 * hour, last: t0 + 299_000, count: 301, exact: true })
    })

    await t.test('who sees one of the units sees that host alone, and no name above its own', async () => {
      const { units: found, span } = await profile(scopeOf('so-a'), of('host', 'PC-01'))
      assert.deepEqual(
        found.map(({ path, count }) => [path.join(' › '), count]),
        [['Sở A › Phòng A', 300]],
      )
      assert.deepEqual([span.first, span.count], [t0, 300])
      const narrow = await profile(everything, of('host', 'PC-01', { unit: 'so-b' }))
      assert.equal(narrow.span.count, 1)
      assert.equal((await profile(everything, of('address', '203.0.113.7', { unit: '' }))).span.count, 1)
      assert.deepEqual((await profile(scopeOf('so-a'), of('host', 'pc-02'))).units, [])
    })

    await t.test('an address: its reach, the narrowest network that the reader may know of', async () => {
      const place = async (scope: Scope, ip: string) => (await profile(scope, of('address', ip))).place
      assert.deepEqual(await place(everything, '10.1.2.3'), {
        reach: 'private',
        network: { unit: 'phong-a', network: '10.1.2.0/24' },
      })
      assert.deepEqual(await place(scopeOf('so-b'), '10.1.2.3'), { reach: 'private', network: null })
      assert.deepEqual(await place(everything, '203.0.113.7'), { reach: 'public', network: null })
      assert.equal((await place(everything, '100.64.0.1'))?.reach, 'shared')
      assert.equal((await place(everything, '::ffff:127.0.0.1'))?.reach, 'loopback')
      assert.equal((await place(everything, 'fe80::1'))?.reach, 'link-local')
      assert.equal(await place(everything, 'no address'), null)
    })

    await t.test('hosts that it touched, with the first and the last time', async () => {
      const { hosts, more } = await touchedHosts(store.events, everything, of('address', '203.0.113.7'))
      assert.deepEqual(hosts.map(({ host, count, first, last }) => [host, count, first, last]).sort(), [
        ['PC-01', 300, t0, t0 + 299_000],
        ['pc-02', 1, t0 + hour, t0 + hour],
        ['pc-03', 1, t0 + 2 * hour, t0 + 2 * hour],
      ])
      assert.equal(more, false)
      const mentioned = await touchedHosts(store.events, everything, of('address', '203.0.113.7', { mentions: true }))
      assert.ok(mentioned.hosts.some(({ host }) => host === 'pc-04'))
      const own = await touchedHosts(store.events, scopeOf('so-a'), of('address', '203.0.113.7', { mentions: true }))
      assert.deepEqual(
        own.hosts.map(({ host }) => host),
        ['PC-01'],
      )
    })

    await t.test(
      'a user: where asked for also as whom something was done to, in one domain alone, in any case',
      async () => {
        const common = await prevalenceOf(store.events, everything, of('user', 'an', { mentions: true }))
        assert.deepEqual(
          [common.hosts.value, common.units.value, common.sources.value, common.span.count],
          [3, 2, 1, 302],
        )
        const inDomain = await prevalenceOf(store.events, everything, of('user', 'an', { domain: 'tinh' }))
        assert.deepEqual([inDomain.hosts.value, inDomain.span.count], [1, 300])
      },
    )

    await t.test('over time by dataset: the parts are the whole', async () => {
      const bars = await barsOf(store.events, everything, entityQuery(of('host', 'pc-01')))
      assert.deepEqual(bars.datasets, ['linux.auth', 'windows.security'])
      const sum = bars.buckets.flatMap(({ counts }) => Object.values(counts)).reduce((a, b) => a + b, 0)
      assert.deepEqual([sum, bars.total.value], [301, 301])
    })

    await t.test('nothing of it: empty, without a fault', async () => {
      const { units: found, span } = await profile(everything, of('user', 'nobody "or" *'))
      assert.deepEqual([found, span], [[], { first: null, last: null, count: 0, exact: true }])
      assert.deepEqual((await touchedHosts(store.events, everything, of('user', 'nobody'))).hosts, [])
    })

    await t.test('alerts that name it, by whichever field, counted by how they were judged', async () => {
      const alertRule = { id: 'r', title: { vi: 'l', en: 'r' } }
      await storeAlerts(store.records, 4, (n) =>
        untouchedAlert(n, t0, 'high', {
          id: `a${n}`,
          rule: alertRule,
          unit: n === 3 ? 'so-b' : 'so-a',
          host: null,
          ...(n === 0 && { source: '203.0.113.7' }),
          ...(n === 1 && {
            entity: [{ field: 'destination.ip', value: '203.0.113.7' }],
            status: 'closed',
            disposition: 'benign',
          }),
          ...(n === 2 && { entity: [{ field: 'url.domain', value: '203.0.113.7' }] }),
          ...(n === 3 && { source: '203.0.113.7' }),
        }),
      )
      const found = await entityAlerts(store.records, everything, of('address', '203.0.113.7'))
      assert.deepEqual(found.rows.map(({ id }) => id).sort(), ['a0', 'a1', 'a3'])
      assert.deepEqual([found.statuses, found.dispositions], [{ new: 2, closed: 1 }, { benign: 1 }])
      const own = await entityAlerts(store.records, scopeOf('so-b'), of('address', '203.0.113.7'))
      assert.deepEqual(
        own.rows.map(({ id }) => id),
        ['a3'],
      )
    })
  })
}
