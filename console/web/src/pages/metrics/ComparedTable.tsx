import { severities } from '../../../../../core/event/severity.ts'
import type { Metrics } from '../../../../api/schemas/metrics.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { Amount, measures } from './Amount.tsx'

type Row = Metrics['compared'][number]

/** Rows that are shown; the rest are few alerts each. */
const shown = 60

/** Units, rules or severities beside each other: medians with how many values they have, and how often a rule was right. */
export function ComparedTable({ rows, by }: { rows: readonly Row[]; by: 'unit' | 'rule' | 'severity' }) {
  const { t, number, language } = useWords()
  const named = ({ value, name }: Row) => {
    const severity = by === 'severity' ? severities.find((one) => one === value) : undefined
    if (severity !== undefined) return <SeverityMark severity={severity} />
    return name?.[language] ?? value ?? t('field.unattributed')
  }
  return (
    <section className="section">
      <h2>{t(`metrics.compared.${by}`)}</h2>
      <section
        className="snug-table"
        aria-label={t(`metrics.compared.${by}`)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{t(`field.${by}`)}</th>
              <th scope="col" className="numeric">
                {t('group.alerts')}
              </th>
              {measures.map((measure) => (
                <th key={measure} scope="col" className="numeric" title={t(`metrics.${measure}`)}>
                  {t(`metrics.${measure}.short`)}
                </th>
              ))}
              <th scope="col" className="numeric">
                {t('metrics.right')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={row.value ?? ''}>
                <th scope="row">{named(row)}</th>
                <td className="numeric">{number(row.alerts)}</td>
                {measures.map((measure) => (
                  <td key={measure} className="numeric">
                    <Amount of={row.measures[measure].median} />{' '}
                    <span className="dim">({number(row.measures[measure].n)})</span>
                  </td>
                ))}
                <td className="numeric nowrap">
                  {row.precision.share === null ? '–' : `${number(row.precision.share * 100)}%`}{' '}
                  <span className="dim">({number(row.precision.judged)})</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > shown && <p className="dim small">{t('metrics.more', { n: rows.length - shown })}</p>}
    </section>
  )
}
