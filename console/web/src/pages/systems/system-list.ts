import { foldSearch } from '../../../../../core/lib/fold-text.ts'
import type { SystemRow } from '../../../../api/schemas/systems.ts'

/** What the list can be narrowed to. */
export const systemViews = ['all', 'short', 'silent', 'undecided'] as const
export type SystemView = (typeof systemViews)[number]

const fits: Readonly<Record<SystemView, (row: SystemRow) => boolean>> = {
  all: () => true,
  short: ({ retention }) => retention === 'short' || retention === 'nothing-arrives',
  silent: ({ sources }) => sources.silent + sources.missing > 0,
  undecided: ({ decision }) => decision === null,
}

/** How many of those in use stand in each view. */
export function countViews(rows: readonly SystemRow[]): Readonly<Record<SystemView, number>> {
  const inUse = rows.filter(({ ended }) => ended === null)
  const count = (view: SystemView) => inUse.filter(fits[view]).length
  return { all: count('all'), short: count('short'), silent: count('silent'), undecided: count('undecided') }
}

/** The systems of a view that a search fits, the highest level first, then by name; those out of use only when asked for. */
export function shownSystems(
  rows: readonly SystemRow[],
  view: SystemView,
  find: string,
  withEnded: boolean,
): readonly SystemRow[] {
  const wanted = foldSearch(find.trim())
  return rows
    .filter((row) => (withEnded || row.ended === null) && fits[view](row))
    .filter(({ code, name, owner, decision }) =>
      foldSearch(`${code} ${name} ${owner?.name ?? ''} ${decision?.number ?? ''}`).includes(wanted),
    )
    .sort((a, b) => b.level - a.level || a.name.localeCompare(b.name, 'vi') || (a.id < b.id ? -1 : 1))
}
