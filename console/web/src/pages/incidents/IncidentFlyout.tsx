import { Link } from 'react-router'
import { useIncident } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout } from '../../components/Flyout.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { incidentAddress } from './incident-list.ts'
import { IncidentFlags, IncidentStatusMark, TlpMark } from './marks.tsx'
import { SummaryFacts } from './SummaryFacts.tsx'

/** An incident beside the list: its summary, what comes next, and the way to its page. */
export function IncidentFlyout({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords()
  const query = useIncident(id)
  const detail = query.data
  return (
    <Flyout
      label={t('incident.label')}
      close={close}
      head={
        detail && (
          <>
            <div className="flyout-marks">
              <span className="mono">{id}</span>
              <SeverityMark severity={detail.incident.severity} />
              <IncidentStatusMark status={detail.incident.status} />
              <TlpMark tlp={detail.incident.tlp} />
              <IncidentFlags incident={detail.incident} />
            </div>
            <h2>{detail.incident.title}</h2>
            <p className="dim">
              {detail.incident.unit.name} · {detail.incident.owner?.name ?? t('incidents.owner.none')}
            </p>
          </>
        )
      }
      footer={
        detail && (
          <>
            <p>{t(detail.may.write ? `incident.next.${detail.incident.status}` : 'incident.readOnly')}</p>
            <div className="actions">
              <Link className="button-link" to={incidentAddress(id)}>
                {t('incident.page')}
              </Link>
            </div>
          </>
        )
      }
    >
      {detail !== undefined ? (
        <SummaryFacts detail={detail} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SkeletonRows rows={12} height={32} />
      )}
    </Flyout>
  )
}
