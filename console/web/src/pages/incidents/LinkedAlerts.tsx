import { Link } from 'react-router'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useIncidentStep } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { StepError } from './StepError.tsx'

/** The alerts that belong to it; each opens beside the queue. */
export function LinkedAlerts({ detail }: { detail: IncidentDetail }) {
  const { t, language, number } = useWords()
  const { incident, alerts, may } = detail
  const step = useIncidentStep(incident.id)
  if (alerts.length === 0) return <p className="dim">{t('incident.alerts.none')}</p>
  const queue = new URLSearchParams([
    ['incident', incident.id],
    ...['new', 'acknowledged', 'closed'].map((status) => ['status', status]),
    ['last', '30d'],
  ])
  const beside = (id: string) => {
    const address = new URLSearchParams(queue)
    address.set('alert', id)
    return `/alerts?${address}`
  }
  return (
    <div className="stack">
      <p>
        <Link to={`/alerts?${queue}`}>{t('incident.alerts.queue')}</Link>
      </p>
      <StepError error={step.error} />
      <ul className="incident-rows">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <span className="card-line">
              <SeverityMark severity={alert.severity} />
              <StatusMark status={alert.status} />
              <span className="dim push">
                <ExactTime at={alert.last} />
              </span>
            </span>
            <Link to={beside(alert.id)}>{alert.rule.title[language]}</Link>
            <span className="card-line dim">
              <span className="breakable">
                {[alert.user, alert.host, alert.source, alert.unit?.name].filter((part) => part != null).join(' · ')} ×{' '}
                {number(alert.count)}
              </span>
              {may.add && incident.status !== 'closed' && (
                <button
                  type="button"
                  className="link small push nowrap"
                  aria-label={`${t('incident.alerts.remove')}: ${alert.rule.title[language]}`}
                  disabled={step.isPending}
                  onClick={() => step.mutate({ path: '/alerts/remove', body: { alerts: [alert.id] } })}
                >
                  {t('incident.alerts.remove')}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
