import type { Alert, AlertDetail } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import { ExactTime } from '../../components/Time.tsx'

/** Who did what to the alert, oldest first, beginning with its opening. */
export function AlertHistory({ alert, history }: { alert: Alert; history: AlertDetail['history'] }) {
  const { t, known } = useWords()
  return (
    <ol className="history">
      <li>
        <ExactTime at={alert.opened} />
        <span>{t('history.open')}</span>
      </li>
      {history.map(({ at, actor, action, details }) => {
        const disposition = `disposition.${String(details['disposition'] ?? '')}`
        const words = `history.${action}`
        return (
          <li key={`${at} ${action}`}>
            <ExactTime at={at} />
            <span>
              <strong>{actor}</strong> {known(words) ? t(words, { name: nameIn(details['to']) }) : action}
              {known(disposition) && `: ${t(disposition)}`}
              {typeof details['reason'] === 'string' && (
                <span className="dim breakable block">{details['reason']}</span>
              )}
              {typeof details['note'] === 'string' && details['note'] !== '' && (
                <span className="dim breakable block">{details['note']}</span>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** Whom a hand-off names. */
const nameIn = (to: unknown): string =>
  typeof to === 'object' && to !== null && 'name' in to && typeof to.name === 'string' ? to.name : ''
