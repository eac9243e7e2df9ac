import type { Scope } from '../../../core/access/scope.ts'
import { localDay } from '../../../core/lib/local-day.ts'
import { indicatorTypes } from '../../../response/indicators/indicator.ts'
import { answerState, type IndicatorList, type ListItem } from '../../../response/indicators/indicator-list.ts'
import type { Reading } from '../../../response/indicators/read-indicators.ts'
import { mostIndicators } from '../../../response/indicators/read-pieces.ts'
import type { Search } from '../../../response/indicators/searches.ts'
import type { IndicatorItems, IndicatorListRow, IndicatorPreview, IndicatorSearch } from '../schemas/indicators.ts'
import type { Services } from '../services.ts'

/** Items of a preview that are sent; a list of more is kept whole all the same. */
const previewed = 2_000

const countsOf = (counts: IndicatorList['counts']) =>
  indicatorTypes.flatMap((type) => (counts[type] === undefined ? [] : [{ type, count: counts[type] }]))

/** A preview of what holds nothing. */
export const nothingRead: IndicatorPreview = {
  refused: null,
  total: 0,
  counts: [],
  items: [],
  unread: [],
  unreadMore: 0,
  beyond: 0,
  most: mostIndicators,
}

/** What a text or a file holds, the items that are to be minded first. */
export function previewOf({ items, unread, unreadMore, beyond }: Reading): IndicatorPreview {
  const counts: Partial<Record<(typeof indicatorTypes)[number], number>> = {}
  for (const { type } of items) counts[type] = (counts[type] ?? 0) + 1
  const ordered = [
    ...items.filter(({ cautions }) => cautions.length > 0),
    ...items.filter(({ cautions }) => cautions.length === 0),
  ]
  return {
    ...nothingRead,
    total: items.length,
    counts: countsOf(counts),
    items: ordered
      .slice(0, previewed)
      .map((item) => ({ ...item, places: [...item.places], cautions: [...item.cautions] })),
    unread: [...unread],
    unreadMore,
    beyond,
  }
}

/** Records as the API shows them: of scopes and parts nothing, of units the name. */
export function showIndicators({
  indicators,
  units,
  clock,
  installation: { timeZone },
}: Pick<Services, 'indicators' | 'units' | 'clock' | 'installation'>) {
  const unit = (id: string) => ({ id, name: units.get(id)?.name ?? id })
  const signed = ({ at, by }: IndicatorList['created']) => ({ at, by: by.name })
  const search = ({ document }: Search): IndicatorSearch => {
    const { scope: _, list: __, started: ___, asked, by, missing, raw = false, ...rest } = document
    return { ...rest, raw, asked: { at: asked, by: by.name }, missing: [...missing] }
  }
  const row = (
    { document, version }: { readonly document: IndicatorList; readonly version: number },
    latest: Search | undefined,
  ): IndicatorListRow => {
    const { parts: _, kept: __, counts, created, changed, answer, unit: owner, falseItems = 0, ...rest } = document
    const answeredOn = answer === null ? null : localDay(answer.at, timeZone)
    return {
      ...rest,
      falseItems,
      version,
      unit: unit(owner),
      counts: countsOf(counts),
      created: signed(created),
      changed: signed(changed),
      answer: answer === null ? null : { ...answer, by: answer.by.name },
      state: answerState(document.due, answeredOn, localDay(clock.now(), timeZone)),
      search: latest === undefined ? null : search(latest),
    }
  }
  const item = ({ cautions, false: marked, ...one }: ListItem): IndicatorItems['rows'][number] => ({
    ...one,
    cautions: [...cautions],
    false: marked === undefined ? null : { ...signed(marked), reason: marked.reason },
  })
  const detail = async (scope: Scope, id: string) => {
    const [list, searches] = await Promise.all([indicators.find(scope, id), indicators.searches(scope, id)])
    return { ...row(list, searches[0]), searches: searches.map(search) }
  }
  return { unit, search, row, item, detail }
}
