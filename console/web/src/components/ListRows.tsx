import type { ComponentProps, ReactNode } from 'react'
import { usePhone } from '../lib/phone.ts'
import { DataTable } from './DataTable.tsx'
import { ErrorState, SkeletonRows } from './states.tsx'
import { VirtualCards } from './VirtualCards.tsx'

/** What a list that is read whole says of its reading. */
export interface ReadList {
  readonly data: unknown
  readonly isError: boolean
  readonly error: unknown
  refetch(): Promise<unknown>
}

/** The rows of a list that is read whole: a table, on a phone cards; and what stands there until they are read, when that fails, when there are none. */
export function ListRows<T>(props: {
  list: ReadList
  table: Omit<ComponentProps<typeof DataTable<T>>, 'foot' | 'onNearEnd' | 'onAtTop'>
  /** Grey bars until it is read. */
  bars: number
  empty: ReactNode
  card: { readonly height: number; readonly of: (row: T) => ReactNode }
}) {
  const phone = usePhone()
  const { list, table, card } = props
  if (list.data === undefined)
    return list.isError ? (
      <ErrorState error={list.error} retry={() => void list.refetch()} />
    ) : (
      <SkeletonRows rows={props.bars} height={table.rowHeight} />
    )
  if (table.rows.length === 0) return props.empty
  if (!phone) return <DataTable {...table} />
  return (
    <VirtualCards label={table.label} rows={table.rows} height={card.height} more={undefined}>
      {card.of}
    </VirtualCards>
  )
}
