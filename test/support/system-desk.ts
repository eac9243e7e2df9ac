import { manualClock } from '../../core/lib/clock.ts'
import type { Store } from '../../core/store/store.ts'
import { retentionFrames } from '../../response/retention/law.ts'
import { longEnough } from '../../response/retention/policy.ts'
import { untoldSystem } from '../../response/systems/import-systems.ts'
import { createSystemDesk } from '../../response/systems/system-desk.ts'
import type { SystemWords } from '../../response/systems/system-record.ts'
import { sampleUnits } from '../../response/units/sample-units.ts'
import { unitsFrom } from '../../response/units/unit-records.ts'

export const askerOf = (unit: string, by = 'truc') =>
  ({ by, scope: { kind: 'units', units: [unit], unattributed: unit === 'tinh' } }) as const
export const lead = askerOf('tinh')

/** What is said of a system, with little in it. */
export const systemWords = (words: Partial<SystemWords> = {}): SystemWords => ({
  ...untoldSystem,
  name: 'Cổng dịch vụ công',
  level: 3,
  decision: { number: '12/QĐ-STC', date: '2026-02-01', issuer: 'Sở Tài chính' },
  owner: 'so-tc',
  ...words,
})

/** The register of systems over an invented province, on a day of September 2026. */
export async function systemDesk(open: (clock: ReturnType<typeof manualClock>) => Store | Promise<Store>) {
  const clock = manualClock(Date.parse('2026-09-10T03:00:00Z'))
  const store = await open(clock)
  await unitsFrom(store.records, () => sampleUnits, clock)
  const frames = retentionFrames()
  const desk = createSystemDesk(store.records, clock, 'Asia/Ho_Chi_Minh', {
    frames,
    classOf: ({ months }) => longEnough('1m', months),
  })
  return { store, clock, desk, frames }
}
