/** What the list shows while it is held still, and how many rows wait to come in. */
export interface HeldRows<T> {
  readonly rows: readonly T[]
  readonly waiting: number
}

/**
 * Keeps a list still while it is being read: the rows that stand keep their places and take their new contents; a row
 * that would leave stays as it was last known (`gone` tells which); a row that would come in waits and is counted.
 */
export function holdRows<T>(
  standing: readonly T[],
  fresh: readonly T[],
  keyOf: (row: T) => string,
): HeldRows<T> & { readonly gone: ReadonlySet<string> } {
  const byKey = new Map(fresh.map((row) => [keyOf(row), row]))
  const gone = new Set<string>()
  const rows = standing.map((row) => {
    const key = keyOf(row)
    const now = byKey.get(key)
    if (now === undefined) gone.add(key)
    byKey.delete(key)
    return now ?? row
  })
  return { rows, waiting: byKey.size, gone }
}
