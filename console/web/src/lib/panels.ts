import { type RefObject, useCallback } from 'react'
import { useAddress } from './address.ts'

/**
 * What lies at the right of a list, one thing at a time, as it stands in the address under one of `names`. The first name
 * is that of an opened row: the focus goes back to it in the table when it is closed. `names` must stay the same array.
 */
export function usePanels<Name extends string>(
  names: readonly [row: Name, ...others: Name[]],
  table: RefObject<{ focusRow(key: string): void } | null>,
): {
  /** The value under a name; null where nothing of that kind is open. */
  readonly opened: (name: Name) => string | null
  /** Opens one and closes the others; `replace` where Back should not return to what was open before. */
  readonly show: (name: Name, value: string, replace?: boolean) => void
  readonly close: () => void
} {
  const [params, change] = useAddress()
  const row = params.get(names[0])
  const show = useCallback(
    (name: Name, value: string, replace = false) =>
      change((next) => {
        for (const one of names) next.delete(one)
        next.set(name, value)
      }, replace),
    [names, change],
  )
  const close = useCallback(() => {
    change((next) => {
      for (const one of names) next.delete(one)
    })
    if (row !== null) table.current?.focusRow(row)
  }, [names, change, row, table])
  return { opened: (name) => params.get(name), show, close }
}
