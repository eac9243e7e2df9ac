import { useCallback, useMemo, useState } from 'react'
import { rangeBetween } from './selection.ts'

/** Rows that are chosen, or all that match the filter. */
export interface Selection<T> {
  readonly rows: ReadonlyMap<string, T>
  /** All that match, seen or not. */
  readonly all: boolean
  has(key: string): boolean
  toggle(row: T): void
  /** Chooses every row from the last one touched to this one. */
  extend(rows: readonly T[], row: T): void
  pickAll(): void
  clear(): void
}

/** Keeps rows as they were when they were chosen. */
export function useSelection<T>(keyOf: (row: T) => string): Selection<T> {
  const [rows, setRows] = useState<ReadonlyMap<string, T>>(new Map())
  const [all, setAll] = useState(false)
  const [anchor, setAnchor] = useState<string | null>(null)
  const toggle = useCallback(
    (row: T) => {
      const key = keyOf(row)
      setAll(false)
      setAnchor(key)
      setRows((before) => {
        const next = new Map(before)
        if (!next.delete(key)) next.set(key, row)
        return next
      })
    },
    [keyOf],
  )
  const extend = useCallback(
    (list: readonly T[], row: T) => {
      setAll(false)
      setRows((before) => {
        const next = new Map(before)
        for (const one of rangeBetween(list, keyOf, anchor, keyOf(row))) next.set(keyOf(one), one)
        return next
      })
      if (anchor === null) setAnchor(keyOf(row))
    },
    [keyOf, anchor],
  )
  const clear = useCallback(() => {
    setRows(new Map())
    setAll(false)
    setAnchor(null)
  }, [])
  return useMemo(
    () => ({ rows, all, has: (key) => all || rows.has(key), toggle, extend, pickAll: () => setAll(true), clear }),
    [rows, all, toggle, extend, clear],
  )
}
