import { Button } from '@mantine/core'
import { Link } from 'react-router'
import type { AlertLine } from '../../../../api/schemas/home.ts'
import { useAlertAction } from '../../api/queries.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { FormError } from '../../components/states.tsx'
import { RelativeTime } from '../../components/Time.tsx'

/** Where an alert opens beside its list. */
export const alertAddress = (list: string, id: string): string => `/alerts?${list}&alert=${encodeURIComponent(id)}`

/** Alerts a line each; `list` is the address of the queue that they stand in. */
export function AlertLines({ rows, list, when }: { rows: readonly AlertLine[]; list: string; when: 'first' | 'last' }) {
  const { language, number } = useWords()
  return (
    <ul className="lines">
      {rows.map((alert) => (
        <li key={alert.id}>
          <Link to={alertAddress(list, alert.id)}>
            <SeverityMark severity={alert.severity} />
            <span className="line-title">{alert.title[language]}</span>
            <span className="dim line-more">
              {[alert.unit?.name, alert.host, alert.user].filter(Boolean).join(' · ')}{' '}
              <span className="nowrap">× {number(alert.count)}</span>
            </span>
            <span className="dim line-time">
              <RelativeTime at={alert[when]} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** Alerts that are on their way: from or to whom, and the answer of whom they wait for. */
export function HandOffLines({ rows, answers }: { rows: readonly AlertLine[]; answers: boolean }) {
  return (
    <ul className="lines">
      {rows.map((alert) => (
        <HandOffLine key={alert.id} alert={alert} answers={answers} />
      ))}
    </ul>
  )
}

function HandOffLine({ alert, answers }: { alert: AlertLine; answers: boolean }) {
  const { t, language } = useWords()
  const action = useAlertAction(alert)
  const { handOff } = alert
  return (
    <li>
      <Link to={alertAddress('range=30d&handOff=offered&handOff=refused', alert.id)}>
        <SeverityMark severity={alert.severity} />
        <span className="line-title">{alert.title[language]}</span>
        <span className="dim line-more">
          {handOff !== null && (
            <>
              {[alert.host, alert.user].filter(Boolean).map((part) => `${part} · `)}
              {t(handOff.state === 'refused' ? 'handOff.refused' : 'handOff.offered')} ·{' '}
              {t('hand.from', { by: handOff.by, to: handOff.to })} {handOff.note}
            </>
          )}
        </span>
        <span className="dim line-time">
          <RelativeTime at={alert.last} />
        </span>
      </Link>
      {answers && (
        <Button
          size="compact-sm"
          variant="default"
          loading={action.isPending}
          onClick={() => action.mutate({ verb: 'accept' })}
        >
          {t('hand.accept')}
        </Button>
      )}
      <FormError error={action.error} />
    </li>
  )
}
