import { systemScope } from '../../core/access/scope.ts'
import { hashId } from '../../core/lib/ids.ts'
import type { RecordStore } from '../../core/store/store.ts'
import type { Opening } from './suppression.ts'

/** The record kind of alerts that others stand behind. */
export const suppressionKind = 'suppression'

/** How long an opening is remembered, in event time: the longest window and lines that come days late. */
const rememberedFor = 10 * 86_400_000
const pageSize = 1000

/** Keeps openings, so that a start anew and other processes know them. */
export async function writeOpenings(records: RecordStore, openings: readonly Opening[]): Promise<void> {
  for (let at = 0; at < openings.length; at += pageSize) {
    await records.write(
      openings.slice(at, at + pageSize).map((opening) => ({
        kind: suppressionKind,
        id: hashId(opening.id, opening.alertKey),
        document: opening,
        unitIds: [],
        expect: 'any',
      })),
    )
  }
}

/** One opening; undefined when it is there no longer. */
export async function readOpening(records: RecordStore, id: string): Promise<Opening | undefined> {
  return (await records.get<Opening>(systemScope, suppressionKind, id))?.document
}

/** Every opening that can still hold matches back, the oldest first; older ones are deleted. */
export async function readOpenings(records: RecordStore, now: number): Promise<readonly Opening[]> {
  const since = now - rememberedFor
  for (;;) {
    const { rows } = await records.list<Opening>(systemScope, suppressionKind, {
      where: { kind: 'compare', field: 'start', op: 'lt', value: since, as: 'number' },
      limit: pageSize,
    })
    if (rows.length === 0) break
    await records.write(
      rows.map(({ id }) => ({ kind: suppressionKind, id, document: undefined, unitIds: [], expect: 'any' })),
    )
  }
  const openings: Opening[] = []
  for (let offset = 0; ; offset += pageSize) {
    const { rows } = await records.list<Opening>(systemScope, suppressionKind, {
      where: { kind: 'true' },
      sort: [{ field: 'start', direction: 'asc' }],
      limit: pageSize,
      offset,
    })
    openings.push(...rows.map(({ document }) => document))
    if (rows.length < pageSize) return openings
  }
}
