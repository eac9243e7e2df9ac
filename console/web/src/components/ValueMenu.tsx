import {
  createContext,
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { Link, useLocation } from 'react-router'
import { useMay } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { pivotsOf } from '../lib/value-pivots.ts'
import { copyText } from './CopyButton.tsx'
import { InertText } from './InertText.tsx'

/** One thing that can be done with a value: done here, or a page to go to. */
export type ValueAction =
  | { readonly label: string; run(): void }
  /** An address of ours. */
  | { readonly label: string; readonly to: string }

interface Opened {
  readonly value: string
  /** What the menu calls the field. */
  readonly field: string
  /** The field's ECS name; undefined where the value is of no event. */
  readonly ecs: string | undefined
  readonly actions: readonly ValueAction[]
  readonly from: HTMLElement
}

const Context = createContext<((opened: Opened) => void) | null>(null)
const Lookup = lazy(() => import('./Lookup.tsx').then((module) => ({ default: module.Lookup })))

/** One menu for all values of the page: a table of thousands of values needs no thousand menus. */
export function ValueMenuProvider({ children }: { children: ReactNode }) {
  const [opened, open] = useState<Opened | null>(null)
  const [asked, ask] = useState<{ field: string; value: string } | null>(null)
  return (
    <Context value={open}>
      {children}
      {opened !== null && <Popup opened={opened} close={() => open(null)} lookUp={ask} />}
      {asked !== null && (
        <Suspense>
          <Lookup {...asked} close={() => ask(null)} />
        </Suspense>
      )}
    </Context>
  )
}

/**
 * A value that opens the menu: what the page does with it (only, without, group by, add column), then what can be done with
 * any value (copy, go to its page, look for it, look it up).
 */
export function Value(props: {
  field: string
  /** Where `field` is a word for people: the ECS name behind it. */
  ecs?: string
  value: string
  actions: readonly ValueAction[]
  /** Leave out of the tab order where a row already offers the way in. */
  skipTab?: boolean
  marked?: readonly string[]
  children?: ReactNode
}) {
  const open = useContext(Context)
  const { field, value, actions } = props
  return (
    <button
      type="button"
      className="value"
      aria-haspopup="menu"
      title={value.length > 200 ? undefined : value}
      tabIndex={props.skipTab ? -1 : undefined}
      onClick={(event) => {
        event.stopPropagation()
        const ecs = props.ecs ?? (isFieldName(field) ? field : undefined)
        open?.({ field, value, actions, ecs, from: event.currentTarget })
      }}
    >
      {props.children ?? <InertText text={value} values={props.marked ?? []} />}
    </button>
  )
}

/** ECS names are dotted or begin with an at sign; words for people are neither. */
const isFieldName = (field: string): boolean => /^[@\w-]+(\.[@\w-]+)+$|^(message|tags)$|^@\w+$/.test(field)

/** What can be done with any value, as far as the reader may. */
function useCommonActions({ value, ecs }: Opened, lookUp: (asked: { field: string; value: string }) => void) {
  const { t } = useWords()
  const may = useMay()
  const { pathname } = useLocation()
  const { entity, search, indicator } = pivotsOf(ecs, value)
  const actions: ValueAction[] = [{ label: t('value.copy'), run: () => void copyText(value) }]
  if (may('event.read')) {
    if (entity !== undefined) actions.push({ label: t('value.entity'), to: entity })
    if (search !== undefined && pathname !== '/search') actions.push({ label: t('value.search'), to: search })
    if (ecs !== undefined) actions.push({ label: t('value.lookUp'), run: () => lookUp({ field: ecs, value }) })
  }
  if (indicator !== undefined && may('indicator.write')) actions.push({ label: t('value.indicator'), to: indicator })
  return actions
}

function Popup(props: {
  opened: Opened
  close: () => void
  lookUp: (asked: { field: string; value: string }) => void
}) {
  const { opened, close } = props
  const { t } = useWords()
  const menu = useRef<HTMLDivElement>(null)
  const common = useCommonActions(opened, props.lookUp)
  const sections = [opened.actions, common].filter((actions) => actions.length > 0)

  useLayoutEffect(() => {
    const element = menu.current
    if (element === null) return
    const anchor = opened.from.getBoundingClientRect()
    const { width, height } = element.getBoundingClientRect()
    const below = anchor.bottom + 4 + height < window.innerHeight
    element.style.left = `${Math.max(8, Math.min(anchor.left, window.innerWidth - width - 8))}px`
    element.style.top = `${Math.max(8, below ? anchor.bottom + 4 : anchor.top - height - 4)}px`
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus()
  }, [opened])

  useEffect(() => {
    const outside = (event: Event) => {
      if (!menu.current?.contains(event.target as Node)) close()
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('scroll', outside, true)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('scroll', outside, true)
    }
  }, [close])

  function onKeyDown(event: KeyboardEvent) {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
    const at = items.indexOf(document.activeElement as HTMLElement)
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
      {sections.map((actions, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the sections stand in one order
        <div key={at} role="none" className="value-menu-section">
          {actions.map((action) => (
            <Item
              key={action.label}
              action={action}
              close={() => {
                close()
                opened.from.focus()
              }}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

function Item({ action, close }: { action: ValueAction; close: () => void }) {
  if ('to' in action) {
    return (
      <Link role="menuitem" to={action.to} onClick={close}>
        {action.label}
      </Link>
    )
  }
  return (
    <button
      type="button"
      role="menuitem"
      onClick={() => {
        close()
        action.run()
      }}
    >
      {action.label}
    </button>
  )
}
