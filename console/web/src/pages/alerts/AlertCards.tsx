import type { Alert } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { VirtualCards } from '../../components/VirtualCards.tsx'

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
  return (
    <VirtualCards label={t('alerts.table')} rows={props.rows} height={104} more={props.more} onAtTop={props.onAtTop}>
      {(alert) => (
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
          <span className="card-line dim">
            <span className="cut">{alert.unit?.name ?? t('field.unattributed')}</span>
          </span>
        </button>
      )}
    </VirtualCards>
  )
}
