import type { AlertDetail } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import { FlyoutSection } from '../../components/Flyout.tsx'
import { InertText } from '../../components/InertText.tsx'

/** What a correlation found: how many events in which span, what was measured, and whether that is all. */
export function AlertFindings({ findings }: { findings: AlertDetail['findings'] }) {
  const { t, dateTime, duration, number } = useWords()
  if (findings.length === 0) return null
  return (
    <FlyoutSection title={t('alert.findings')}>
      <ul className="plain-list">
        {findings.map((finding) => (
          <li key={finding.id}>
            <p>
              {t('finding.span', { n: finding.count, from: dateTime(finding.first), to: dateTime(finding.last) })}{' '}
              <span className="dim">{t('finding.window', { duration: duration(finding.timespan) })}</span>
            </p>
            {finding.measure !== null && <p>{t('finding.measure', { n: number(finding.measure) })}</p>}
            {finding.values.length > 0 && (
              <p className="breakable">
                <InertText text={t('finding.values', { values: finding.values.join(', ') })} />
              </p>
            )}
            {finding.capped && <p className="dim">{t('finding.capped')}</p>}
          </li>
        ))}
      </ul>
    </FlyoutSection>
  )
}
