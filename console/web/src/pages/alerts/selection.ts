/** The rows from one key to another, both included, whichever comes first; without the first, the other alone. */
export function rangeBetween<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  from: string | null,
  to: string,
): readonly T[] {
  const end = rows.findIndex((row) => keyOf(row) === to)
  const start = rows.findIndex((row) => keyOf(row) === from)
  if (end === -1) return []
  if (start === -1) return rows.slice(end, end + 1)
  return rows.slice(Math.min(start, end), Math.max(start, end) + 1)
}
