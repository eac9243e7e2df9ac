import { useWords } from '../../app/words.tsx'
import { measures } from './Amount.tsx'

/** By which formulas the figures are worked out; the same stand in the handbook. */
export function Formulas() {
  const { t } = useWords()
  return (
    <section className="section">
      <h2>{t('metrics.formulas')}</h2>
      <dl className="facts formulas">
        {measures.map((measure) => (
          <div key={measure}>
            <dt>{t(`metrics.${measure}`)}</dt>
            <dd>{t(`metrics.${measure}.formula`)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('metrics.right')}</dt>
          <dd>{t('metrics.right.formula')}</dd>
        </div>
      </dl>
      <p className="dim small prose">{t('metrics.rules')}</p>
    </section>
  )
}
