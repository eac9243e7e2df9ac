import { type Scope, systemScope } from '../../core/access/scope.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import { localDay, startOfLocalDay } from '../../core/lib/local-day.ts'
import type { StoredRecord } from '../../core/store/store.ts'
import { audited, type IndicatorDesk } from './indicator-desk.ts'
import type { Indicators } from './indicators.ts'
import { type IndicatorHit, indicatorHitKind, isOpen, type LookBack, lookBackKind, mostDays } from './look-back.ts'
import { covers, eventScope } from './reach.ts'

export type Search = StoredRecord<LookBack>

/** Days between today and the first that is searched are counted back from today's midnight. */
const dayLength = 86_400_000
const listedSearches = 50

/** Searches for the indicators of a list: asked for, stopped, and what they found. */
export function listSearches(desk: IndicatorDesk): Pick<Indicators, 'searches' | 'search' | 'cancel' | 'hits'> {
  const { records, units, clock, timeZone, signed, find } = desk
  return {
    async searches(scope, id) {
      await find(scope, id)
      return searchesOf(desk, scope, id)
    },
    async search(actor, scope, { id, days, raw = false }) {
      const list = await find(scope, id)
      const open = await records.list<LookBack>(systemScope, lookBackKind, {
        where: {
          kind: 'all',
          of: [
            { kind: 'equals', field: 'list', value: id, fold: 'none' },
            { kind: 'equals', field: 'by.id', value: actor.id, fold: 'none' },
          ],
        },
        sort: [{ field: 'asked', direction: 'desc' }],
        limit: 20,
      })
      if (open.rows.some(({ document }) => isOpen(document))) {
        throw new CodedError('conflict', 'this list is being searched for', {
          hint: 'wait for it or cancel it',
          ...told('look-back-runs'),
        })
      }
      const now = clock.now()
      const reach = eventScope(actor, scope, units)
      const document: LookBack = {
        id: randomId(),
        list: id,
        scope: reach,
        asked: clock.now(),
        by: signed(actor).by,
        days: Math.min(Math.max(days, 1), mostDays),
        raw,
        from: startOfLocalDay(
          localDay(startOfLocalDay(localDay(now, timeZone), timeZone) - (days - 0.5) * dayLength, timeZone),
          timeZone,
        ),
        to: now,
        state: 'waiting',
        failure: null,
        reached: 0,
        scanned: 0,
        matched: 0,
        hits: 0,
        logsFrom: null,
        missing: [],
        started: null,
        ended: null,
      }
      const begun = { ...document, reached: document.from }
      const { unitIds } = list
      const written = await records.write(
        [{ kind: lookBackKind, id: begun.id, document: begun, unitIds, expect: 'absent' }],
        [
          audited(actor, 'indicator-list.search', id, unitIds, {
            search: begun.id,
            days: begun.days,
            raw,
            from: begun.from,
            to: now,
          }),
        ],
      )
      return {
        kind: lookBackKind,
        id: begun.id,
        version: written.ok ? (written.versions[0] ?? 1) : 1,
        unitIds,
        document: begun,
      }
    },
    async cancel(actor, scope, { id, search }) {
      // The search writes its progress meanwhile: that is no conflict, try again.
      for (let attempt = 0; attempt < 20; attempt++) {
        const found = await findSearch(desk, scope, id, search)
        if (!isOpen(found.document))
          throw new CodedError('conflict', `the search is ${found.document.state}`, told('look-back-over'))
        const document: LookBack = { ...found.document, state: 'cancelled', ended: clock.now() }
        const { unitIds, version } = found
        const written = await records.write(
          [{ kind: lookBackKind, id: search, document, unitIds, expect: version }],
          [audited(actor, 'indicator-list.cancel', id, unitIds, { search, reached: document.reached })],
        )
        if (written.ok) return { ...found, document, version: written.versions[0] ?? version + 1 }
      }
      throw new CodedError('store-busy', 'the search could not be stopped', {
        hint: 'try again',
        ...told('not-stopped'),
      })
    },
    async hits(scope, { id, search, limit }) {
      const found = await findSearch(desk, scope, id, search)
      return { search: found, ...(await hitsOf(desk, scope, search, limit)) }
    },
  }
}

/** A search of the list that the reader may see whole. Rejects with `not-found`. */
export async function findSearch(
  { records, units, find }: IndicatorDesk,
  scope: Scope,
  id: string,
  search: string,
): Promise<Search> {
  await find(scope, id)
  const found = await records.get<LookBack>(scope, lookBackKind, search)
  if (found === undefined || found.document.list !== id || !covers(units, scope, found.document)) {
    throw new CodedError('not-found', 'there is no such search')
  }
  return found
}

/** The newest searches of a list that the reader may see whole. */
export async function searchesOf(
  { records, units }: IndicatorDesk,
  scope: Scope,
  id: string,
): Promise<readonly Search[]> {
  const { rows } = await records.list<LookBack>(scope, lookBackKind, {
    where: { kind: 'equals', field: 'list', value: id, fold: 'none' },
    sort: [{ field: 'asked', direction: 'desc' }],
    limit: listedSearches,
  })
  return rows.filter(({ document }) => covers(units, scope, document))
}

/** What a search found within the scope, most hits first. */
export async function hitsOf({ records }: Pick<IndicatorDesk, 'records'>, scope: Scope, search: string, limit: number) {
  const { rows, total } = await records.list<IndicatorHit>(scope, indicatorHitKind, {
    where: { kind: 'equals', field: 'search', value: search, fold: 'none' },
    sort: [{ field: 'count', direction: 'desc' }],
    limit,
  })
  return { rows: rows.map(({ document }) => document), total }
}
