import { IconFlag } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { useSimilarIncidents } from '../../api/incident-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { FlyoutSection } from '../../components/Flyout.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { incidentAddress } from './incident-list.ts'
import { IncidentStatusMark, IncidentTitle } from './marks.tsx'
import './incidents.css'

/** The incident that an alert belongs to. */
export function IncidentOf({ alert: { incident } }: { alert: Pick<Alert, 'incident'> }) {
  const { t } = useWords()
  if (incident === null) return null
  return (
    <p className="incident-of">
      <IconFlag size={16} stroke={1.6} aria-hidden />
      <Link to={incidentAddress(incident.id)}>{t('incident.of', { id: incident.id })}</Link>
      <IncidentStatusMark status={incident.status} />
      <span className="dim">
        <IncidentTitle title={incident.title} />
      </span>
    </p>
  )
}

/** Incidents with alerts of the same host, account, source address or rule. */
export function SimilarIncidents({ alert }: { alert: string }) {
  const { t } = useWords()
  const may = useMay()
  const query = useSimilarIncidents(alert)
  if (!may('incident.read')) return null
  return (
    <FlyoutSection title={t('incident.similar')}>
      {query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <SkeletonRows rows={1} height={24} />
      ) : query.data.rows.length === 0 ? (
        <p className="dim">{t('incident.similar.none')}</p>
      ) : (
        <ul className="plain-list">
          {query.data.rows.map((incident) => (
            <li key={incident.id}>
              <span>
                <Link to={incidentAddress(incident.id)}>
                  <IncidentTitle title={incident.title} />
                </Link>{' '}
                <span className="dim small">
                  {t('incident.similar.shares', {
                    what: incident.shares.map((one) => t(`incident.similar.${one}`)).join(', '),
                  })}
                </span>
              </span>
              <span className="dim nowrap">
                <IncidentStatusMark status={incident.status} /> <RelativeTime at={incident.opened} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </FlyoutSection>
  )
}
