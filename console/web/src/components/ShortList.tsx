import type { ComponentProps, ReactNode } from 'react'
import { usePhone } from '../lib/phone.ts'
import { DataTable } from './DataTable.tsx'
import { EmptyState, ErrorState, SkeletonRows } from './states.tsx'
import { VirtualCards } from './VirtualCards.tsx'

/** A list that is read whole: a table, on a phone cards; and what stands there until it is read, when that fails, when it is empty. */
export function ShortList<T>(props: {
  list: {
    readonly data: unknown
    readonly isError: boolean
    readonly error: unknown
    refetch(): Promise<unknown>
  }
  table: Omit<ComponentProps<typeof DataTable<T>>, 'foot' | 'onNearEnd' | 'onAtTop'>
  /** Grey bars until it is read. */
  bars: number
  empty: { readonly title: string; readonly text: string }
  card: { readonly height: number; readonly of: (row: T) => ReactNode }
}) {
  const phone = usePhone()
  const { list, table, card } = props
  return (
    <div className="list-body no-facets">
      <div className="list-main">
        {list.isError && list.data === undefined ? (
          <ErrorState error={list.error} retry={() => void list.refetch()} />
        ) : list.data === undefined ? (
          <SkeletonRows rows={props.bars} height={table.rowHeight} />
        ) : table.rows.length === 0 ? (
          <EmptyState {...props.empty} />
        ) : phone ? (
          <VirtualCards label={table.label} rows={table.rows} height={card.height} more={undefined}>
            {card.of}
          </VirtualCards>
        ) : (
          <DataTable {...table} />
        )}
      </div>
    </div>
  )
}
