import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'

/** A list of cards of one height, for a phone; only the visible ones are in the page. */
export function VirtualCards<T>(props: {
  label: string
  rows: readonly T[]
  height: number
  more: (() => void) | undefined
  onAtTop?: (atTop: boolean) => void
  children: (row: T) => ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: props.rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => props.height,
    overscan: 6,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? -1
  const { more } = props
  useEffect(() => {
    if (lastShown >= props.rows.length - 8) more?.()
  }, [lastShown, props.rows.length, more])
  return (
    <section
      ref={box}
      className="cards"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={props.label}
      onScroll={(event) => props.onAtTop?.(event.currentTarget.scrollTop <= 0)}
    >
      <ul style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const row = props.rows[index]
          return row === undefined ? null : (
            <li key={key} style={{ transform: `translateY(${start}px)`, height: props.height }}>
              {props.children(row)}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
