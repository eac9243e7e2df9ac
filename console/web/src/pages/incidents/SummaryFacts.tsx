import type { ReactNode } from 'react'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useIncidentTypes } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { EntryWords } from './EntryWords.tsx'

/**
 * Enough to brief a leader: how it ended, what it is and since when, how far it reaches, the main points. `editor` stands
 * in the place of the facts while they are corrected; `below` under them.
 */
export function SummaryFacts(props: { detail: IncidentDetail; editor?: ReactNode; below?: ReactNode }) {
  const { t, dateTime, language } = useWords()
  const { incident, alerts, totals, entries } = props.detail
  const types = useIncidentTypes()
  const type = types.data?.rows.find(({ id }) => id === incident.type)
  const hosts = new Set(alerts.flatMap(({ host }) => (host === null ? [] : [host]))).size
  const pinned = entries.filter((entry) => entry.pinned)
  const { conclusion } = incident
  return (
    <div className="stack">
      {conclusion !== null && (
        <section className="section">
          <h2>{t('incident.conclusion')}</h2>
          <p>
            <strong>{t(`disposition.${conclusion.disposition}`)}</strong>
          </p>
          <dl className="facts">
            <dt>{t('incident.cause')}</dt>
            <dd className="breakable lines">{conclusion.cause}</dd>
            <dt>{t('incident.impact')}</dt>
            <dd className="breakable lines">{conclusion.impact || t('field.none')}</dd>
          </dl>
          <p className="dim small">
            {t('incident.conclusion.by', { name: conclusion.by.name, time: dateTime(conclusion.at) })}
          </p>
        </section>
      )}
      <section className="section">
        <h2>{t('incident.facts')}</h2>
        {props.editor ?? (
          <>
            <dl className="facts">
              <dt>{t('incident.type')}</dt>
              <dd>
                {type?.[language] ?? incident.type}{' '}
                {type !== undefined && <span className="dim mono">{type.rsit}</span>}
              </dd>
              <dt>{t('incident.detected')}</dt>
              <dd>
                <ExactTime at={incident.detected} />
              </dd>
              <dt>{t('incident.occurred')}</dt>
              <dd>
                {incident.occurred === null ? (
                  <span className="dim">{t('incident.occurred.unknown')}</span>
                ) : (
                  <ExactTime at={incident.occurred} />
                )}
              </dd>
              <dt>{t('incident.tlp')}</dt>
              <dd>
                {t(`tlp.${incident.tlp}`)} <span className="dim">{t(`tlp.${incident.tlp}.about`)}</span>
              </dd>
            </dl>
            <p className="dim small">
              {t('incident.opened', { time: dateTime(incident.opened), name: incident.openedBy.name })}
            </p>
            {props.below}
          </>
        )}
      </section>
      <section className="section">
        <h2>{t('incident.brief')}</h2>
        <p>
          {alerts.length + totals.evidence === 0
            ? t('incident.brief.none')
            : t(hosts === 0 ? 'incident.brief.noHosts' : 'incident.brief.text', {
                alerts: alerts.length,
                hosts,
                evidence: totals.evidence,
              })}
        </p>
      </section>
      <section className="section">
        <h2>{t('incident.story')}</h2>
        {pinned.length === 0 ? (
          <p className="dim">{t('incident.story.none')}</p>
        ) : (
          <ol className="history">
            {pinned.map((entry) => (
              <li key={entry.id}>
                <ExactTime at={entry.at} />
                <EntryWords entry={entry} />
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  )
}
