import { type ReactNode, useRef } from 'react'

/** A button that opens a small panel; it closes with Esc, and when the focus goes elsewhere. */
export function Chooser(props: { label: string; wide?: boolean; children: ReactNode }) {
  const box = useRef<HTMLDetailsElement>(null)
  const close = () => box.current?.removeAttribute('open')
  return (
    <details
      ref={box}
      className="chooser"
      onBlur={(event) => {
        const to = event.relatedTarget
        if (to !== null && !event.currentTarget.contains(to)) close()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        close()
        box.current?.querySelector('summary')?.focus()
      }}
    >
      <summary>{props.label}</summary>
      <div className={props.wide === true ? 'chooser-list wide' : 'chooser-list'}>{props.children}</div>
    </details>
  )
}
