import { Link } from 'react-router'
import { useRule } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { KeyHint } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { YamlText } from '../../components/YamlText.tsx'
import { maturity } from '../../lib/rule-problem-words.ts'
import { RuleTitle } from '../alerts/columns.tsx'
import { References } from './References.tsx'
import { RuleStateMark } from './RuleStateMark.tsx'

/** One rule: what it means, what to do, and the YAML that it was read from. */
export function RuleFlyout({ id, close }: { id: string; close: () => void }) {
  const { t, known, language } = useWords()
  const may = useMay()
  const query = useRule(id)
  const rule = query.data
  return (
    <Flyout
      label={t('rules.label')}
      close={close}
      footer={
        <Link className="button-link" to={`/rules/${encodeURIComponent(id)}`}>
          {t('rules.open')}
          <KeyHint of="Enter" />
        </Link>
      }
      head={
        rule && (
          <>
            <div className="flyout-marks">
              <SeverityMark severity={rule.level} />
              <RuleStateMark state={rule.state} />
              <span className="dim">{maturity({ t, known }, rule.status)}</span>
            </div>
            <h2>
              <Link to={`/rules/${encodeURIComponent(rule.id)}`} className="plain-link">
                <RuleTitle title={rule.title} language={language} />
              </Link>
            </h2>
          </>
        )
      }
    >
      {rule === undefined ? (
        query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={12} height={40} />
        )
      ) : (
        <>
          {rule.reason !== null && (
            <FlyoutSection title={t('rules.reason')}>
              <p>{rule.reason}</p>
            </FlyoutSection>
          )}
          <FlyoutSection title={t('alert.meaning')}>
            <p className="prose">{rule.description[language]}</p>
            {may('alert.read') && <Link to={`/alerts?rule=${encodeURIComponent(rule.id)}`}>{t('rules.alerts')}</Link>}
          </FlyoutSection>
          {rule.response[language] !== '' && (
            <FlyoutSection title={t('alert.response')}>
              <p className="prose">{rule.response[language]}</p>
            </FlyoutSection>
          )}
          {rule.falsePositives[language].length > 0 && (
            <FlyoutSection title={t('alert.falsePositives')}>
              <ul className="bullets">
                {rule.falsePositives[language].map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </FlyoutSection>
          )}
          <FlyoutSection title={t('facts.title')}>
            <dl className="facts">
              <dt>{t('rules.groupBy')}</dt>
              <dd className="mono">{rule.groupBy.join(', ') || t('field.none')}</dd>
              <dt>{t('rules.logsource')}</dt>
              <dd className="mono">{Object.values(rule.logsource).join(' / ')}</dd>
              <dt>{t('rules.tags')}</dt>
              <dd className="mono">{rule.tags.join(', ') || t('field.none')}</dd>
              <dt>{t('rules.file')}</dt>
              <dd className="mono">{rule.file}</dd>
            </dl>
          </FlyoutSection>
          {rule.references.length > 0 && (
            <FlyoutSection title={t('rules.references')}>
              <References references={rule.references} />
            </FlyoutSection>
          )}
          <FlyoutSection title={t('rules.source')}>
            <YamlText source={rule.source} />
            <div>
              <CopyButton text={rule.source} />
            </div>
          </FlyoutSection>
        </>
      )}
    </Flyout>
  )
}
