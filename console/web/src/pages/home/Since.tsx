import { severities } from '../../../../../core/event/severity.ts'
import type { Home } from '../../../../api/schemas/home.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { ExactTime } from '../../components/Time.tsx'

/** What happened since the reader was here last. */
export function Since({ since }: { since: NonNullable<Home['since']> }) {
  const { t, number } = useWords()
  const seen = severities.toReversed().filter((severity) => (since.alerts[severity] ?? 0) > 0)
  const total = seen.reduce((sum, severity) => sum + (since.alerts[severity] ?? 0), 0)
  // What did not happen is said of alerts alone: a row of noughts tells nothing.
  const others = [
    since.closed > 0 && t('home.since.closed', { n: since.closed }),
    since.ruleChanges > 0 &&
      t(since.ruleChangesAtLeast ? 'home.since.rulesAtLeast' : 'home.since.rules', { n: since.ruleChanges }),
    since.silent > 0 && t('home.since.silent', { n: since.silent }),
  ].filter((one) => one !== false)
  return (
    <section className="since">
      <h2>
        {t('home.since')}{' '}
        <span className="dim">
          <ExactTime at={since.at} />
        </span>
      </h2>
      <ul className="since-facts">
        <li>
          {total === 0 ? t('home.since.noAlerts') : t('home.since.alerts', { n: total })}
          {seen.map((severity) => (
            <span key={severity}>
              <SeverityMark severity={severity} /> {number(since.alerts[severity] ?? 0)}
            </span>
          ))}
        </li>
        {others.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </section>
  )
}
