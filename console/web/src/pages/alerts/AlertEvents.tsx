import { useState } from 'react'
import { Link } from 'react-router'
import type { Alert, AlertDetail } from '../../../../api/schemas/alerts.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { FieldTable } from '../../components/FieldTable.tsx'
import { FlyoutSection } from '../../components/Flyout.tsx'
import { InertText, RawLine } from '../../components/InertText.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { fieldValue } from '../../lib/event-fields.ts'
import { ProcessTreeLink } from '../entities/ProcessTreeLink.tsx'

/** The newest events of an alert, one at a time: what matched, the raw line, all fields. */
export function AlertEvents({ events, alert }: { events: AlertDetail['events']; alert: Alert }) {
  const { t } = useWords()
  const may = useMay()
  const [at, setAt] = useState(0)
  const shown = events[Math.min(at, events.length - 1)]
  if (shown === undefined)
    return (
      <FlyoutSection title={t('alert.event')}>
        <p className="dim">{t('alert.event.none')}</p>
      </FlyoutSection>
    )
  const { event, matched } = shown
  const values = matched.map(({ value }) => value)
  const raw = fieldValue(event, 'event.original')
  const time = Date.parse(fieldValue(event, '@timestamp') ?? '')
  const around = new URLSearchParams({
    from: String(Math.max(0, alert.first - 300_000)),
    to: String(alert.last + 300_000),
    ...(alert.host === null ? {} : { only: `host.name=${alert.host}` }),
  })
  return (
    <FlyoutSection title={t(events.length > 1 ? 'alert.events' : 'alert.event', { n: events.length })}>
      <div className="event-step">
        {Number.isFinite(time) && <ExactTime at={time} />}
        {events.length > 1 && (
          <span className="push stepper">
            <button type="button" className="link" disabled={at === 0} onClick={() => setAt(at - 1)}>
              {t('do.previous')}
            </button>
            <span className="dim">{t('alert.event.nth', { n: at + 1, total: events.length })}</span>
            <button type="button" className="link" disabled={at >= events.length - 1} onClick={() => setAt(at + 1)}>
              {t('do.next')}
            </button>
          </span>
        )}
      </div>
      {may('event.read') && <ProcessTreeLink event={event} />}
      {raw === undefined ? <p className="dim">{t('alert.raw.none')}</p> : <RawLine text={raw} values={values} />}
      <table className="small-table matched">
        <caption>{t('alert.matched')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('field.field')}</th>
            <th scope="col">{t('field.value')}</th>
            <th scope="col">{t('alert.matched.test')}</th>
          </tr>
        </thead>
        <tbody>
          {matched.map(({ field, value, test }) => (
            <tr key={`${field} ${test}`}>
              <th scope="row">{field}</th>
              <td>
                <mark>
                  <InertText text={value} />
                </mark>
              </td>
              <td>
                <InertText text={test} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <details className="all-fields">
        <summary>{t('alert.fields')}</summary>
        <FieldTable event={event} matched={matched} />
      </details>
      {may('event.read') && <Link to={`/search?${around}`}>{t('alert.searchEvents')}</Link>}
    </FlyoutSection>
  )
}
