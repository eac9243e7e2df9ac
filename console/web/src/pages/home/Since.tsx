import { severities } from '../../../../../core/event/severity.ts'
import type { Home } from '../../../../api/schemas/home.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { ExactTime } from '../../components/Time.tsx'

/** What happened since the reader was here last. */
export function Since({ since }: { since: NonNullable<Home['since']> }) {
  const { t, number } = useWords()
  const seen = severities.toReversed().filter((severity) => (since.alerts[severity] ?? 0) > 0)
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
          {seen.length === 0
            ? t('home.since.noAlerts')
            : seen.map((severity) => (
                <span key={severity}>
                  <SeverityMark severity={severity} /> {number(since.alerts[severity] ?? 0)}
                </span>
              ))}
        </li>
        <li>{t('home.since.closed', { n: since.closed })}</li>
        <li>
          {t(since.ruleChangesAtLeast ? 'home.since.rulesAtLeast' : 'home.since.rules', { n: since.ruleChanges })}
        </li>
        <li>{t('home.since.silent', { n: since.silent })}</li>
      </ul>
    </section>
  )
}
