import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Column } from '../../components/DataTable.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { Sparkline } from '../../components/Sparkline.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { RuleStateMark } from './RuleStateMark.tsx'
import { type CountedRule, logsourceOf } from './rule-list.ts'

/** The rules' columns: what it is, whether it judges, and what came of it. */
export function ruleColumns({
  t,
  language,
  number,
}: Pick<Translator, 't' | 'language' | 'number'>): Column<CountedRule>[] {
  const none = <span className="dim">–</span>
  return [
    {
      id: 'level',
      head: t('field.severity'),
      width: 120,
      sorts: true,
      cell: ({ level }) => <SeverityMark severity={level} />,
    },
    {
      id: 'title',
      head: t('field.rule'),
      width: 232,
      grows: true,
      opens: true,
      sorts: true,
      // The whole title in the reader's language; its page has the other one too.
      cell: ({ title }) => (
        <span className="rule-title two-lines" title={title[language === 'vi' ? 'en' : 'vi']}>
          {title[language]}
        </span>
      ),
    },
    {
      id: 'state',
      head: t('rules.state'),
      width: 204,
      sorts: true,
      cell: (rule) => (
        <>
          <RuleStateMark state={rule.state} />
          <span className="dim second-line">{logsourceOf(rule) || t('rules.correlation')}</span>
        </>
      ),
    },
    {
      id: 'hits',
      head: t('rules.hits'),
      width: 114,
      sorts: true,
      cell: ({ counted }) =>
        counted === undefined ? (
          none
        ) : (
          <Sparkline
            values={counted.days}
            width={98}
            words={t('rules.hits.words', { n: counted.hits, today: counted.days.at(-1) ?? 0 })}
          />
        ),
    },
    {
      id: 'lastHit',
      head: t('rules.lastHit'),
      width: 104,
      sorts: true,
      cell: ({ counted }) => (counted?.lastHit ? <RelativeTime at={counted.lastHit} /> : none),
    },
    {
      id: 'alerts',
      head: t('rules.alerts.column'),
      width: 80,
      numeric: true,
      sorts: true,
      cell: ({ counted }) => (counted === undefined ? none : number(counted.alerts)),
    },
    {
      id: 'precision',
      head: t('rules.precision'),
      width: 100,
      numeric: true,
      sorts: true,
      cell: ({ counted }) =>
        counted === undefined || counted.precision === null ? (
          <span className="dim" title={t('rules.precision.formula')}>
            –
          </span>
        ) : (
          <span title={t('rules.precision.of', { right: counted.truePositives, judged: counted.judged })}>
            {t('rules.percent', { n: Math.round(counted.precision * 100) })}
          </span>
        ),
    },
    {
      id: 'cost',
      head: t('rules.cost'),
      width: 76,
      numeric: true,
      sorts: true,
      cell: ({ cost }) => (
        <span title={t('rules.cost.meaning')}>{cost === null ? '–' : t('rules.cost.is', { n: cost / 1000 })}</span>
      ),
    },
  ]
}
