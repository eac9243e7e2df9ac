import type { ReactNode } from 'react'
import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import type { Column } from '../../components/DataTable.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { StackedTime } from '../../components/Time.tsx'
import { Value, type ValueAction } from '../../components/ValueMenu.tsx'
import type { ListFilter } from './criteria.ts'

/** The queue's columns, in the order an analyst reads them. */
export function alertColumns(
  { t, language, number }: Pick<Translator, 't' | 'language' | 'number'>,
  actionsFor: (filter: ListFilter, value: string) => readonly ValueAction[],
): Column<Alert>[] {
  const value = (filter: ListFilter, text: string | null, id = text, words?: ReactNode) =>
    text === null || id === null ? (
      <span className="dim">–</span>
    ) : (
      <Value field={t(`field.${filter}`)} value={text} actions={actionsFor(filter, id)} skipTab>
        {words}
      </Value>
    )
  return [
    {
      id: 'severity',
      head: t('field.severity'),
      width: 112,
      sorts: true,
      cell: ({ severity }) => <SeverityMark severity={severity} />,
    },
    { id: 'last', head: t('field.last'), width: 92, sorts: true, cell: ({ last }) => <StackedTime at={last} /> },
    {
      id: 'rule',
      head: t('field.rule'),
      width: 210,
      grows: true,
      sorts: true,
      opens: true,
      cell: ({ rule }) => <RuleTitle title={rule.title} language={language} />,
    },
    {
      id: 'unit',
      head: t('field.unit'),
      width: 140,
      cell: ({ unit }) =>
        unit === null ? (
          <span className="dim">{t('field.unattributed')}</span>
        ) : (
          value('unit', unit.name, unit.id, <span className="two-lines">{unit.name}</span>)
        ),
    },
    { id: 'host', head: t('field.host'), width: 108, sorts: true, cell: ({ host }) => value('host', host) },
    {
      id: 'user',
      head: t('alerts.who'),
      width: 140,
      cell: ({ user, source }) => (
        <>
          {value('user', user)}
          <span className="dim second-line">{source !== null && value('source', source)}</span>
        </>
      ),
    },
    {
      id: 'count',
      head: t('field.count'),
      width: 64,
      numeric: true,
      sorts: true,
      cell: ({ count }) => number(count),
    },
    {
      id: 'status',
      head: t('field.status'),
      width: 108,
      cell: ({ status, assignee }) => (
        <>
          <StatusMark status={status} />
          {assignee !== null && <span className="dim second-line">{assignee.name}</span>}
        </>
      ),
    },
  ]
}

/** A rule's title: Vietnamese with the English beneath, or English alone. */
export function RuleTitle({
  title,
  language,
}: {
  title: { vi: string; en: string }
  language: Translator['language']
}) {
  if (language === 'en') return <span className="rule-title two-lines">{title.en}</span>
  return (
    <span className="rule-title">
      {title.vi}
      {title.en !== title.vi && (
        <span className="dim second-line" lang="en">
          {title.en}
        </span>
      )}
    </span>
  )
}
