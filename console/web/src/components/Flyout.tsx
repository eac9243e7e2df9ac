import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useCommands } from '../app/keys.tsx'
import { useWords } from '../app/words.tsx'

/**
 * The detail at the right of a list, 560 px; the whole width on a phone. It is not a modal: the list stays usable. Focus
 * goes in when it opens; the page gives it back when it closes.
 */
export function Flyout(props: {
  label: string
  /** What is shown; focus moves in again when it changes by opening, not by stepping. */
  close: () => void
  head?: ReactNode
  footer?: ReactNode
  children: ReactNode
}) {
  const { t } = useWords()
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus({ preventScroll: true }), [])
  useCommands({ close: props.close })
  return (
    <aside ref={panel} className="flyout" aria-label={props.label} tabIndex={-1}>
      <header className="flyout-head">
        <div className="flyout-head-content">{props.head}</div>
        <button type="button" className="icon-button" onClick={props.close} aria-label={t('do.close')}>
          <IconX size={20} stroke={1.6} aria-hidden />
        </button>
      </header>
      <section
        className="flyout-body"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t('flyout.body')}
      >
        {props.children}
      </section>
      {props.footer !== undefined && <footer className="flyout-footer">{props.footer}</footer>}
    </aside>
  )
}

/** A titled part of a flyout. */
export function FlyoutSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flyout-section">
      <h3>{title}</h3>
      {children}
    </section>
  )
}
