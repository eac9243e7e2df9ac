import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useWords } from '../app/words.tsx'
import { copyText } from './CopyButton.tsx'
import { InertText } from './InertText.tsx'

/** One thing that can be done with a value. */
export interface ValueAction {
  readonly label: string
  run(): void
}

interface Opened {
  readonly value: string
  readonly field: string
  readonly actions: readonly ValueAction[]
  readonly from: HTMLElement
}

const Context = createContext<((opened: Opened) => void) | null>(null)

/** One menu for all values of the page: a table of thousands of values needs no thousand menus. */
export function ValueMenuProvider({ children }: { children: ReactNode }) {
  const [opened, open] = useState<Opened | null>(null)
  return (
    <Context value={open}>
      {children}
      {opened !== null && <Popup opened={opened} close={() => open(null)} />}
    </Context>
  )
}

/** A value that opens the menu: only, without, copy, and whatever the page adds. */
export function Value(props: {
  field: string
  value: string
  actions: readonly ValueAction[]
  /** Leave out of the tab order where a row already offers the way in. */
  skipTab?: boolean
  marked?: readonly string[]
  children?: ReactNode
}) {
  const { t } = useWords()
  const open = useContext(Context)
  return (
    <button
      type="button"
      className="value"
      aria-haspopup="menu"
      title={props.value.length > 200 ? undefined : props.value}
      tabIndex={props.skipTab ? -1 : undefined}
      onClick={(event) => {
        event.stopPropagation()
        const copy = { label: t('value.copy'), run: () => void copyText(props.value) }
        open?.({ ...props, actions: [...props.actions, copy], from: event.currentTarget })
      }}
    >
      {props.children ?? <InertText text={props.value} values={props.marked ?? []} />}
    </button>
  )
}

function Popup({ opened, close }: { opened: Opened; close: () => void }) {
  const { t } = useWords()
  const menu = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const element = menu.current
    if (element === null) return
    const anchor = opened.from.getBoundingClientRect()
    const { width, height } = element.getBoundingClientRect()
    const below = anchor.bottom + 4 + height < window.innerHeight
    element.style.left = `${Math.max(8, Math.min(anchor.left, window.innerWidth - width - 8))}px`
    element.style.top = `${Math.max(8, below ? anchor.bottom + 4 : anchor.top - height - 4)}px`
    element.querySelector('button')?.focus()
  }, [opened])

  useEffect(() => {
    const outside = (event: Event) => {
      if (!menu.current?.contains(event.target as Node)) close()
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('scroll', close, true)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('scroll', close, true)
    }
  }, [close])

  function onKeyDown(event: KeyboardEvent) {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])]
    const at = items.indexOf(document.activeElement as HTMLButtonElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      items.at(to % items.length)?.focus()
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      event.stopPropagation()
      close()
      opened.from.focus()
    }
  }

  return (
    <div
      ref={menu}
      className="value-menu"
      role="menu"
      tabIndex={-1}
      aria-label={t('value.menu', { value: opened.value })}
      onKeyDown={onKeyDown}
    >
      <p className="value-menu-head" aria-hidden>
        <span className="dim">{opened.field}</span>
        <span className="mono">
          <InertText text={opened.value.slice(0, 120)} />
        </span>
      </p>
      {opened.actions.map(({ label, run }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          onClick={() => {
            close()
            opened.from.focus()
            run()
          }}
        >
          {label}
        </button>
      ))}
    </div>
  )
}
