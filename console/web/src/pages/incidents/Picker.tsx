import { useDeferredValue, useState } from 'react'
import { useIncidents } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FindBox } from '../../components/FindBox.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { openStatuses } from './incident-list.ts'
import { IncidentFlags, IncidentTitle } from './marks.tsx'

/** Open incidents to choose one from, the newest first. */
export function IncidentPicker(props: { chosen: string | null; choose: (id: string) => void }) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const asked = useDeferredValue(text.trim())
  const list = useIncidents({
    status: openStatuses,
    ...(asked === '' ? {} : { text: asked }),
    sort: 'opened',
    direction: 'desc',
    limit: 20,
  })
  return (
    <fieldset className="incident-picker">
      <legend className="visually-hidden">{t('incident.escalate.way')}</legend>
      <FindBox label={t('incidents.find')} value={text} onType={setText} />
      {list.isError ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <SkeletonRows rows={4} height={40} />
      ) : list.data.rows.length === 0 ? (
        <p className="dim">{t('incident.escalate.none')}</p>
      ) : (
        list.data.rows.map((incident) => (
          <label key={incident.id} className="radio">
            <input
              type="radio"
              name="incident"
              value={incident.id}
              checked={props.chosen === incident.id}
              onChange={() => props.choose(incident.id)}
            />
            <span className="incident-choice">
              <span>
                <IncidentTitle title={incident.title} />
              </span>
              <span className="dim small">
                <span className="mono">{incident.id}</span> <SeverityMark severity={incident.severity} />{' '}
                {incident.unit.name} <IncidentFlags incident={incident} />
              </span>
            </span>
          </label>
        ))
      )}
    </fieldset>
  )
}
