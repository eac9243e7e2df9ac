import { Link } from 'react-router'
import type { Alert, AlertDetail } from '../../../../api/schemas/alerts.ts'
import { useAlert } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { InertText } from '../../components/InertText.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime, RelativeTime } from '../../components/Time.tsx'
import { Value } from '../../components/ValueMenu.tsx'
import { tacticWords } from '../../lib/attack-tactics.ts'
import { ToEntity } from '../entities/ToEntity.tsx'
import { IncidentOf, SimilarIncidents } from '../incidents/AlertIncidents.tsx'
import { SystemCard } from '../systems/SystemCard.tsx'
import { AlertActions } from './AlertActions.tsx'
import { AlertEvents } from './AlertEvents.tsx'
import { AlertFindings } from './AlertFindings.tsx'
import { AlertHistory } from './AlertHistory.tsx'
import { ExerciseMark, RuleTitle } from './columns.tsx'
import { Contacts, Precedents } from './Precedents.tsx'
import { alertSentence } from './sentence.ts'

/** Everything that is needed to judge one alert, beside the list. */
export function AlertFlyout(props: {
  id: string
  close: () => void
  onStep: (by: 1 | -1) => void
  openOther: (id: string) => void
}) {
  const { t, language } = useWords()
  const may = useMay()
  const query = useAlert(props.id)
  const detail = query.data
  return (
    <Flyout
      label={t('alert.label')}
      close={props.close}
      head={
        detail && (
          <>
            <div className="flyout-marks">
              <SeverityMark severity={detail.alert.severity} />
              <StatusMark status={detail.alert.status} />
              {detail.alert.exercise && <ExerciseMark />}
              <RelativeTime at={detail.alert.last} />
            </div>
            <h2>
              <RuleTitle title={detail.alert.rule.title} language={language} />
            </h2>
          </>
        )
      }
      footer={
        detail && may('alert.triage') ? (
          // The form belongs to one alert: another alert gets a fresh one, a re-read of the same keeps what was typed.
          <AlertActions key={detail.alert.id} alert={detail.alert} />
        ) : undefined
      }
    >
      {detail ? (
        <Detail detail={detail} openOther={props.openOther} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SkeletonRows rows={12} height={40} />
      )}
    </Flyout>
  )
}

