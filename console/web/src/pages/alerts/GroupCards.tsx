import type { AlertGroups } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { VirtualCards } from '../../components/VirtualCards.tsx'
import { GroupSeverities, groupKey } from './group-columns.tsx'
import type { Selection } from './use-selection.ts'

type Group = AlertGroups['groups'][number]

/** The queue in groups on a phone: a card a group, which opens into its alerts. */
export function GroupCards(props: {
  rows: readonly Group[]
  nameOf: (group: Group) => string
  onOpen: (group: Group) => void
  /** Absent for those who may not triage. */
  chosen: Selection<Group> | undefined
}) {
  const { t, number } = useWords()
  const { chosen, nameOf } = props
  return (
    <VirtualCards label={t('group.table')} rows={props.rows} height={116} more={undefined}>
      {(group) => (
        <div className="card-choice" data-chosen={chosen?.has(groupKey(group)) || undefined}>
          {chosen !== undefined && (
            <label className="row-choose">
              <input
                type="checkbox"
                aria-label={t('bulk.select', { name: nameOf(group) })}
                checked={chosen.has(groupKey(group))}
                onChange={() => chosen.toggle(group)}
              />
            </label>
          )}
          <button type="button" className="card" onClick={() => props.onOpen(group)}>
            <span className="card-title two-lines">
              <InertText text={nameOf(group)} />
            </span>
            <GroupSeverities group={group} />
            <span className="card-line dim">
              <span>
                {t('group.alerts')}: {number(group.count)} · {t('status.new')}: {number(group.statuses['new'] ?? 0)}
              </span>
              <span className="push nowrap">
                <RelativeTime at={group.last} />
              </span>
            </span>
          </button>
        </div>
      )}
    </VirtualCards>
  )
}
