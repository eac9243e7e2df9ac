import type { Alert } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { VirtualCards } from '../../components/VirtualCards.tsx'
import { ExerciseMark, HandOffMark, IncidentMark } from './columns.tsx'
import type { Selection } from './use-selection.ts'

/** The queue on a phone: a card an alert, the whole card opens it. */
export function AlertCards(props: {
  rows: readonly Alert[]
  gone: ReadonlySet<string>
  current: string | null
  onOpen: (alert: Alert) => void
  more: (() => void) | undefined
  onAtTop: (atTop: boolean) => void
  /** Absent for those who may not triage. */
  chosen: Selection<Alert> | undefined
}) {
  const { t, language, number } = useWords()
  const { chosen } = props
  return (
    <VirtualCards label={t('alerts.table')} rows={props.rows} height={134} more={props.more} onAtTop={props.onAtTop}>
      {(alert) => (
        <div className="card-choice" data-chosen={chosen?.has(alert.id) || undefined}>
          {chosen !== undefined && (
            <label className="row-choose">
              <input
                type="checkbox"
                aria-label={t('bulk.select', {
                  name: [alert.rule.title[language], alert.host].filter(Boolean).join(', '),
                })}
                checked={chosen.has(alert.id)}
                onChange={() => chosen.toggle(alert)}
              />
            </label>
          )}
          <button
            type="button"
            className={props.gone.has(alert.id) ? 'card faded' : 'card'}
            aria-current={props.current === alert.id ? 'true' : undefined}
            onClick={() => props.onOpen(alert)}
          >
            <span className="card-line">
              <SeverityMark severity={alert.severity} />
              <StatusMark status={alert.status} />
              {alert.exercise && <ExerciseMark />}
              {alert.handOff !== null && <HandOffMark handOff={alert.handOff} />}
              {alert.incident !== null && <IncidentMark id={alert.incident.id} />}
              <span className="dim push">
                <RelativeTime at={alert.last} />
              </span>
            </span>
            <span className="card-title two-lines">{alert.rule.title[language]}</span>
            <span className="card-line dim">
              <span className="cut">
                {[alert.user, alert.host, alert.source].filter((part) => part !== null).join(' · ')}
              </span>
              <span className="push nowrap">× {number(alert.count)}</span>
            </span>
            <span className="dim two-lines">{alert.unit?.name ?? t('field.unattributed')}</span>
          </button>
        </div>
      )}
    </VirtualCards>
  )
}
