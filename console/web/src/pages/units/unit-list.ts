import { foldSearch } from '../../../../../core/lib/fold-text.ts'
import type { UnitRow } from '../../../../api/schemas/units.ts'

/** The kinds in the order in which they are offered. */
export const unitKinds = [
  'province',
  'department',
  'commune',
  'ward',
  'special-zone',
  'office',
] as const satisfies readonly UnitRow['kind'][]

/** A unit in its place: how deep it stands below the uppermost one shown. */
export interface PlacedUnit extends UnitRow {
  readonly depth: number
}

/**
 * The units depth first, siblings by name. With a search those that fit and what stands above them; ended ones, which stand
 * under what they last stood under, only when asked for.
 */
export function placeUnits(rows: readonly UnitRow[], find: string, withEnded: boolean): readonly PlacedUnit[] {
  const shown = rows.filter(({ ended }) => withEnded || ended === null)
  const byId = new Map(shown.map((row) => [row.id, row]))
  const wanted = foldSearch(find.trim())
  const kept = new Set<string>()
  for (const row of shown) {
    if (wanted !== '' && !foldSearch(`${row.name} ${row.id}`).includes(wanted)) continue
    for (let at: UnitRow | undefined = row; at !== undefined && !kept.has(at.id); at = byId.get(at.parent ?? '')) {
      kept.add(at.id)
    }
  }
  const under = new Map<string, UnitRow[]>()
  for (const row of shown) {
    if (!kept.has(row.id)) continue
    const parent = row.parent !== null && kept.has(row.parent) ? row.parent : ''
    under.set(parent, [...(under.get(parent) ?? []), row])
  }
  const placed: PlacedUnit[] = []
  const place = (parent: string, depth: number) => {
    const siblings = under.get(parent) ?? []
    siblings.sort((a, b) => a.name.localeCompare(b.name, 'vi'))
    for (const row of siblings) {
      placed.push({ ...row, depth })
      place(row.id, depth + 1)
    }
  }
  place('', 0)
  return placed
}

/** One entry a line, blank ones left out. */
export const linesOf = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
