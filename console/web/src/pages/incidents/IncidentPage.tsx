import { Link, useParams } from 'react-router'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useIncident } from '../../api/incident-queries.ts'
import { useSession } from '../../api/session.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { useAddress } from '../../lib/address.ts'
import { useTitle } from '../../lib/title.ts'
import { EvidenceList } from './EvidenceList.tsx'
import { IncidentHead } from './IncidentHead.tsx'
import { IncidentHistory } from './IncidentHistory.tsx'
import { IncidentRail } from './IncidentRail.tsx'
import { LinkedAlerts } from './LinkedAlerts.tsx'
import { Summary } from './Summary.tsx'
import { Timeline } from './Timeline.tsx'
import './incidents.css'

const tabs = ['summary', 'timeline', 'alerts', 'evidence', 'history'] as const

/** One incident: what is known, how it went, its alerts, what is kept of it, who did what. */
export function IncidentPage() {
  const { id = '' } = useParams()
  const { t } = useWords()
  const query = useIncident(id)
  const incident = query.data?.incident
  // The title of a restricted one stays off the browser's history.
  useTitle(incident === undefined || incident.restricted ? id : `${id} ${incident.title}`)
  if (query.data === undefined) {
    return (
      <div className="page">
        <h1 className="visually-hidden">{t('incident.label')}</h1>
        {query.isError ? (
          <>
            <Link to="/incidents" className="small">
              ← {t('incident.back')}
            </Link>
            <ErrorState error={query.error} retry={() => void query.refetch()} />
          </>
        ) : (
          <SkeletonRows rows={12} height={44} />
        )}
      </div>
    )
  }
  return <Loaded key={id} detail={query.data} />
}

function Loaded({ detail }: { detail: IncidentDetail }) {
  const { t, number, dateTime } = useWords()
  const { actor } = useSession()
  const [params, change] = useAddress()
  const tab = tabs.find((one) => one === params.get('tab')) ?? 'summary'
  const go = (next: (typeof tabs)[number]) =>
    change((one) => {
      for (const name of Array.from(one.keys())) one.delete(name)
      if (next !== 'summary') one.set('tab', next)
    })
  useCommands({
    digit: (digit) => {
      const next = tabs[digit - 1]
      if (next !== undefined) go(next)
    },
  })
  const counts: Partial<Record<(typeof tabs)[number], number>> = {
    timeline: detail.totals.entries,
    alerts: detail.alerts.length,
    evidence: detail.totals.evidence,
  }
  return (
    <div className="page incident-page">
      <IncidentHead detail={detail} />
      <fieldset className="tabs" aria-label={t('incident.tabs')}>
        {tabs.map((one) => (
          <button key={one} type="button" aria-pressed={one === tab} onClick={() => go(one)}>
            {t(`incident.tab.${one}`)} {counts[one] !== undefined && <span className="dim">{number(counts[one])}</span>}
          </button>
        ))}
      </fieldset>
      <div className="incident-body">
        <div className="incident-main">
          {tab === 'summary' && <Summary detail={detail} />}
          {tab === 'timeline' && <Timeline detail={detail} />}
          {tab === 'alerts' && <LinkedAlerts detail={detail} />}
          {tab === 'evidence' && <EvidenceList detail={detail} />}
          {tab === 'history' && <IncidentHistory id={detail.incident.id} />}
        </div>
        <IncidentRail detail={detail} />
      </div>
      <p className="print-only small">
        {t('incident.printed', { time: dateTime(Date.now()), name: actor.displayName })}
      </p>
    </div>
  )
}
