import { Link } from 'react-router'
import type { AuditRow } from '../../../../api/schemas/audit.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { actionWords, actorWords, detailLines, targetLink } from './audit-words.ts'

/** One row of the log, whole. */
export function AuditFlyout({
  row,
  close,
  onTarget,
}: {
  row: AuditRow
  close: () => void
  onTarget: (target: string) => void
}) {
  const words = useWords()
  const { t, known } = words
  const link = targetLink(row.target)
  const lines = detailLines(words, row.details)
  return (
    <Flyout
      label={t('audit.row', { n: row.number })}
      close={close}
      head={
        <>
          <h2>
            <InertText text={actorWords({ t }, row.actor)} />: {actionWords({ t, known }, row.action)}
          </h2>
          <p className="dim">
            {t('audit.row', { n: row.number })} · <ExactTime at={row.time} />
          </p>
        </>
      }
    >
      <div className="audit-body">
        <dl className="facts">
          <div>
            <dt>{t('audit.target')}</dt>
            <dd className="breakable mono">
              <InertText text={row.target} />
            </dd>
          </div>
          <div>
            <dt>{t('audit.unit')}</dt>
            <dd>{row.unit?.name ?? t('audit.unit.whole')}</dd>
          </div>
          <div>
            <dt>{t('audit.code')}</dt>
            <dd className="mono">{row.action}</dd>
          </div>
        </dl>
        <p className="audit-links">
          {link !== undefined && <Link to={link}>{t('audit.open')}</Link>}
          <button type="button" className="link" onClick={() => onTarget(row.target)}>
            {t('audit.ofTarget')}
          </button>
        </p>
        <FlyoutSection title={t('audit.details')}>
          {lines.length === 0 ? (
            <p className="dim">{t('audit.details.none')}</p>
          ) : (
            <dl className="facts">
              {lines.map(({ label, value }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd className="breakable">
                    <InertText text={value} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </FlyoutSection>
        <FlyoutSection title={t('audit.hash')}>
          <p className="mono breakable small">{row.hash}</p>
        </FlyoutSection>
      </div>
    </Flyout>
  )
}
