import type { IncidentRow } from '../../../../api/schemas/incidents.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { IncidentFlags, IncidentStatusMark, IncidentTitle } from './marks.tsx'

/** An incident in the list on a phone. */
export function IncidentCard({ incident, onOpen }: { incident: IncidentRow; onOpen: (incident: IncidentRow) => void }) {
  const { t } = useWords()
  return (
    <button type="button" className="card" onClick={() => onOpen(incident)}>
      <span className="card-line">
        <SeverityMark severity={incident.severity} />
        <IncidentStatusMark status={incident.status} />
        <span className="dim push">
          <RelativeTime at={incident.opened} />
        </span>
      </span>
      <span className="card-title two-lines">
        <IncidentTitle title={incident.title} />
      </span>
      <span className="card-line dim">
        <span className="mono cut">{incident.id}</span>
        <IncidentFlags incident={incident} />
      </span>
      <span className="dim two-lines">
        {incident.unit.name} · {incident.owner?.name ?? t('incidents.owner.none')}
      </span>
    </button>
  )
}
