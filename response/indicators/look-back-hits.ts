import { systemScope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { hashId } from '../../core/lib/ids.ts'
import type { RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Indicator, keyOf } from './indicator.ts'
import { type IndicatorHit, indicatorHitKind, type LookBack } from './look-back.ts'

const [keptHosts, keptEvents] = [20, 10]

/** What a slice found, by the id of the record that it becomes, with the lineage of the unit. */
export type Hits = Map<string, IndicatorHit & { readonly unitIds: readonly string[] }>

/** Adds that an event holds an indicator. */
export function addHit(hits: Hits, search: LookBack, indicator: Indicator, event: EventDocument): void {
  const unit = event.vonggac?.unit
  const id = hashId(search.id, keyOf(indicator), unit?.id ?? '')
  const time = Date.parse(event['@timestamp'])
  const host = hostOf(event)
  const one = {
    search: search.id,
    list: search.list,
    type: indicator.type,
    value: indicator.value,
    unit: unit?.id ?? null,
    count: 1,
    first: time,
    last: time,
    hosts: host === undefined ? [] : [host],
    moreHosts: false,
    events: event.event.id === undefined ? [] : [event.event.id],
    unitIds: unit?.ids ?? [],
  }
  const known = hits.get(id)
  hits.set(id, known === undefined ? one : { ...together(known, one), unitIds: one.unitIds })
}

const textIn = (value: unknown, ...names: readonly string[]): string | undefined => {
  const record = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  for (const name of names) {
    const found = Array.isArray(record[name]) ? record[name][0] : record[name]
    if (typeof found === 'string') return found
  }
  return undefined
}
/** What the event is about: the host, else the address that it came from. */
const hostOf = (event: EventDocument): string | undefined =>
  textIn(event.host, 'name', 'hostname', 'ip') ?? textIn(event.source, 'ip', 'address')

/** Two findings of one indicator in one unit as one. */
function together(a: IndicatorHit, b: IndicatorHit): IndicatorHit {
  const hosts = [...new Set([...a.hosts, ...b.hosts])]
  return {
    ...a,
    count: a.count + b.count,
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    hosts: hosts.slice(0, keptHosts),
    moreHosts: a.moreHosts || b.moreHosts || hosts.length > keptHosts,
    events: [...new Set([...a.events, ...b.events])].slice(0, keptEvents),
  }
}

/** The writes by which what a slice found joins what is on record, and how many pairs are new. */
export async function mergeHits(
  records: RecordStore,
  { id: search, document: { list } }: StoredRecord<LookBack>,
  hits: Hits,
): Promise<{ readonly writes: readonly RecordWrite[]; readonly fresh: number }> {
  const known = await Promise.all(
    [...hits.keys()].map((id) => records.get<IndicatorHit>(systemScope, indicatorHitKind, id)),
  )
  const writes = [...hits].map(([id, { unitIds, ...hit }], at): RecordWrite => {
    const before = known[at]
    const document: IndicatorHit = { ...(before === undefined ? hit : together(before.document, hit)), search, list }
    return { kind: indicatorHitKind, id, document, unitIds, expect: before?.version ?? 'absent' }
  })
  return { writes, fresh: known.filter((one) => one === undefined).length }
}
