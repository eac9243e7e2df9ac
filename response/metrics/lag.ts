import type { Scope } from '../../core/access/scope.ts'
import { everything } from '../../core/predicate/build.ts'
import type { EventReads, RecordStore } from '../../core/store/store.ts'
import { listSources } from '../sources/source.ts'
import { fewest, nearestRank } from './percentile.ts'

/** The newest events of a range, by which lag is measured. */
const sampledEvents = 2_000

/** How late a source's events come: receipt minus event time, milliseconds. */
export interface SourceLag {
  readonly source: string
  readonly name: string
  readonly unit: string | null
  /** Events of the sample that are this source's. */
  readonly n: number
  /** null below `fewest` events. */
  readonly p95: number | null
}

/** How late events come, a source each, by the newest events of the range; the latest first. */
export async function sourceLags(
  { events, records }: { readonly events: EventReads; readonly records: RecordStore },
  scope: Scope,
  range: { readonly from: number; readonly to: number },
): Promise<readonly SourceLag[]> {
  const [{ rows }, sources] = await Promise.all([
    events.search(scope, { ...range, where: everything }, { limit: sampledEvents }),
    listSources(records, scope),
  ])
  const lags = new Map<string, number[]>()
  for (const event of rows) {
    const source = event.vonggac?.source?.id
    const received = Date.parse(String((event.event as { ingested?: unknown } | undefined)?.ingested))
    const lag = received - Date.parse(event['@timestamp'])
    if (source === undefined || Number.isNaN(lag)) continue
    const known = lags.get(source)
    if (known === undefined) lags.set(source, [Math.max(0, lag)])
    else known.push(Math.max(0, lag))
  }
  return sources
    .flatMap(({ id, host, peer, unit }) => {
      const found = (lags.get(id) ?? []).toSorted((a, b) => a - b)
      if (found.length === 0) return []
      const p95 = found.length < fewest ? null : (nearestRank(found, 95) ?? null)
      return [{ source: id, name: host ?? peer, unit: unit?.id ?? null, n: found.length, p95 }]
    })
    .sort((a, b) => (b.p95 ?? -1) - (a.p95 ?? -1))
}
