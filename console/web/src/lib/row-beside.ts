/** The row so many further from the one that is here, or the last on that side; the first when none is here. Undefined: there are none. */
export function rowBeside<T>(rows: readonly T[], isHere: (row: T) => boolean, by: number): T | undefined {
  const at = rows.findIndex(isHere)
  return rows[at === -1 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]
}
