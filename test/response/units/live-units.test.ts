import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAttribution } from '../../../collector/enrich/unit.ts'
import type { EventDocument } from '../../../core/event/event.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { localDay, startOfLocalDay } from '../../../core/lib/local-day.ts'
import { openLiveUnits } from '../../../response/units/live-units.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { createUnitDesk } from '../../../response/units/unit-desk.ts'
import { unitsFrom } from '../../../response/units/unit-records.ts'
import { until } from '../../support/memory-events.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const root = { by: 'truc', scope: { kind: 'units', units: ['tinh'], unattributed: true } } as const

test('a merger of today attributes what happens from today on to the new unit, yesterday’s to the old one; a plan begins by itself', async (t) => {
  const noon = Date.parse('2026-03-01T12:00:00+07:00')
  const clock = manualClock(noon)
  const { records } = temporaryStore(t, clock)
  await unitsFrom(records, () => sampleUnits, clock)
  const live = await openLiveUnits({ records, clock, timeZone, onError: (error) => assert.fail(String(error)) })
  t.after(() => live.stop())
  const desk = createUnitDesk(records, clock, timeZone)
  const attribution = createAttribution(live.tree)
  const document = { '@timestamp': '', event: {}, host: { ip: ['10.30.0.9'] } } as unknown as EventDocument
  const owner = (time: number) => attribution.unitOf(document, { peer: undefined, time })
  assert.equal(owner(noon)?.id, 'so-yt')

  await desk.change(root, { act: 'merge', from: '2026-03-01', ids: ['so-yt'], into: 'so-tc' })
  await until(() => live.tree.get('so-yt')?.ended === true)
  assert.deepEqual(owner(noon), { id: 'so-tc', ids: ['so-tc', 'tinh'] })
  const midnight = Date.parse('2026-03-01T00:00:00+07:00')
  assert.deepEqual([owner(midnight - 1)?.id, owner(midnight)?.id, owner(0)?.id], ['so-yt', 'so-tc', 'so-yt'])
  assert.ok(live.tree.reach('so-tc').includes('so-yt'))

  await desk.change(root, { act: 'move', from: '2026-03-02', id: 'xa-ban-mu', parent: 'so-tc' })
  await new Promise((go) => setTimeout(go, 300))
  assert.deepEqual(live.tree.lineage('xa-ban-mu'), ['xa-ban-mu', 'tinh'])
  clock.advance(12 * 3_600_000)
  assert.deepEqual(live.tree.lineage('xa-ban-mu'), ['xa-ban-mu', 'so-tc', 'tinh'])
})

test('the first start makes records of the configured units; a second one, and another process at once, leaves them', async (t) => {
  const clock = manualClock(0)
  const { records } = temporaryStore(t, clock)
  const both = await Promise.all([1, 2].map(() => unitsFrom(records, () => sampleUnits, clock)))
  for (const held of both) assert.equal(held.units.size, sampleUnits.length)
  const later = await unitsFrom(records, () => assert.fail('the configuration is not asked again'), clock)
  assert.equal(later.units.size, sampleUnits.length)
})

test('a day begins at midnight of its zone, also where the clocks are put forward at midnight', () => {
  const start = (day: string, zone: string) => new Date(startOfLocalDay(day, zone)).toISOString()
  assert.equal(start('2025-07-01', timeZone), '2025-06-30T17:00:00.000Z')
  assert.equal(start('2026-03-29', 'Asia/Beirut'), '2026-03-28T22:00:00.000Z')
  assert.equal(start('2025-07-01', 'Pacific/Kiritimati'), '2025-06-30T10:00:00.000Z')
  for (const zone of [timeZone, 'Asia/Beirut', 'Asia/Kathmandu', 'America/St_Johns']) {
    const at = startOfLocalDay('2026-03-29', zone)
    assert.deepEqual([localDay(at - 900_000, zone), localDay(at, zone)], ['2026-03-28', '2026-03-29'])
  }
})
