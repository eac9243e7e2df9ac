import { unitTree } from '../../core/access/unit-tree.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { Store } from '../../core/store/store.ts'
import type { NewList } from '../../response/indicators/create-list.ts'
import { createIndicators } from '../../response/indicators/indicators.ts'
import { type LookBack, lookBackKind } from '../../response/indicators/look-back.ts'
import { advanceLookBack, type LookBackParts } from '../../response/indicators/look-back-run.ts'
import { sampleUnits } from '../../response/units/sample-units.ts'
import { indicatorValues } from '../../roles/indicator-values.ts'

export const timeZone = 'Asia/Ho_Chi_Minh'
const whole = { kind: 'units', units: ['tinh', 'so-tc', 'so-tc-ketoan', 'so-yt'], unattributed: true } as const

/** Lists of indicators over a store, and events to look for them in. */
export function indicatorWorld(store: Store, clock: Clock) {
  const units = unitTree(sampleUnits)
  const { events, records } = store
  const indicators = createIndicators({
    records,
    units,
    clock,
    timeZone,
    valueWrite: indicatorValues(records, clock),
  })
  const parts: LookBackParts = { events, records, clock, timeZone }
  let made = 0
  return {
    units,
    indicators,
    parts,
    /** An event of the unit at that time, with these fields. */
    async append(unit: string | undefined, time: number, fields: Record<string, object>): Promise<string> {
      const at = new Date(time).toISOString()
      const id = `${at.slice(0, 16).replace(/\D/g, '')}-${made++}`
      const document: EventDocument = {
        '@timestamp': at,
        event: { id, ingested: at },
        host: { name: `pc-${unit ?? 'none'}` },
        ...(unit === undefined ? {} : { vonggac: { unit: { id: unit, ids: units.lineage(unit) } } }),
        ...(fields as object),
      }
      const stored = { id, partition: { class: '1m', day: at.slice(0, 10) }, placedByReceipt: false, document }
      await events.append([stored], [])
      return id
    },
    /** Goes on with the search until it has ended. */
    async finish(id: string): Promise<LookBack> {
      for (;;) {
        const search = await records.get<LookBack>(whole, lookBackKind, id)
        if (search === undefined) throw new Error('the search is gone')
        if (search.document.ended !== null) return search.document
        await advanceLookBack(parts, search, 500)
      }
    },
  }
}

/** A letter with a text, of a unit. */
export const letterOf = (unit: string, text: string): NewList => ({
  title: 'Rà soát chiến dịch thử',
  sender: 'A05',
  reference: '123/A05-P4',
  dated: '2026-07-01',
  due: '2026-07-15',
  tlp: 'amber',
  note: '',
  unit,
  source: { text },
  leftOut: [],
})
