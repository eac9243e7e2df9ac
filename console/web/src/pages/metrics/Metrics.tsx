import { useMetrics } from '../../api/metrics-queries.ts'
import { useWords } from '../../app/words.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import { useNow } from '../../components/Time.tsx'
import { useAddress } from '../../lib/address.ts'
import { useTitle } from '../../lib/title.ts'
import { HomeNav } from '../home/HomeNav.tsx'
import { ComparedTable } from './ComparedTable.tsx'
import { Formulas } from './Formulas.tsx'
import { LagTable } from './LagTable.tsx'
import { MeasureTable } from './MeasureTable.tsx'
import { comparisons, lengths, readQuestion, spans } from './question.ts'
import { SpanBars } from './SpanBars.tsx'

/** How long detecting, taking and closing take, by published formulas. Units and rules are compared, people never. */
export function Metrics() {
  const { t, number } = useWords()
  useTitle(t('metrics.title'))
  const [params, change] = useAddress()
  const now = useNow()
  const question = readQuestion(params, now)
  const { days, ...asked } = question
  const query = useMetrics(asked)
  const { data } = query
  const choose = (name: string, value: string) => change((next) => next.set(name, value))
  return (
    <div className="page metrics">
      <header className="page-head">
        <h1>{t('metrics.title')}</h1>
        <HomeNav />
        {data !== undefined && <span className="dim">{t('metrics.count', { n: data.alerts })}</span>}
      </header>
      <div className="query-bar">
        <Choice
          label={t('metrics.days')}
          value={String(days)}
          options={lengths.map((one) => [String(one), t('time.days', { n: one })])}
          onChange={(value) => choose('days', value)}
        />
        <Choice
          label={t('metrics.span')}
          value={question.span}
          options={spans.map((one) => [one, t(`metrics.span.${one}`)])}
          onChange={(value) => choose('span', value)}
        />
        <Choice
          label={t('metrics.by')}
          value={question.by}
          options={comparisons.map((one) => [one, t(`field.${one}`)])}
          onChange={(value) => choose('by', value)}
        />
      </div>
      {data === undefined ? (
        query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          // As high as a window: what stands below does not move when the figures come.
          <SkeletonRows rows={24} height={40} />
        )
      ) : data.alerts === 0 ? (
        <EmptyState title={t('metrics.empty.title')} text={t('metrics.empty.text')} />
      ) : (
        <>
          {!data.whole && <p className="warning-line">{t('metrics.cut', { n: data.alerts })}</p>}
          <section className="section">
            <h2>{t('metrics.all')}</h2>
            <MeasureTable measures={data.all} label={t('metrics.all')} />
            <p className="dim small">
              {data.precision.share === null
                ? t('metrics.precision.few', { n: data.precision.judged })
                : t('metrics.precision', {
                    share: number(data.precision.share * 100),
                    real: data.precision.real,
                    n: data.precision.judged,
                  })}
            </p>
          </section>
          {data.incidents !== null && data.incidents.n > 0 && (
            <section className="section">
              <h2>{t('metrics.incidents', { n: data.incidents.n })}</h2>
              <MeasureTable
                measures={data.incidents.measures}
                label={t('metrics.incidents', { n: data.incidents.n })}
              />
            </section>
          )}
          <SpanBars spans={data.spans} span={question.span} />
          <ComparedTable rows={data.compared} by={question.by} />
          <LagTable from={question.from} to={question.to} />
        </>
      )}
      <Formulas />
    </div>
  )
}

function Choice(props: {
  label: string
  value: string
  options: readonly (readonly [string, string])[]
  onChange: (value: string) => void
}) {
  return (
    <label className="grouping">
      <span>{props.label}</span>
      <select value={props.value} onChange={(event) => props.onChange(event.currentTarget.value)}>
        {props.options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}
