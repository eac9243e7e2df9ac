import type { Home } from '../../../../api/schemas/home.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { CallTeam } from './CallTeam.tsx'
import { WorkPart } from './WorkPart.tsx'

/** What an agency is told of its open alerts: what and where, and whether the response team is at it. */
export function OwnAlerts({ alerts }: { alerts: NonNullable<Home['ownAlerts']> }) {
  const { t, language, number } = useWords()
  const beyond = alerts.total - alerts.rows.length
  return (
    <WorkPart
      title={t('home.own.alerts')}
      count={alerts.total}
      empty={t('home.own.alerts.none')}
      foot={
        <>
          <p className="dim">{t('home.own.alerts.text')}</p>
          <CallTeam />
        </>
      }
    >
      <ul className="lines told-lines">
        {alerts.rows.map((alert) => (
          <li key={alert.id}>
            <SeverityMark severity={alert.severity} />
            <span className="line-title">{alert.title[language]}</span>
            <span className="dim line-more">
              {[alert.unit?.name, alert.host, alert.user, alert.source].filter(Boolean).join(' · ')}{' '}
              <span className="nowrap">× {number(alert.count)}</span>
              <br />
              {t(alert.taken ? 'home.own.alerts.taken' : 'home.own.alerts.waits')}
            </span>
            <span className="dim line-time">
              <RelativeTime at={alert.last} />
            </span>
          </li>
        ))}
      </ul>
      {(beyond > 0 || alerts.atLeast) && (
        <p className="dim">
          {t(alerts.atLeast ? 'home.own.alerts.moreAtLeast' : 'home.own.alerts.more', { n: beyond })}
        </p>
      )}
    </WorkPart>
  )
}
