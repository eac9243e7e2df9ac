import { Link } from 'react-router'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { YamlText } from '../../components/YamlText.tsx'
import { PreviewPanel } from './Preview.tsx'
import { RuleTests } from './RuleTests.tsx'

/** The source at the left; what it would catch and whether it proves itself at the right. */
export function RuleSource({ rule }: { rule: RuleDetail }) {
  const { t } = useWords()
  const may = useMay()
  return (
    <div className="two-columns">
      <section className="section" aria-labelledby="rule-source">
        <h2 id="rule-source">{t('rules.source')}</h2>
        <div className="actions">
          {may('rule.write') && (
            <>
              <Link to={`/rules/${encodeURIComponent(rule.id)}/text`}>
                {t(rule.text === null ? 'rule.edit.own' : 'rule.edit')}
              </Link>
              <Link to={`/rules/new?from=${encodeURIComponent(rule.id)}`}>{t('rule.duplicate')}</Link>
            </>
          )}
          <CopyButton text={rule.source} />
        </div>
        <YamlText source={rule.source} />
      </section>
      <div className="stack">
        <section className="section" aria-labelledby="rule-preview">
          <h2 id="rule-preview">{t('preview.title')}</h2>
          {rule.correlation ? (
            <p className="dim">{t('preview.correlation')}</p>
          ) : (
            <PreviewPanel of={{ rule: rule.id }} />
          )}
        </section>
        <section className="section" aria-labelledby="rule-tests">
          <h2 id="rule-tests">{t('tests.title')}</h2>
          <RuleTests of={{ rule: rule.id }} count={rule.tests.fires + rule.tests.silent} />
        </section>
      </div>
    </div>
  )
}
