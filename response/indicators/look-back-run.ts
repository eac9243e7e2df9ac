import { systemScope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { localDay, startOfLocalDay } from '../../core/lib/local-day.ts'
import type { Predicate } from '../../core/predicate/predicate.ts'
import type { EventReads, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import type { Indicator } from './indicator.ts'
import { IndicatorIndex } from './indicator-index.ts'
import { type IndicatorList, indicatorListKind } from './indicator-list.ts'
import { indicatorQuery } from './indicator-query.ts'
import { readItems } from './list-records.ts'
import { isOpen, type LookBack, lookBackKind } from './look-back.ts'
import { addHit, type Hits, mergeHits } from './look-back-hits.ts'
import { namedInText } from './raw-text.ts'

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

  const items = (await readItems(records, list.document)).filter((item) => item.false === undefined)
  // What stands in a line alone no field tells of: every event is read.
  const query = state.document.raw === true ? everything : indicatorQuery(items)
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

const everything: Predicate = { kind: 'true' }

/** The indicators that an event holds, in its fields and, where that was asked for, in its line. */
function foundIn(index: IndicatorIndex, { raw }: LookBack, event: EventDocument): readonly Indicator[] {
  const found = index.find(event)
  const named = raw === true ? namedInText(event) : undefined
  return named === undefined ? found : [...new Set([...found, ...index.find(named)])]
}

type Slice = {
  readonly scanned: number
  readonly matched: number
  readonly hits: Hits
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
  const hits: Hits = new Map()
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
      const found = foundIn(index, search, event)
      if (found.length > 0) matched++
      for (const indicator of found) addHit(hits, search, indicator, event)
    }
    cursor = page.cursor
  } while (cursor !== undefined)
  return { scanned: total.value, matched, hits }
}
