import { Link } from 'react-router'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { IncidentFlags, IncidentStatusMark, TlpMark } from './marks.tsx'

/** What it is called, how bad it is, where it stands, and how far it may be told. */
export function IncidentHead({ detail: { incident } }: { detail: IncidentDetail }) {
  const { t } = useWords()
  return (
    <header className="rule-head">
      <Link to="/incidents" className="small">
        ← {t('incident.back')}
      </Link>
      <div className="flyout-marks">
        <span className="mono">{incident.id}</span>
        <SeverityMark severity={incident.severity} />
        <IncidentStatusMark status={incident.status} />
        <TlpMark tlp={incident.tlp} />
        <IncidentFlags incident={incident} />
      </div>
      <h1>{incident.title}</h1>
      <p className="dim">
        {incident.unit.name} · {incident.owner?.name ?? t('incidents.owner.none')}
      </p>
    </header>
  )
}
