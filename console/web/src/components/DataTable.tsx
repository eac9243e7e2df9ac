import {
  type ColumnDef,
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useMemo, useRef } from 'react'
import { useWords } from '../app/words.tsx'

/** A column: what stands in its head and cells, and how wide it is. */
export interface Column<T> {
  readonly id: string
  readonly head: string
  readonly width: number
  /** Takes the width that is left; one column of a table does. */
  readonly grows?: boolean
  readonly numeric?: boolean
  /** Set when the server can sort by it. */
  readonly sorts?: boolean
  /** Its contents open the row: the way in for the keyboard. */
  readonly opens?: boolean
  cell(row: T): ReactNode
}

export interface TableHandle {
  /** Brings a row into view and puts the focus on it. */
  focusRow(key: string): void
}

const features = tableFeatures({ columnSizingFeature, columnResizingFeature })

/** A dense table with a head that stays, columns that can be resized and only the visible rows in the page. */
export function DataTable<T>(props: {
  /** Under this name the browser remembers the widths. */
  name: string
  label: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string
  rowHeight: number
  sort?: { readonly by: string; readonly direction: 'asc' | 'desc' }
  onSort?: (by: string) => void
  current?: string | undefined
  /** Rows that would have left the list, and what to say of them. */
  faded?: ReadonlySet<string>
  fadedTitle?: string
  onOpen: (row: T) => void
  /** What Enter does on a row, where it is something else than a click. */
  onEnter?: (row: T) => void
  onNearEnd?: () => void
  /** Told when the list is scrolled to its top or away from it. */
  onAtTop?: (atTop: boolean) => void
  /** Rows can be chosen: a box in front of each. */
  choose?: {
    readonly head: string
    labelOf(row: T): string
    has(key: string): boolean
    /** `extend`: with all rows from the last one touched. */
    toggle(row: T, extend: boolean): void
  }
  foot?: ReactNode
  ref?: Ref<TableHandle>
}) {
  const { t } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const { columns, rows, keyOf, choose } = props

  const definitions = useMemo<ColumnDef<typeof features, object>[]>(
    () => columns.map(({ id, width }) => ({ id, size: width, minSize: 48 })),
    [columns],
  )
  const widths = useMemo(() => rememberedWidths(props.name), [props.name])
  const table = useTable({
    features,
    columns: definitions,
    data: nothing,
    columnResizeMode: 'onChange',
    initialState: { columnSizing: widths },
  })
  const sizing = table.state.columnSizing
  useEffect(() => keepWidths(props.name, sizing), [props.name, sizing])
  const headers = table.getFlatHeaders()

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => props.rowHeight,
    getItemKey: (at) => keyOf(rows[at] as T),
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const above = items[0]?.start ?? 0
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)

  const lastShown = items.at(-1)?.index ?? -1
  const { onNearEnd } = props
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - 15) onNearEnd?.()
  }, [rows.length, lastShown, onNearEnd])

  useImperativeHandle(
    props.ref,
    () => ({
      focusRow: (key) => {
        const at = rows.findIndex((row) => keyOf(row) === key)
        if (at === -1) return box.current?.focus()
        virtual.scrollToIndex(at)
        const before = document.activeElement
        // The row is in the page only after the list has scrolled to it. Whoever has gone elsewhere meanwhile stays there.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            const now = document.activeElement
            const elsewhere = now !== before && now !== document.body && box.current?.contains(now) === false
            if (elsewhere) return
            box.current
              ?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] .row-open`)
              ?.focus({ preventScroll: true })
          }),
        )
      },
    }),
    [rows, keyOf, virtual],
  )

  /** Names are long: where a row is high enough, plain text has two lines. */
  const twoLines = (cell: ReactNode): ReactNode =>
    props.rowHeight >= heightOfTwoLines && typeof cell === 'string' ? (
      <span className="two-lines" title={cell}>
        {cell}
      </span>
    ) : (
      cell
    )
  const total = headers.reduce((sum, header) => sum + header.getSize(), 0)
  return (
    <section
      ref={box}
      className="table-box"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={props.label}
      onScroll={(event) => props.onAtTop?.(event.currentTarget.scrollTop <= 0)}
    >
      <table className="data" style={{ minWidth: total }} aria-rowcount={rows.length + 1} aria-label={props.label}>
        <colgroup>
          {choose !== undefined && <col style={{ width: 40 }} />}
          {columns.map((column, at) => (
            <col key={column.id} style={column.grows === true ? undefined : { width: headers[at]?.getSize() }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {choose !== undefined && (
              <th scope="col">
                <span className="visually-hidden">{choose.head}</span>
              </th>
            )}
            {columns.map((column, at) => {
              const header = headers[at]
              const sorted = props.sort?.by === column.id ? props.sort.direction : undefined
              return (
                <th
                  key={column.id}
                  scope="col"
                  className={column.numeric === true ? 'numeric' : undefined}
                  aria-sort={sorted === undefined ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
                >
                  {column.sorts === true && props.onSort !== undefined ? (
                    <button type="button" className="sort" onClick={() => props.onSort?.(column.id)}>
                      {column.head}
                      <span aria-hidden>{sorted === undefined ? '' : sorted === 'asc' ? ' ↑' : ' ↓'}</span>
                    </button>
                  ) : (
                    column.head
                  )}
                  {header !== undefined && column.grows !== true && (
                    // A pointer's convenience: whoever has none loses nothing, the full value is in the flyout.
                    <span
                      className={header.column.getIsResizing() ? 'resizer active' : 'resizer'}
                      title={t('do.resize', { column: column.head })}
                      aria-hidden
                      onPointerDown={(event) => header.getResizeHandler()(event.nativeEvent)}
                      onMouseDown={header.getResizeHandler()}
                      onTouchStart={header.getResizeHandler()}
                      onDoubleClick={() => header.column.resetSize()}
                    />
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden style={{ height: above }} />}
          {items.map(({ index, key }) => {
            const row = rows[index] as T
            const id = keyOf(row)
            const isCurrent = props.current === id
            return (
              <tr
                key={key}
                data-row={id}
                aria-rowindex={index + 2}
                className={props.faded?.has(id) ? 'faded' : undefined}
                title={props.faded?.has(id) ? props.fadedTitle : undefined}
                data-current={isCurrent || undefined}
                data-chosen={choose?.has(id) || undefined}
                style={{ height: props.rowHeight }}
                onClick={(event) => {
                  if ((event.target as Element).closest('a, button, label') === null) props.onOpen(row)
                }}
              >
                {choose !== undefined && (
                  <td>
                    <label className="row-choose">
                      <input
                        type="checkbox"
                        tabIndex={-1}
                        aria-label={choose.labelOf(row)}
                        checked={choose.has(id)}
                        onChange={(event) => choose.toggle(row, (event.nativeEvent as MouseEvent).shiftKey)}
                      />
                    </label>
                  </td>
                )}
                {columns.map((column) => (
                  <td key={column.id} className={column.numeric === true ? 'numeric' : undefined}>
                    {column.opens === true ? (
                      <button
                        type="button"
                        className="row-open"
                        aria-current={isCurrent ? 'true' : undefined}
                        // One way in for Tab where rows can be chosen: the keys go from row to row.
                        tabIndex={
                          choose === undefined || isCurrent || (props.current === undefined && index === 0) ? 0 : -1
                        }
                        onClick={() => props.onOpen(row)}
                        onKeyDown={(event) => {
                          if (event.key !== 'Enter' || props.onEnter === undefined) return
                          event.preventDefault()
                          props.onEnter(row)
                        }}
                      >
                        {twoLines(column.cell(row))}
                      </button>
                    ) : (
                      twoLines(column.cell(row))
                    )}
                  </td>
                ))}
              </tr>
            )
          })}
          {below > 0 && <tr aria-hidden style={{ height: below }} />}
        </tbody>
      </table>
      {props.foot}
    </section>
  )
}

/** Two lines of 18 px and a little air. */
const heightOfTwoLines = 40

/** The table library keeps the widths; the rows are ours. */
const nothing: object[] = []

function rememberedWidths(name: string): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`vonggac.widths.${name}`) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter(([, width]) => typeof width === 'number')) as Record<
      string,
      number
    >
  } catch {
    return {}
  }
}

function keepWidths(name: string, widths: Record<string, number>): void {
  try {
    localStorage.setItem(`vonggac.widths.${name}`, JSON.stringify(widths))
  } catch {
    // Where storage is forbidden the widths last as long as the page.
  }
}
