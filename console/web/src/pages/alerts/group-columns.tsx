import { severities } from '../../../../../core/event/severity.ts'
import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { AlertGroups } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import type { Column } from '../../components/DataTable.tsx'
import { InertText } from '../../components/InertText.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { StackedTime } from '../../components/Time.tsx'
import type { Grouping } from './criteria.ts'

type Group = AlertGroups['groups'][number]

/** A group's key: its value, the empty one where there is none. */
export const groupKey = ({ value }: Group): string => value ?? ''

/** The columns of the queue in groups. */
export function groupColumns(
  { t, number }: Pick<Translator, 't' | 'number'>,
  by: Grouping,
  nameOf: (group: Group) => string,
): Column<Group>[] {
  return [
    {
      id: 'value',
      head: t(`field.${by}`),
      width: 260,
      grows: true,
      opens: true,
      cell: (group) => (
        <span className="two-lines" title={nameOf(group)}>
          <InertText text={nameOf(group)} />
        </span>
      ),
    },
    {
      id: 'severities',
      head: t('field.severity'),
      width: 320,
      cell: (group) => <GroupSeverities group={group} />,
    },
    {
      id: 'new',
      head: t('status.new'),
      width: 96,
      numeric: true,
      cell: ({ statuses }) => number(statuses['new'] ?? 0),
    },
    { id: 'count', head: t('group.alerts'), width: 96, numeric: true, cell: ({ count }) => number(count) },
    { id: 'last', head: t('field.last'), width: 92, cell: ({ last }) => <StackedTime at={last} /> },
  ]
}

/** How many alerts of each severity it holds, the heaviest first. */
export function GroupSeverities({ group }: { group: Pick<Group, 'severities'> }) {
  const { number } = useWords()
  return (
    <span className="group-severities">
      {severities.toReversed().map((severity) => {
        const count = group.severities[severity] ?? 0
        return count === 0 ? null : (
          <span key={severity} className="nowrap">
            <SeverityMark severity={severity} /> {number(count)}
          </span>
        )
      })}
    </span>
  )
}
