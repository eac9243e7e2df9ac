import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { IncidentRow } from '../../../../api/schemas/incidents.ts'
import type { Column } from '../../components/DataTable.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { IncidentFlags, IncidentStatusMark, IncidentTitle } from './marks.tsx'

/** The list's columns. */
export function incidentColumns({ t }: Pick<Translator, 't'>): Column<IncidentRow>[] {
  return [
    {
      id: 'severity',
      head: t('field.severity'),
      width: 120,
      sorts: true,
      cell: ({ severity }) => <SeverityMark severity={severity} />,
    },
    {
      id: 'title',
      head: t('incidents.name'),
      width: 280,
      grows: true,
      sorts: true,
      opens: true,
      cell: (incident) => (
        <span className="rule-title">
          <span className="two-lines">
            <IncidentTitle title={incident.title} />
          </span>
          <span className="dim second-line">
            <span className="mono">{incident.id}</span> <IncidentFlags incident={incident} />
          </span>
        </span>
      ),
    },
    {
      id: 'unit',
      head: t('field.unit'),
      width: 150,
      cell: ({ unit }) => <span className="two-lines">{unit.name}</span>,
    },
    {
      id: 'owner',
      head: t('incidents.owner'),
      width: 140,
      cell: ({ owner }) => owner?.name ?? <span className="dim">{t('incidents.owner.none')}</span>,
    },
    {
      id: 'status',
      head: t('field.status'),
      width: 120,
      cell: ({ status }) => <IncidentStatusMark status={status} />,
    },
    {
      id: 'opened',
      head: t('incidents.opened'),
      width: 116,
      sorts: true,
      cell: ({ opened }) => <RelativeTime at={opened} />,
    },
  ]
}
