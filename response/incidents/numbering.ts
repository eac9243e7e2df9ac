import { randomInt } from 'node:crypto'
import type { UnitTree } from '../../core/access/unit.ts'
import { localDay } from '../../core/lib/local-day.ts'
import type { RecordStore, RecordWrite } from '../../core/store/store.ts'

const counterKind = 'incident-counter'

/** An id that is free, and the write that takes it. */
interface Taken {
  readonly id: string
  /** Goes into the incident's own transaction: a number is used exactly when an incident has it. */
  readonly writes: readonly RecordWrite[]
}

/**
 * The next id of a unit's incidents in the year of `now`: `SC-2026-0001` at the root, `SC-2026-so-yt-0001` elsewhere. Each
 * unit counts for itself, so that nobody learns from a gap how much happens elsewhere.
 */
export async function nextId(
  records: RecordStore,
  units: UnitTree,
  at: { readonly unit: string; readonly now: number; readonly timeZone: string },
): Promise<Taken> {
  const scope = { kind: 'units', units: [at.unit], unattributed: false } as const
  const year = localDay(at.now, at.timeZone).slice(0, 4)
  const series = at.unit === units.root ? `SC-${year}` : `SC-${year}-${at.unit}`
  const counter = await records.get<{ readonly last: number }>(scope, counterKind, series)
  const number = (counter?.document.last ?? 0) + 1
  return {
    id: `${series}-${String(number).padStart(4, '0')}`,
    writes: [
      {
        kind: counterKind,
        id: series,
        document: { last: number },
        unitIds: units.lineage(at.unit),
        expect: counter?.version ?? 'absent',
      },
    ],
  }
}

/**
 * The id of a restricted incident: six letters and digits instead of a number, since a number would be missed in the
 * series.
 */
export function restrictedId(now: number, timeZone: string): string {
  // Without what is taken for something else when it is read out.
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
  const word = Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('')
  return `SC-${localDay(now, timeZone).slice(0, 4)}-${word}`
}
