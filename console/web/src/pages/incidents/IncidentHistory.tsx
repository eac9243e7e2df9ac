import { useIncidentHistory } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'

/** Who did what, as the audit log has it, the newest first. */
export function IncidentHistory({ id }: { id: string }) {
  const { t, known, dateTime } = useWords()
  const query = useIncidentHistory(id)
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorState error={query.error} retry={() => void query.refetch()} />
    ) : (
      <SkeletonRows rows={6} height={32} />
    )
  }
  if (query.data.rows.length === 0) return <p className="dim">{t('incident.history.none')}</p>
  const moment = (value: unknown): string => {
    const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
    return Number.isNaN(time) ? t('incident.occurred.unknown') : dateTime(time)
  }
  return (
    <ol className="history">
      {query.data.rows.map(({ number, at, actor, action, details }) => {
        const words = `incident.history.${action}`
        return (
          <li key={number}>
            <ExactTime at={at} />
            <span>
              <strong>{actor}</strong>{' '}
              {known(words) ? t(words, { old: moment(details['old']), new: moment(details['new']) }) : action}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
