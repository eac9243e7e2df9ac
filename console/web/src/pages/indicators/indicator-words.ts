import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { IndicatorHits, IndicatorListRow, IndicatorSearch, ReadItem } from '../../../../api/schemas/indicators.ts'

export type Hit = IndicatorHits['rows'][number]

/** A day of a letter, `2026-07-15`, as it is read: `15/07/2026`. */
export const dayWords = (day: string): string => day.split('-').reverse().join('/')

/** Where an indicator stood. */
export function placeWords({ t }: Pick<Translator, 't'>, { line, cell }: ReadItem['places'][number]): string {
  return cell === undefined
    ? t('indicators.place.line', { n: String(line ?? 0) })
    : t('indicators.place.cell', { cell })
}

/** How far a search is, in whole per cent. */
export function percentOf({ from, to, reached }: IndicatorSearch): number {
  return Math.min(100, Math.max(0, Math.floor(((reached - from) / Math.max(1, to - from)) * 100)))
}

/** The search that an answer stands on: the newest that is done. */
export const answeredBy = (searches: readonly IndicatorSearch[]): IndicatorSearch | undefined =>
  searches.find(({ state }) => state === 'done')

/** What was found, by unit, most events first; null is what belongs to no unit. */
export function byUnit(
  rows: readonly Hit[],
): readonly { readonly unit: Hit['unit']; readonly rows: readonly Hit[]; readonly count: number }[] {
  const units = new Map<string, { unit: Hit['unit']; rows: Hit[]; count: number }>()
  for (const row of rows) {
    const known = units.get(row.unit?.id ?? '') ?? { unit: row.unit, rows: [], count: 0 }
    units.set(row.unit?.id ?? '', { ...known, rows: [...known.rows, row], count: known.count + row.count })
  }
  return [...units.values()].sort((a, b) => b.count - a.count)
}

/** The address of the event search for what a hit names. */
export function eventsAddress({ first, last, events }: Hit): string {
  const query = events
    .slice(0, 10)
    .map((id) => `event.id: "${id}"`)
    .join(' or ')
  return `/search?${new URLSearchParams({ from: String(first), to: String(last + 1), query })}`
}

const day = 86_400_000

/** The range for pages of what was hit: a day around the hits, as an address has it. */
export const rangeAround = ({ first, last }: Pick<Hit, 'first' | 'last'>): string =>
  new URLSearchParams({ from: String(Math.max(0, first - day)), to: String(last + day) }).toString()

/** Days that lie next to each other, as stretches: `01/07/2026–03/07/2026, 09/07/2026`. */
export function dayStretches(days: readonly string[]): string {
  const stretches: { from: string; to: string }[] = []
  for (const day of days) {
    const last = stretches.at(-1)
    if (last !== undefined && Date.parse(day) - Date.parse(last.to) === 86_400_000) last.to = day
    else stretches.push({ from: day, to: day })
  }
  return stretches
    .map(({ from, to }) => (from === to ? dayWords(from) : `${dayWords(from)}–${dayWords(to)}`))
    .join(', ')
}

/** How the answer stands, for a class of the style sheet. */
export const stateTone = (state: IndicatorListRow['state']): string =>
  state === 'overdue' ? 'bad-text' : state === 'open' ? 'warm-text' : 'dim'
