import type { Ref } from 'react'
import type { AlertGroups } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import { DataTable, type TableHandle } from '../../components/DataTable.tsx'
import type { Grouping } from './criteria.ts'
import { groupColumns, groupKey } from './group-columns.tsx'
import type { Selection } from './use-selection.ts'

type Group = AlertGroups['groups'][number]

/** The queue in groups: a row a group, which opens into its alerts. */
export function GroupTable(props: {
  ref: Ref<TableHandle>
  by: Grouping
  rows: readonly Group[]
  rowHeight: number
  nameOf: (group: Group) => string
  current: string | null
  onOpen: (group: Group) => void
  /** Absent for those who may not triage. */
  chosen: Selection<Group> | undefined
}) {
  const words = useWords()
  const { t } = words
  const { chosen, nameOf } = props
  return (
    <DataTable<Group>
      ref={props.ref}
      name="alert-groups"
      label={t('group.table')}
      columns={groupColumns(words, props.by, nameOf)}
      rows={props.rows}
      keyOf={groupKey}
      rowHeight={props.rowHeight}
      current={props.current ?? undefined}
      onOpen={props.onOpen}
      {...(chosen === undefined
        ? {}
        : {
            choose: {
              head: t('bulk.selectHead'),
              labelOf: (group) => t('bulk.select', { name: nameOf(group) }),
              has: chosen.has,
              toggle: (group) => chosen.toggle(group),
            },
          })}
    />
  )
}
