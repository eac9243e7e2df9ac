import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { TextKey } from '../../../../core/i18n/translate.ts'
import { Dialog } from '../components/Dialog.tsx'
import { recall, remember } from '../lib/preference.ts'
import { type Command, commandOf, digitOf } from './key-map.ts'
import { useWords } from './words.tsx'

type Handlers = Partial<Record<Command, () => void>> & { digit?: (digit: number) => void }

interface Keys {
  /** True while `?` is held: buttons show their keys. */
  readonly revealed: boolean
  readonly on: boolean
  showSheet(): void
  listen(handlers: { current: Handlers }): () => void
}

const Context = createContext<Keys | null>(null)

/** Listens for the console's keys, never while somebody types, and not at all when switched off. */
export function KeysProvider({ children }: { children: ReactNode }) {
  const [on, setOn] = useState(() => recall('keys', ['on', 'off'], 'on') === 'on')
  const [revealed, reveal] = useState(false)
  const [sheet, setSheet] = useState(false)
  const listeners = useRef(new Set<{ current: Handlers }>())

  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      const command = commandOf(event)
      if (isTyping(event.target) || event.defaultPrevented) return
      if (!on && command !== 'close') return
      // Enter on a button or a link is that control's own.
      if (command === 'open' && isControl(event.target)) return
      if (command === 'help') return reveal(true)
      const digit = digitOf(event)
      for (const { current } of listeners.current) {
        const handler = command !== undefined ? current[command] : undefined
        if (handler !== undefined) {
          event.preventDefault()
          return handler()
        }
        if (digit !== undefined && current.digit !== undefined) return current.digit(digit)
      }
    }
    const up = () => reveal(false)
    window.addEventListener('keydown', down)
    window.addEventListener('keyup', up)
    window.addEventListener('blur', up)
    return () => {
      window.removeEventListener('keydown', down)
      window.removeEventListener('keyup', up)
      window.removeEventListener('blur', up)
    }
  }, [on])

  const keys = useMemo<Keys>(
    () => ({
      on,
      revealed,
      showSheet: () => setSheet(true),
      listen: (handlers) => {
        listeners.current.add(handlers)
        return () => listeners.current.delete(handlers)
      },
    }),
    [on, revealed],
  )
  return (
    <Context value={keys}>
      {children}
      <KeySheet
        opened={sheet}
        close={() => setSheet(false)}
        on={on}
        switchOn={(next) => {
          remember('keys', next ? 'on' : 'off')
          setOn(next)
        }}
      />
    </Context>
  )
}

export function useKeys(): Keys {
  const keys = useContext(Context)
  if (keys === null) throw new Error('useKeys outside KeysProvider')
  return keys
}

/** Runs a page's commands while it is mounted. */
export function useCommands(handlers: Handlers): void {
  const { listen } = useKeys()
  const current = useRef(handlers)
  current.current = handlers
  // At once: whoever sees what a key is for may press it.
  useLayoutEffect(() => listen(current), [listen])
}

/** The key of a button, shown while `?` is held. */
export function KeyHint({ of }: { of: string }) {
  const { on, revealed } = useKeys()
  return on && revealed ? <kbd aria-hidden>{of}</kbd> : null
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input:not([type=checkbox]), textarea, select, [role="menu"], [role="dialog"]') !== null)
  )
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a, summary, label') !== null
}

/** The keys, by where they do something. */
const sheetParts: readonly { readonly where: TextKey; readonly rows: readonly (readonly [string, TextKey])[] }[] = [
  {
    where: 'keys.sheet.lists',
    rows: [
      ['j', 'key.down'],
      ['k', 'key.up'],
      ['Enter', 'key.open'],
      ['Esc', 'key.close'],
      ['/', 'key.search'],
      ['?', 'key.help'],
    ],
  },
  {
    where: 'keys.sheet.alerts',
    rows: [
      ['x', 'key.select'],
      ['⇧ ↑↓', 'key.range'],
      ['a, m', 'key.acknowledge'],
      ['c, d 1…6', 'key.judge'],
      ['e', 'key.escalate'],
      ['t', 'key.except'],
      ['u', 'key.undo'],
      ['g', 'key.group'],
    ],
  },
  { where: 'keys.sheet.tabs', rows: [['1…6', 'key.tabs']] },
]

function KeySheet(props: { opened: boolean; close: () => void; on: boolean; switchOn: (on: boolean) => void }) {
  const { t } = useWords()
  return (
    <Dialog opened={props.opened} title={t('keys.sheet.title')} close={props.close}>
      <p className="dim">{t('keys.sheet.text')}</p>
      {sheetParts.map(({ where, rows }) => (
        <section key={where} className="key-sheet">
          <h3>{t(where)}</h3>
          <dl>
            {rows.map(([key, text]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{t(text)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label className="check">
        <input type="checkbox" checked={props.on} onChange={(event) => props.switchOn(event.currentTarget.checked)} />
        {t('frame.keys.on')}
      </label>
    </Dialog>
  )
}
