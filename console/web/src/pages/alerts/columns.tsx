import { IconClockExclamation, IconFlag } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import type { Column } from '../../components/DataTable.tsx'
import { InertText } from '../../components/InertText.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { StackedTime, useNow } from '../../components/Time.tsx'
import { Value, type ValueAction } from '../../components/ValueMenu.tsx'
import { tacticWords } from '../../lib/attack-tactics.ts'
import type { ListFilter } from './criteria.ts'

/** The queue's columns, in the order an analyst reads them. */
export function alertColumns(
  { t, language, number }: Pick<Translator, 't' | 'language' | 'number'>,
  actionsFor: (filter: ListFilter, value: string, alert: Alert) => readonly ValueAction[],
): Column<Alert>[] {
  const value = (alert: Alert, filter: ListFilter, text: string | null, id = text, words?: ReactNode) =>
    text === null || id === null ? (
      <span className="dim">–</span>
    ) : (
      <Value
        field={t(`field.${filter}`)}
        {...ecsOf(filter)}
        value={text}
        actions={actionsFor(filter, id, alert)}
        skipTab
      >
        {words}
      </Value>
    )
  return [
    {
      id: 'severity',
      head: t('field.severity'),
      width: 120,
      sorts: true,
      cell: ({ severity, exercise }) => (
        <>
          <SeverityMark severity={severity} />
          {exercise && <ExerciseMark />}
        </>
      ),
    },
    {
      id: 'last',
      head: t('field.last'),
      width: 106,
      sorts: true,
      cell: (alert) => (
        <span className="with-mark">
          <StackedTime at={alert.last} />
          <LagMark alert={alert} />
        </span>
      ),
    },
    {
      id: 'rule',
      head: t('field.rule'),
      width: 210,
      grows: true,
      sorts: true,
      opens: true,
      cell: ({ rule, incident }) => (
        <span className="with-mark">
          <span className="rule-title two-lines" title={`${rule.title.vi} · ${rule.title.en}`}>
            {rule.title[language]}
          </span>
          {incident !== null && <IncidentMark id={incident.id} />}
        </span>
      ),
    },
    {
      id: 'tactic',
      head: t('field.tactic'),
      width: 150,
      cell: (alert) => {
        const [first, ...others] = alert.tactics
        if (first === undefined) return value(alert, 'tactic', null)
        const words = others.map((tactic) => tacticWords(tactic, language))
        return (
          <>
            {value(alert, 'tactic', tacticWords(first, language), first)}
            {words.length > 0 && (
              <span className="dim second-line cut" title={words.join(', ')}>
                {words.join(', ')}
              </span>
            )}
          </>
        )
      },
    },
    {
      id: 'unit',
      head: t('field.unit'),
      width: 140,
      cell: (alert) =>
        alert.unit === null ? (
          <span className="dim">{t('field.unattributed')}</span>
        ) : (
          value(alert, 'unit', alert.unit.name, alert.unit.id, <span className="two-lines">{alert.unit.name}</span>)
        ),
    },
    {
      id: 'host',
      head: t('field.host'),
      width: 108,
      sorts: true,
      cell: (alert) => value(alert, 'host', alert.host, alert.host, wrapped(alert.host)),
    },
    {
      id: 'user',
      head: t('alerts.who'),
      width: 138,
      cell: (alert) => (
        <>
          {value(alert, 'user', alert.user)}
          <span className="dim second-line">{alert.source !== null && value(alert, 'source', alert.source)}</span>
        </>
      ),
    },
    {
      id: 'count',
      head: t('field.count'),
      width: 60,
      numeric: true,
      sorts: true,
      cell: ({ count }) => number(count),
    },
    { id: 'age', head: t('field.age'), width: 156, sorts: true, cell: (alert) => <Age alert={alert} /> },
    {
      id: 'status',
      head: t('field.status'),
      width: 128,
      cell: ({ status, assignee, handOff }) => (
        <>
          <StatusMark status={status} />
          {handOff !== null ? (
            <HandOffMark handOff={handOff} />
          ) : (
            assignee !== null && (
              <span className="dim second-line" title={assignee.name}>
                {assignee.name}
              </span>
            )
          )}
        </>
      ),
    },
  ]
}

/** A long name in two lines: hosts and accounts have no spaces to break at. */
const wrapped = (text: string | null): ReactNode =>
  text === null ? undefined : (
    <span className="two-lines anywhere">
      <InertText text={text} />
    </span>
  )

/** How long the alert has been open, or was until it was closed. */
function Age({ alert: { opened, closed } }: { alert: Pick<Alert, 'opened' | 'closed'> }) {
  const { duration, dateTime } = useWords()
  const now = useNow()
  return (
    <time dateTime={new Date(opened).toISOString()} title={dateTime(opened)} className={closed === null ? '' : 'dim'}>
      {duration(Math.max(0, (closed?.at ?? now) - opened))}
    </time>
  )
}

/** Lateness of logs that is worth saying: events came this long before the platform could open their alert. */
const lateMs = 5 * 60_000

/** That an alert was opened long after its first event: the logs came late, or an old stretch was looked through. */
function LagMark({ alert: { first, opened } }: { alert: Pick<Alert, 'first' | 'opened'> }) {
  const { t, duration } = useWords()
  if (opened - first <= lateMs) return null
  const words = t('alerts.lag', { duration: duration(Math.floor((opened - first) / 60_000) * 60_000) })
  return (
    <span className="dim" title={words}>
      <IconClockExclamation size={16} stroke={1.6} aria-hidden />
      <span className="visually-hidden">{words}</span>
    </span>
  )
}

/** That an alert belongs to an incident. */
export function IncidentMark({ id }: { id: string }) {
  const { t } = useWords()
  const words = t('incident.of', { id })
  return (
    <span className="incident-mark push" title={words}>
      <IconFlag size={16} stroke={1.6} aria-hidden />
      <span className="visually-hidden">{words}</span>
    </span>
  )
}

/** That an alert is of an exercise, and so is not counted. */
export function ExerciseMark() {
  const { t } = useWords()
  return (
    <span className="dim second-line" title={t('incident.exercise.about')}>
      {t('incident.exercise')}
    </span>
  )
}

/** That an alert is on its way to somebody, or came back. */
export function HandOffMark({ handOff }: { handOff: NonNullable<Alert['handOff']> }) {
  const { t } = useWords()
  return (
    <span className="second-line hand-off-mark" title={handOff.note}>
      {handOff.state === 'offered' ? t('hand.mark', { name: handOff.to.name }) : t('handOff.refused')}
    </span>
  )
}

/** Where a column's values are those of an event's field: its ECS name. */
function ecsOf(filter: ListFilter): { readonly ecs?: string } {
  const names: Partial<Record<ListFilter, string>> = { host: 'host.name', user: 'user.name', source: 'source.ip' }
  const ecs = names[filter]
  return ecs === undefined ? {} : { ecs }
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
