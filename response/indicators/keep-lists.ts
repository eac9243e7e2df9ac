import { inScope } from '../../core/access/scope.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { audited, changedSince, checked, type IndicatorDesk, type List } from './indicator-desk.ts'
import { indicatorListKind, partItems } from './indicator-list.ts'
import type { Indicators } from './indicators.ts'
import { clearList, readLists, readSomeItems } from './list-records.ts'
import { liveWrites } from './live-values.ts'
import { type LookBack, lookBackKind } from './look-back.ts'
import { markItem } from './mark-item.ts'
import { covers, ownOf } from './reach.ts'
import type { Search } from './searches.ts'

/** Lists looked at, changed, taken away, and put before the rules. */
export function listKeeping(
  desk: IndicatorDesk,
): Pick<Indicators, 'list' | 'items' | 'change' | 'mark' | 'remove' | 'keepLive'> {
  const { records, units, valueWrite, signed, find, save } = desk
  return {
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
    async items(scope, id, { offset, limit }) {
      const { document } = await find(scope, id)
      const first = Math.floor(offset / partItems)
      const items = await readSomeItems(records, document, first, Math.ceil((offset + limit) / partItems))
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
    mark: (actor, scope, at) => markItem(desk, actor, scope, at),
    async remove(actor, scope, { id, version }) {
      const { document, unitIds, version: now } = await find(scope, id)
      if (now !== version) throw changedSince()
      if (document.answer !== null)
        throw new CodedError('conflict', 'the list was answered', {
          hint: 'withdraw the answer first',
          ...told('indicators-answered'),
        })
      if (document.live)
        throw new CodedError('conflict', 'rules look for its items', {
          hint: 'take it out of the rules first',
          ...told('indicators-live'),
        })
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
          ...told('indicators-reach'),
        })
      }
      const before = await find(scope, id)
      const document = { ...before.document, live, changed: signed(actor) }
      const { writes, counts } = await liveWrites({ records, valueWrite }, document, ownOf(scope, units), actor.id)
      const details = { live, ...counts }
      return save(before, version, { document, actor, action: 'indicator-list.live', details }, writes)
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