function Detail({ detail, openOther }: { detail: AlertDetail; openOther: (id: string) => void }) {
  const words = useWords()
  const { t, language } = words
  const may = useMay()
  const { alert, rule } = detail
  return (
    <>
      <section className="why">
        <h3 className="visually-hidden">{t('alert.why')}</h3>
        <p className="why-sentence">
          <InertText text={alertSentence(words, alert)} />
        </p>
        {alert.disposition !== null && (
          <p>{t('alert.judged', { disposition: t(`disposition.${alert.disposition}`) })}</p>
        )}
        {alert.closed !== null && (
          <>
            <p className="dim">
              {t('alert.closedBy', { name: alert.closed.by, time: words.dateTime(alert.closed.at) })}
            </p>
            {alert.closed.note !== '' && <blockquote className="breakable">{alert.closed.note}</blockquote>}
          </>
        )}
        <IncidentOf alert={alert} />
        <Chain alert={alert} openOther={openOther} />
      </section>

      <FlyoutSection title={t('alert.response')}>
        {rule === null ? (
          <p className="dim">{t('alert.rule.gone')}</p>
        ) : (
          <p className="prose">{rule.response[language]}</p>
        )}
      </FlyoutSection>

      <AlertFindings findings={detail.findings} />

      <AlertEvents key={alert.id} events={detail.events} alert={alert} />

      <FlyoutSection title={t('alert.entities')}>
        <Entities alert={alert} />
        <SystemCard system={detail.system} />
        <Contacts contacts={detail.contacts} />
      </FlyoutSection>

      <FlyoutSection title={t('alert.seen')}>
        {detail.seenBefore.length === 0 ? (
          <p className="dim">{t('alert.seen.none')}</p>
        ) : (
          <ul className="plain-list">
            {detail.seenBefore.map((seen) => (
              <li key={seen.id}>
                <button type="button" className="link" onClick={() => openOther(seen.id)}>
                  {t('alert.seen.row', { n: seen.count, time: words.dateTime(seen.last) })}
                </button>
                <span className="dim">
                  {t(seen.disposition === null ? 'disposition.none' : `disposition.${seen.disposition}`)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </FlyoutSection>

      <FlyoutSection title={t('alert.precedents')}>
        <Precedents precedents={detail.precedents} />
      </FlyoutSection>

      <SimilarIncidents alert={alert.id} />

      {rule !== null && (
        <FlyoutSection title={t('alert.meaning')}>
          <p className="prose">{rule.description[language]}</p>
          {alert.tactics.length > 0 && (
            <p>
              <span className="dim">{t('field.tactic')}:</span>{' '}
              {alert.tactics.map((tactic) => tacticWords(tactic, language)).join(', ')}
            </p>
          )}
          {rule.falsePositives[language].length > 0 && (
            <>
              <h4>{t('alert.falsePositives')}</h4>
              <ul className="bullets">
                {rule.falsePositives[language].map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </>
          )}
          {may('rule.read') && <Link to={`/rules/${encodeURIComponent(rule.id)}`}>{t('alert.rule.open')}</Link>}
        </FlyoutSection>
      )}

      <FlyoutSection title={t('alert.history')}>
        <AlertHistory alert={alert} history={detail.history} />
      </FlyoutSection>
    </>
  )
}

/** The alert before it and the one after it, when it is one of a chain. */
function Chain({ alert, openOther }: { alert: Alert; openOther: (id: string) => void }) {
  const { t } = useWords()
  const { previous, next } = alert
  if (previous === null && next === null) return null
  return (
    <p className="chain">
      {previous !== null && (
        <button type="button" className="link" onClick={() => openOther(previous)}>
          ← {t('alert.previous')}
        </button>
      )}
      {next !== null && (
        <button type="button" className="link" onClick={() => openOther(next)}>
          {t('alert.next')} →
        </button>
      )}
    </p>
  )
}

const day = 86_400_000

function Entities({ alert }: { alert: Alert }) {
  const { t, number } = useWords()
  const may = useMay()
  const times = { from: String(Math.max(0, alert.first - day)), to: String(alert.last + 3_600_000) }
  const around = new URLSearchParams(times).toString()
  const searchFor = (field: string, value: string) =>
    `/search?${new URLSearchParams({ only: `${field}=${value}`, ...times })}`
  const rows = [
    ['field.user', 'user.name', alert.user],
    ['field.host', 'host.name', alert.host],
    ['field.source', 'source.ip', alert.source],
  ] as const
  return (
    <dl className="facts">
      <dt>{t('field.unit')}</dt>
      <dd>{alert.unit?.name ?? <span className="dim">{t('field.unattributed')}</span>}</dd>
      {rows.map(([label, field, value]) =>
        value === null ? null : (
          <div key={field}>
            <dt>{t(label)}</dt>
            <dd>
              <Value field={field} value={value} actions={[]} />
              {may('event.read') && <ToEntity field={field} value={value} search={around} />}
              {may('event.read') && <Link to={searchFor(field, value)}>{t('value.search')}</Link>}
            </dd>
          </div>
        ),
      )}
      <dt>{t('field.first')}</dt>
      <dd>
        <ExactTime at={alert.first} />
      </dd>
      <dt>{t('field.last')}</dt>
      <dd>
        <ExactTime at={alert.last} />
      </dd>
      <dt>{t('field.count')}</dt>
      <dd>{number(alert.count)}</dd>
      <dt>{t('field.assignee')}</dt>
      <dd>{alert.assignee?.name ?? <span className="dim">{t('field.none')}</span>}</dd>
    </dl>
  )
}
