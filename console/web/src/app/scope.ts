import type { Session } from '../../../api/schemas/session.ts'

/**
 * The units that the reader's scope hangs from, as a path to show: the topmost ones (whose own parent is not in scope),
 * and how many units there are altogether. Null when there are none.
 */
export function scopeOf(units: Session['units']): { path: string; units: number } | null {
  const tops = topmost(units)
  if (tops.length === 0) return null
  return { path: tops.map(({ name }) => name).join(', '), units: units.length }
}

/** The ids of the units that the reader's scope hangs from. */
export const topsOf = (units: Session['units']): string[] => topmost(units).map(({ id }) => id)

function topmost(units: Session['units']): Session['units'] {
  const ids = new Set(units.map(({ id }) => id))
  return units.filter(({ parent }) => parent === undefined || !ids.has(parent))
}
