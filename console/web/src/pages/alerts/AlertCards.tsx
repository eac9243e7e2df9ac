import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { RelativeTime } from '../../components/Time.tsx'

const cardHeight = 104

/** The queue on a phone: a card an alert, the whole card opens it. */
export function AlertCards(props: {
  rows: readonly Alert[]
  gone: ReadonlySet<string>
  current: string | null
  onOpen: (alert: Alert) => void
  more: (() => void) | undefined
  onAtTop: (atTop: boolean) => void
}) {
  const { t, language, number } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: props.rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => cardHeight,
    overscan: 6,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? -1
  const { more } = props
  useEffect(() => {
    if (lastShown >= props.rows.length - 8) more?.()
  }, [lastShown, props.rows.length, more])
  return (
    <div
      ref={box}
      className="cards"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
      tabIndex={0}
      role="region"
      aria-label={t('alerts.table')}
      onScroll={(event) => props.onAtTop(event.currentTarget.scrollTop <= 0)}
    >
      <ul style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const alert = props.rows[index]
          if (alert === undefined) return null
          return (
            <li key={alert.id} style={{ transform: `translateY(${start}px)`, height: cardHeight }}>
              <button
                type="button"
                className={props.gone.has(alert.id) ? 'card faded' : 'card'}
                aria-current={props.current === alert.id ? 'true' : undefined}
                onClick={() => props.onOpen(alert)}
              >
                <span className="card-line">
                  <SeverityMark severity={alert.severity} />
                  <StatusMark status={alert.status} />
                  <span className="dim push">
                    <RelativeTime at={alert.last} />
                  </span>
                </span>
                <span className="card-title">{alert.rule.title[language]}</span>
                <span className="card-line dim">
                  <span className="cut">
                    {[alert.user, alert.host, alert.source].filter((part) => part !== null).join(' · ')}
                  </span>
                  <span className="push nowrap">× {number(alert.count)}</span>
                </span>
                <span className="card-line dim cut">{alert.unit?.name ?? t('field.unattributed')}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
