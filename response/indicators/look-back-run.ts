import { systemScope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { hashId } from '../../core/lib/ids.ts'
import { localDay, startOfLocalDay } from '../../core/lib/local-day.ts'
import type { EventReads, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { type Indicator, keyOf } from './indicator.ts'
import { IndicatorIndex } from './indicator-index.ts'
import { type IndicatorList, indicatorListKind } from './indicator-list.ts'
import { indicatorQuery } from './indicator-query.ts'
import { readItems } from './list-records.ts'
import { type IndicatorHit, indicatorHitKind, isOpen, type LookBack, lookBackKind } from './look-back.ts'

export interface LookBackParts {
  readonly events: Pick<EventReads, 'search' | 'histogram'>
  readonly records: RecordStore
  readonly clock: Clock
  readonly timeZone: string
  /** Leaves the slice that is being gone through; it is gone through again later. */
  readonly stop?: AbortSignal
  /** Pairs of indicator and unit that are kept, at most; default 50,000. */
  readonly mostHits?: number
}

const hour = 3_600_000
const day = 24 * hour
/** Slices grow and shrink between these, so that one takes about as long as told, in milliseconds. */
const shortest = hour / 6
const longest = day
const [quick, slow] = [150, 1_000]
const pageEvents = 1_000
/** Milliseconds between two looks at whether somebody cancelled. */
const lookEvery = 1_000
const [keptHosts, keptEvents] = [20, 10]

type Outcome = 'ended' | 'more'

/**
 * Goes on with a search for about `milliseconds`, slice by slice. A slice is written with what it found in one transaction
 * with the search's progress, so that a crash or a second runner neither loses nor repeats a hit.
 */
export async function advanceLookBack(
  parts: LookBackParts,
  at: StoredRecord<LookBack>,
  milliseconds: number,
): Promise<Outcome> {
  const { records, clock } = parts
  const until = performance.now() + milliseconds
  const list = await records.get<IndicatorList>(systemScope, indicatorListKind, at.document.list)
  let state = at
  const save = async (next: LookBack, hits: readonly RecordWrite[] = []): Promise<boolean> => {
    const unitIds = state.unitIds
    const write = { kind: lookBackKind, id: next.id, document: next, unitIds, expect: state.version }
    const written = await records.write([write, ...hits])
    if (written.ok) state = { ...state, document: next, version: written.versions[0] ?? state.version + 1 }
    return written.ok
  }
  const end = async (change: Partial<LookBack>): Promise<Outcome> =>
    (await save({ ...state.document, ended: clock.now(), ...change })) ? 'ended' : outcomeNow(records, at.id)
  if (list === undefined) return end({ state: 'failed', failure: 'list-gone' })
  if (state.document.started === null && !(await begin(parts, state.document, save))) return outcomeNow(records, at.id)

  const items = await readItems(records, list.document)
  const query = indicatorQuery(items)
  const index = new IndicatorIndex(items)
  for (let length = hour; state.document.reached < state.document.to; ) {
    const { reached, to: last } = state.document
    const range = { from: reached, to: Math.min(reached + length, last) }
    const began = performance.now()
    const slice = await readSlice(parts, state.document, { ...range, where: query }, index)
    if (slice === undefined) return outcomeNow(records, at.id)
    const { writes, fresh } = await mergeHits(records, state, slice.hits)
    const { matched, scanned, hits } = state.document
    const next = {
      ...state.document,
      reached: range.to,
      scanned: scanned + slice.scanned,
      matched: matched + slice.matched,
      hits: hits + fresh,
    }
    if (next.hits > (parts.mostHits ?? 50_000)) return end({ state: 'failed', failure: 'too-many-hits' })
    if (!(await save(next, writes))) return outcomeNow(records, at.id)
    const spent = performance.now() - began
    if (spent < quick) length = Math.min(length * 2, longest)
    else if (spent > slow) length = Math.max(length / 2, shortest)
    if (performance.now() > until && next.reached < last) return 'more'
  }
  return end({ state: 'done' })
}

async function outcomeNow(records: RecordStore, id: string): Promise<Outcome> {
  const now = await records.get<LookBack>(systemScope, lookBackKind, id)
  return now === undefined || !isOpen(now.document) ? 'ended' : 'more'
}

/** Finds out since when there are events within the scope, and which days have none; the time before is passed over. */
async function begin(
  { events, clock, timeZone }: LookBackParts,
  search: LookBack,
  save: (next: LookBack) => Promise<boolean>,
): Promise<boolean> {
  const empty: string[] = []
  let first: string | null = null
  for (let from = search.from; from < search.to; ) {
    const name = localDay(from, timeZone)
    const to = Math.min(startOfLocalDay(localDay(from + 26 * hour, timeZone), timeZone), search.to)
    const { total } = await events.histogram(search.scope, { from, to, where: { kind: 'true' } }, 1)
    if (total.value > 0 || total.relation === 'gte') first ??= name
    else if (first !== null) empty.push(name)
    from = to
  }
  const reached = first === null ? search.to : Math.max(search.from, startOfLocalDay(first, timeZone))
  return save({ ...search, state: 'running', started: clock.now(), reached, logsFrom: first, missing: empty })
}

type Slice = {
  readonly scanned: number
  readonly matched: number
  readonly hits: ReadonlyMap<string, IndicatorHit & Lineage>
}
interface Lineage {
  readonly unitIds: readonly string[]
}

/** Everything of a slice; undefined when it was left: the search is over, or the platform stops. */
async function readSlice(
  { events, records, stop }: LookBackParts,
  search: LookBack,
  query: Parameters<EventReads['search']>[1],
  index: IndicatorIndex,
): Promise<Slice | undefined> {
  const { from, to } = query
  const { total } = await events.histogram(search.scope, { from, to, where: { kind: 'true' } }, 1)
  const hits = new Map<string, IndicatorHit & Lineage>()
  let matched = 0
  let looked = performance.now()
  let cursor: string | undefined
  if (total.value === 0 && total.relation === 'eq') return { scanned: 0, matched, hits }
  do {
    if (stop?.aborted) return undefined
    if (performance.now() - looked > lookEvery) {
      if ((await outcomeNow(records, search.id)) === 'ended') return undefined
      looked = performance.now()
    }
    const page = await events.search(search.scope, query, {
      limit: pageEvents,
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const event of page.rows) {
      const found = index.find(event)
      if (found.length > 0) matched++
      for (const indicator of found) addHit(hits, search, indicator, event)
    }
    cursor = page.cursor
  } while (cursor !== undefined)
  return { scanned: total.value, matched, hits }
}

function addHit(
  hits: Map<string, IndicatorHit & Lineage>,
  search: LookBack,
  indicator: Indicator,
  event: EventDocument,
) {
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
async function mergeHits(
  records: RecordStore,
  { id: search, document: { list } }: StoredRecord<LookBack>,
  hits: Slice['hits'],
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
