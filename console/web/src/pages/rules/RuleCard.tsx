import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { RuleStateMark } from './RuleStateMark.tsx'
import { type CountedRule, logsourceOf } from './rule-list.ts'

/** A rule in the list on a phone. */
export function RuleCard({ rule, onOpen }: { rule: CountedRule; onOpen: (rule: CountedRule) => void }) {
  const { t, language } = useWords()
  return (
    <button type="button" className="card" onClick={() => onOpen(rule)}>
      <span className="card-line">
        <SeverityMark severity={rule.level} />
        <span className="push">
          <RuleStateMark state={rule.state} />
        </span>
      </span>
      <span className="card-title two-lines">{rule.title[language]}</span>
      <span className="card-line dim">
        <span className="cut">{logsourceOf(rule) || t('rules.correlation')}</span>
        {rule.counted !== undefined && (
          <span className="push nowrap">{t('rules.hits.short', { n: rule.counted.hits })}</span>
        )}
      </span>
    </button>
  )
}
