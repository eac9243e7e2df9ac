import { Link } from 'react-router'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useAlertRows } from '../../api/queries.ts'
import { statisticsDays, useRuleStatistics } from '../../api/rule-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { DayBars } from '../../components/DayBars.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { maturity } from '../../lib/rule-problem-words.ts'
import { statuses } from '../alerts/criteria.ts'
import { References } from '../rules/References.tsx'
import { logsourceOf } from '../rules/rule-list.ts'

/** What the rule means and asks for, beside what it came to. */
export function Overview({ rule }: { rule: RuleDetail }) {
  const { t, language } = useWords()
  const may = useMay()
  return (
    <div className="two-columns">
      <div className="stack">
        <section className="section" aria-labelledby="rule-meaning">
          <h2 id="rule-meaning">{t('alert.meaning')}</h2>
          <p className="prose">{rule.description[language]}</p>
        </section>
        {rule.response[language] !== '' && (
          <section className="section" aria-labelledby="rule-response">
            <h2 id="rule-response">{t('alert.response')}</h2>
            <p className="prose">{rule.response[language]}</p>
          </section>
        )}
        {rule.falsePositives[language].length > 0 && (
          <section className="section" aria-labelledby="rule-false">
            <h2 id="rule-false">{t('alert.falsePositives')}</h2>
            <ul className="bullets">
              {rule.falsePositives[language].map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </section>
        )}
        <Facts rule={rule} />
      </div>
      <div className="stack">
        {may('alert.read') ? (
          <>
            <Numbers id={rule.id} />
            <LastAlerts id={rule.id} />
          </>
        ) : (
          <p className="dim">{t('rule.numbers.forbidden')}</p>
        )}
      </div>
    </div>
  )
}

function Numbers({ id }: { id: string }) {
  const { t, number } = useWords()
  const statistics = useRuleStatistics()
  if (statistics.isError && statistics.data === undefined) return <ErrorWords error={statistics.error} />
  if (statistics.data === undefined) return <SkeletonRows rows={5} height={36} />
  const counted = statistics.data.byRule[id]
  const midnight = (back: number) => (statistics.data.at ?? 0) - back * 86_400_000
  return (
    <section className="section" aria-labelledby="rule-numbers">
      <h2 id="rule-numbers">{t('rule.numbers', { n: statisticsDays })}</h2>
      {counted === undefined ? (
        <p className="dim">{t('rule.numbers.none')}</p>
      ) : (
        <>
          <DayBars
            label={t('rule.hits')}
            days={counted.days.map((count, at) => ({
              from: midnight(counted.days.length - 1 - at),
              count,
              exact: true,
            }))}
          />
          <dl className="facts">
            <dt>{t('rule.hits')}</dt>
            <dd>{number(counted.hits)}</dd>
            <dt>{t('rules.lastHit')}</dt>
            <dd>{counted.lastHit === null ? '–' : <RelativeTime at={counted.lastHit} />}</dd>
            <dt>{t('rules.alerts.column')}</dt>
            <dd>{t('rule.alerts.open', { n: counted.alerts, open: counted.open })}</dd>
            <dt>{t('rules.precision')}</dt>
            <dd>
              {counted.precision === null
                ? t('rule.precision.none')
                : t('rules.percent', { n: Math.round(counted.precision * 100) })}{' '}
              <span className="dim small">
                {counted.precision === null
                  ? t('rules.precision.formula')
                  : t('rules.precision.of', { right: counted.truePositives, judged: counted.judged })}
              </span>
            </dd>
            <dt>{t('rule.suppressed')}</dt>
            <dd>{number(counted.suppressed)}</dd>
            <dt>{t('rule.excepted')}</dt>
            <dd>{number(counted.excepted)}</dd>
          </dl>
        </>
      )}
    </section>
  )
}

const fewAlerts = 5

function LastAlerts({ id }: { id: string }) {
  const { t, number } = useWords()
  const list = useAlertRows(
    { kind: 'last', span: '30d' },
    { rule: [id], status: [...statuses], sort: 'last', direction: 'desc' },
  )
  const [page] = list.data?.pages ?? []
  return (
    <section className="section" aria-labelledby="rule-alerts">
      <h2 id="rule-alerts">{t('rule.lastAlerts')}</h2>
      {list.isError && page === undefined ? (
        <ErrorWords error={list.error} />
      ) : page === undefined ? (
        <SkeletonRows rows={fewAlerts} height={36} />
      ) : page.rows.length === 0 ? (
        <p className="dim">{t('rule.lastAlerts.none')}</p>
      ) : (
        <>
          <ul className="lines">
            {page.rows.slice(0, fewAlerts).map((alert) => (
              <li key={alert.id}>
                <Link to={`/alerts?alert=${encodeURIComponent(alert.id)}&rule=${encodeURIComponent(id)}&range=30d`}>
                  <SeverityMark severity={alert.severity} />
                  <span className="line-title">
                    {[alert.user, alert.host ?? alert.source].filter(Boolean).join(' · ') || t('field.none')}
                  </span>
                  <span className="line-more dim">
                    {alert.unit?.name ?? t('field.unattributed')} · {t('field.count')} {number(alert.count)} ·{' '}
                    <StatusMark status={alert.status} />
                  </span>
                  <span className="line-time dim">
                    <RelativeTime at={alert.last} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          <Link to={`/alerts?rule=${encodeURIComponent(id)}&range=30d`}>{t('rules.alerts')}</Link>
        </>
      )}
    </section>
  )
}

function Facts({ rule }: { rule: RuleDetail }) {
  const { t, known } = useWords()
  return (
    <section className="section" aria-labelledby="rule-facts">
      <h2 id="rule-facts">{t('facts.title')}</h2>
      <dl className="facts">
        <dt>{t('rules.logsource')}</dt>
        <dd className="mono">{logsourceOf(rule) || t('rules.correlation')}</dd>
        <dt>{t('rules.groupBy')}</dt>
        <dd className="mono">{rule.groupBy.join(', ') || t('field.none')}</dd>
        <dt>{t('rules.tags')}</dt>
        <dd className="mono">{rule.tags.join(', ') || t('field.none')}</dd>
        <dt>{t('rules.cost')}</dt>
        <dd>
          {rule.cost === null ? t('rules.cost.none') : t('rules.cost.is', { n: rule.cost / 1000 })}{' '}
          <span className="dim small">{t('rules.cost.meaning')}</span>
        </dd>
        <dt>{t('rule.status')}</dt>
        <dd>{maturity({ t, known }, rule.status) || t('field.none')}</dd>
        <dt>{t('rules.file')}</dt>
        <dd className="mono">{rule.file || t('field.none')}</dd>
        <dt>{t('rule.id')}</dt>
        <dd className="mono">{rule.id}</dd>
      </dl>
      {rule.references.length > 0 && (
        <>
          <h3>{t('rules.references')}</h3>
          <References references={rule.references} />
        </>
      )}
    </section>
  )
}
