import { Link } from 'react-router'
import { severities } from '../../../../../core/event/severity.ts'
import { useMetrics } from '../../api/metrics-queries.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { useNow } from '../../components/Time.tsx'
import { MeasureTable } from '../metrics/MeasureTable.tsx'
import { readQuestion } from '../metrics/question.ts'
import { WorkPart } from './WorkPart.tsx'

/** The last 30 days in numbers, for who leads and reads no alerts. */
export function Figures() {
  const { t, number } = useWords()
  const { days, ...question } = readQuestion(new URLSearchParams(), useNow())
  const query = useMetrics(question)
  const { data } = query
  return (
    <WorkPart
      title={t('home.figures', { n: days })}
      {...(data === undefined ? {} : { count: data.alerts })}
      empty={t('metrics.empty.title')}
    >
      {data === undefined ? (
        query.isError ? (
          <ErrorWords error={query.error} />
        ) : (
          <SkeletonRows rows={5} height={32} />
        )
      ) : (
        <>
          <ul className="since-facts">
            {severities
              .toReversed()
              .filter((severity) => (data.bySeverity[severity] ?? 0) > 0)
              .map((severity) => (
                <li key={severity}>
                  <SeverityMark severity={severity} /> {number(data.bySeverity[severity] ?? 0)}
                </li>
              ))}
          </ul>
          <MeasureTable measures={data.all} label={t('metrics.all')} brief />
          <Link to="/statistics">{t('home.figures.all')}</Link>
        </>
      )}
    </WorkPart>
  )
}
