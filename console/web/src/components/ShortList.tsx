import type { ComponentProps } from 'react'
import { ListRows } from './ListRows.tsx'
import { EmptyState } from './states.tsx'

/** A list that is read whole and stands alone, with no facets beside it. */
export function ShortList<T>(
  props: Omit<ComponentProps<typeof ListRows<T>>, 'empty'> & {
    empty: { readonly title: string; readonly text: string }
  },
) {
  return (
    <div className="list-body no-facets">
      <div className="list-main">
        <ListRows {...props} empty={<EmptyState {...props.empty} />} />
      </div>
    </div>
  )
}
