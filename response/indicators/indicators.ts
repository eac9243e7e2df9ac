import type { Actor } from '../../core/access/actor.ts'
import { inScope, type Scope, systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { Json } from '../../core/lib/json.ts'
import { isDay, localDay, startOfLocalDay } from '../../core/lib/local-day.ts'
import type { Result } from '../../core/lib/result.ts'
import type { AuditEntry, RecordStore, RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { isHarmful } from './cautions.ts'
import { keyOf } from './indicator.ts'
import {
  type Answer,
  type IndicatorList,
  indicatorListKind,
  type Letter,
  type ListItem,
  partItems,
  type Signed,
} from './indicator-list.ts'
import { clearList, readItems, readLists, writeParts } from './list-records.ts'
import { liveValues, mostLiveValues, type ValueWrite } from './live-values.ts'
import { type IndicatorHit, indicatorHitKind, isOpen, type LookBack, lookBackKind, mostDays } from './look-back.ts'
import { covers, eventScope, ownOf, writableUnits } from './reach.ts'
import type { FileRefusal } from './read-file.ts'
import { type IndicatorSource, type Reading, readIndicators } from './read-indicators.ts'

export interface NewList extends Letter {
  readonly unit: string
  readonly source: IndicatorSource
  /** Keys of indicators that were read and are not to be kept, see `keyOf`. */
  readonly leftOut: readonly string[]
}

type List = StoredRecord<IndicatorList>
export type Search = StoredRecord<LookBack>

/** Lists of indicators for people. What lies outside the scope is `not-found`; what was changed meanwhile is `conflict`. */
export interface Indicators {
  /** Units that the actor may keep lists of. */
  unitsOf(actor: Actor): readonly string[]
  /** What a text or a file holds; nothing is kept. */
  preview(scope: Scope, source: IndicatorSource): Result<Reading, FileRefusal>
  create(actor: Actor, scope: Scope, wish: NewList): Promise<List>
  list(scope: Scope): Promise<readonly { readonly list: List; readonly search: Search | undefined }[]>
  find(scope: Scope, id: string): Promise<List>
  items(scope: Scope, id: string, page: { offset: number; limit: number }): Promise<readonly ListItem[]>
  change(actor: Actor, scope: Scope, at: { id: string; version: number; letter: Letter }): Promise<List>
  /** Deletes a list that was not answered, with its searches. */
  remove(actor: Actor, scope: Scope, at: { id: string; version: number }): Promise<void>
  /** Puts the items among the values of the rules, or takes them out. Only for who reaches the whole installation. */
  keepLive(actor: Actor, scope: Scope, at: { id: string; version: number; live: boolean }): Promise<List>
  /** Searches that the reader may see whole, the newest first. */
  searches(scope: Scope, id: string): Promise<readonly Search[]>
  /** Asks for a search of the last `days` days and today. Rejects with `conflict` while one of this list runs. */
  search(actor: Actor, scope: Scope, at: { id: string; days: number }): Promise<Search>
  cancel(actor: Actor, scope: Scope, at: { id: string; search: string }): Promise<Search>
  /** What a search found within the scope, most hits first, and how many pairs there are in all. */
  hits(
    scope: Scope,
    at: { id: string; search: string; limit: number },
  ): Promise<{ search: Search; rows: readonly IndicatorHit[]; total: number }>
  /** Answers by a search that is done; nil only where it found nothing. */
  answer(actor: Actor, scope: Scope, at: Answering): Promise<List>
  withdraw(actor: Actor, scope: Scope, at: { id: string; version: number }): Promise<List>
  /** The search that a report stands on: the answer's, else the newest that is done, with what it found. An audit row is kept. */
  report(
    actor: Actor,
    scope: Scope,
    at: { id: string; limit: number },
  ): Promise<{ list: List; search: Search; rows: readonly IndicatorHit[]; total: number }>
}
export interface Answering extends Pick<Answer, 'kind' | 'search' | 'reference' | 'note'> {
  readonly id: string
  readonly version: number
}

export interface IndicatorParts {
  readonly records: RecordStore
  readonly units: UnitTree
  readonly clock: Clock
  readonly timeZone: string
  readonly valueWrite: ValueWrite
}

/** Days between today and the first that is searched are counted back from today's midnight. */
const dayLength = 86_400_000
const listedSearches = 50

export function createIndicators({ records, units, clock, timeZone, valueWrite }: IndicatorParts): Indicators {
  const signed = (actor: Actor): Signed => ({ at: clock.now(), by: { id: actor.id, name: actor.name } })
  const today = () => localDay(clock.now(), timeZone)

  async function find(scope: Scope, id: string): Promise<List> {
    const found = await records.get<IndicatorList>(scope, indicatorListKind, id)
    if (found === undefined) throw new CodedError('not-found', 'there is no such list of indicators')
    return found
  }
  async function save(
    before: List,
    version: number,
    {
      document,
      actor,
      action,
      details,
    }: { document: IndicatorList; actor: Actor; action: string; details: AuditEntry['details'] },
    more: readonly RecordWrite[] = [],
  ): Promise<List> {
    if (before.version !== version) throw changedSince()
    const { id, unitIds } = before
    const written = await records.write(
      [{ kind: indicatorListKind, id, document, unitIds, expect: version }, ...more],
      [audited(actor, action, id, unitIds, details)],
    )
    if (!written.ok) throw changedSince()
    return { ...before, document, version: written.versions[0] ?? version + 1 }
  }
  async function findSearch(scope: Scope, id: string, search: string): Promise<Search> {
    await find(scope, id)
    const found = await records.get<LookBack>(scope, lookBackKind, search)
    if (found === undefined || found.document.list !== id || !covers(units, scope, found.document)) {
      throw new CodedError('not-found', 'there is no such search')
    }
    return found
  }
  async function searchesOf(scope: Scope, id: string): Promise<readonly Search[]> {
    const { rows } = await records.list<LookBack>(scope, lookBackKind, {
      where: { kind: 'equals', field: 'list', value: id, fold: 'none' },
      sort: [{ field: 'asked', direction: 'desc' }],
      limit: listedSearches,
    })
    return rows.filter(({ document }) => covers(units, scope, document))
  }

  async function hitsOf(scope: Scope, search: string, limit: number) {
    const { rows, total } = await records.list<IndicatorHit>(scope, indicatorHitKind, {
      where: { kind: 'equals', field: 'search', value: search, fold: 'none' },
      sort: [{ field: 'count', direction: 'desc' }],
      limit,
    })
    return { rows: rows.map(({ document }) => document), total }
  }

  return {
    unitsOf: (actor) => writableUnits(actor, units),
    preview: (scope, source) => readIndicators(source, ownOf(scope, units)),
    async create(actor, scope, { unit, source, leftOut, ...letter }) {
      const unitIds = units.lineage(unit)
      if (unitIds.length === 0 || !inScope(scope, unitIds)) throw noSuchUnit()
      const read = readIndicators(source, ownOf(scope, units))
      if (!read.ok) return refuse(read.error)
      const out = new Set(leftOut)
      const kept = read.value.items.filter((item) => !out.has(keyOf(item)))
      if (kept.length === 0) throw new CodedError('bad-request', 'there is no indicator in it', { hint: '/source' })
      const items = kept.map(({ type, value, places, cautions }): ListItem => {
        const place = places[0] ?? { line: 0 }
        return { type, value, place, cautions }
      })
      const id = randomId()
      const parts = await writeParts(records, id, items, unitIds)
      const counts: Partial<Record<ListItem['type'], number>> = {}
      for (const { type } of items) counts[type] = (counts[type] ?? 0) + 1
      const marked = items.filter(({ cautions }) => isHarmful(cautions)).length
      const document: IndicatorList = {
        ...checked(letter),
        id,
        unit,
        items: items.length,
        counts,
        marked,
        parts,
        live: false,
        kept: clock.now(),
        created: signed(actor),
        changed: signed(actor),
        answer: null,
      }
      const { title, reference, due } = letter
      const details = {
        title,
        reference,
        due,
        items: items.length,
        leftOut: leftOut.length,
        unread: read.value.unread.length,
      }
      const written = await records.write(
        [{ kind: indicatorListKind, id, document, unitIds, expect: 'absent' }],
        [audited(actor, 'indicator-list.create', id, unitIds, details)],
      )
      return { kind: indicatorListKind, id, version: written.ok ? (written.versions[0] ?? 1) : 1, unitIds, document }
    },
    async list(scope) {
      const lists = await readLists(records, scope)
      const { rows } = await records.list<LookBack>(scope, lookBackKind, {
        where: { kind: 'true' },
        sort: [{ field: 'asked', direction: 'desc' }],
        limit: 2_000,
      })
      const latest = new Map<string, Search>()
      for (const search of rows) {
        if (!latest.has(search.document.list) && covers(units, scope, search.document))
          latest.set(search.document.list, search)
      }
      return lists.map((list) => ({ list, search: latest.get(list.id) })).sort(dueFirst)
    },
    find,
    async items(scope, id, { offset, limit }) {
      const { document } = await find(scope, id)
      const first = Math.floor(offset / partItems)
      const items = await readItems(records, document, first, Math.ceil((offset + limit) / partItems))
      return items.slice(offset - first * partItems, offset - first * partItems + limit)
    },
    async change(actor, scope, { id, version, letter }) {
      const before = await find(scope, id)
      const document = { ...before.document, ...checked(letter), changed: signed(actor) }
      const { title, reference, due } = letter
      return save(before, version, {
        document,
        actor,
        action: 'indicator-list.change',
        details: { title, reference, due },
      })
    },
    async remove(actor, scope, { id, version }) {
      const { document, unitIds, version: now } = await find(scope, id)
      if (now !== version) throw changedSince()
      if (document.answer !== null)
        throw new CodedError('conflict', 'the list was answered', { hint: 'withdraw the answer first' })
      if (document.live)
        throw new CodedError('conflict', 'rules look for its items', { hint: 'take it out of the rules first' })
      const { title, reference, items } = document
      const gone = { kind: indicatorListKind, id, document: undefined, unitIds, expect: version }
      const written = await records.write(
        [gone],
        [audited(actor, 'indicator-list.remove', id, unitIds, { title, reference, items })],
      )
      if (!written.ok) throw changedSince()
      await clearList(records, document)
    },
    async keepLive(actor, scope, { id, version, live }) {
      if (!inScope(scope, [])) {
        throw new CodedError('not-allowed', 'this goes beyond the units that your role reaches', {
          hint: 'rules look at all units: ask somebody of the response team',
        })
      }
      const before = await find(scope, id)
      const document = { ...before.document, live, changed: signed(actor) }
      const values = await liveValues(records, document, ownOf(scope, units))
      const writes: RecordWrite[] = []
      for (const [name, list] of values) {
        if (list.length > mostLiveValues) {
          throw new CodedError('too-large', `${name} would hold ${list.length} values; rules take ${mostLiveValues}`, {
            hint: 'take an older list out of the rules first',
          })
        }
        const write = await valueWrite(name, list, actor.id)
        if (write !== undefined) writes.push(write)
      }
      const details: Record<string, Json> = { live }
      for (const [name, list] of values) details[name] = list.length
      return save(before, version, { document, actor, action: 'indicator-list.live', details }, writes)
    },
    async searches(scope, id) {
      await find(scope, id)
      return searchesOf(scope, id)
    },
    async search(actor, scope, { id, days }) {
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
        throw new CodedError('conflict', 'this list is being searched for', { hint: 'wait for it or cancel it' })
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
        from: startOfLocalDay(
          localDay(startOfLocalDay(today(), timeZone) - (days - 0.5) * dayLength, timeZone),
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
        const found = await findSearch(scope, id, search)
        if (!isOpen(found.document)) throw new CodedError('conflict', `the search is ${found.document.state}`)
        const document: LookBack = { ...found.document, state: 'cancelled', ended: clock.now() }
        const { unitIds, version } = found
        const written = await records.write(
          [{ kind: lookBackKind, id: search, document, unitIds, expect: version }],
          [audited(actor, 'indicator-list.cancel', id, unitIds, { search, reached: document.reached })],
        )
        if (written.ok) return { ...found, document, version: written.versions[0] ?? version + 1 }
      }
      throw new CodedError('store-busy', 'the search could not be stopped', { hint: 'try again' })
    },
    async hits(scope, { id, search, limit }) {
      const found = await findSearch(scope, id, search)
      return { search: found, ...(await hitsOf(scope, search, limit)) }
    },
    async answer(actor, scope, { id, version, ...given }) {
      const before = await find(scope, id)
      if (before.document.answer !== null) throw changedSince()
      const { document: search } = await findSearch(scope, id, given.search)
      if (search.state !== 'done') throw new CodedError('conflict', 'the search is not done', { hint: 'wait for it' })
      if (search.hits > 0 !== (given.kind === 'found')) {
        throw new CodedError('bad-request', `the search found ${search.hits} times an indicator in a unit`, {
          hint: '/kind',
        })
      }
      const answer: Answer = { ...given, ...signed(actor) }
      const document = { ...before.document, answer, changed: signed(actor) }
      const details = { kind: given.kind, search: given.search, reference: given.reference }
      return save(before, version, { document, actor, action: 'indicator-list.answer', details })
    },
    async withdraw(actor, scope, { id, version }) {
      const before = await find(scope, id)
      const { answer } = before.document
      if (answer === null) throw changedSince()
      const document = { ...before.document, answer: null, changed: signed(actor) }
      const details = { kind: answer.kind, search: answer.search, reference: answer.reference }
      return save(before, version, { document, actor, action: 'indicator-list.withdraw', details })
    },
    async report(actor, scope, { id, limit }) {
      const list = await find(scope, id)
      const { answer } = list.document
      const searches = await searchesOf(scope, id)
      const search = searches.find(({ document }) =>
        answer === null ? document.state === 'done' : document.id === answer.search,
      )
      if (search === undefined) throw new CodedError('conflict', 'no search is done', { hint: 'search first' })
      const { unitIds } = list
      await records.write([], [audited(actor, 'indicator-list.report', id, unitIds, { search: search.id })])
      return { list, search, ...(await hitsOf(scope, search.id, limit)) }
    },
  }
}

/** Not answered first, the soonest due before all; then the answered, the latest first. */
function dueFirst(a: { readonly list: List }, b: { readonly list: List }): number {
  const [one, other] = [a.list.document, b.list.document]
  if (one.answer !== null || other.answer !== null)
    return (other.answer?.at ?? Infinity) - (one.answer?.at ?? Infinity) || 0
  return (one.due ?? '9999').localeCompare(other.due ?? '9999') || other.created.at - one.created.at
}

function checked(letter: Letter): Letter {
  const { title, sender, reference, dated, due, tlp, note } = letter
  if (title.trim() === '') throw new CodedError('bad-request', 'a list has a title', { hint: '/title' })
  for (const [field, day] of Object.entries({ dated, due })) {
    if (day !== null && !isDay(day)) throw new CodedError('bad-request', `${day} is no day`, { hint: `/${field}` })
  }
  return { title: title.trim(), sender: sender.trim(), reference: reference.trim(), dated, due, tlp, note: note.trim() }
}

function refuse(refusal: FileRefusal): never {
  throw new CodedError('bad-request', `the file cannot be read: ${refusal}`, { hint: '/source' })
}

const audited = (
  actor: Actor,
  action: string,
  list: string,
  unitIds: readonly string[],
  details: AuditEntry['details'],
): AuditEntry => ({ actor: actor.id, action, target: `${indicatorListKind}/${list}`, unitIds, details })

const changedSince = () =>
  new CodedError('conflict', 'someone changed this since it was shown', { hint: 'look at it again' })
const noSuchUnit = () => new CodedError('not-found', 'there is no such unit')
