import { Button } from '@mantine/core'
import { useState } from 'react'
import { useEvent } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { FieldTable } from '../../components/FieldTable.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { RawLine } from '../../components/InertText.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import type { ValueAction } from '../../components/ValueMenu.tsx'
import { eventFields, fieldValue } from '../../lib/event-fields.ts'
import { ProcessTreeLink } from '../entities/ProcessTreeLink.tsx'
import { AddEvent } from '../incidents/AddEvent.tsx'

/** One event whole: the raw line, what is odd about it, every field. */
export function EventFlyout(props: {
  id: string
  close: () => void
  actionsFor: (field: string, value: string) => readonly ValueAction[]
}) {
  const { t, dateTime } = useWords()
  const query = useEvent(props.id)
  const event = query.data?.event
  const may = useMay()
  const [adding, setAdding] = useState(false)
  const add = may('incident.open') ? [{ label: t('incident.add.event'), run: () => setAdding(true) }] : []
  const time = event && Date.parse(fieldValue(event, '@timestamp') ?? '')
  return (
    <Flyout
      label={t('event.label')}
      close={props.close}
      head={
        event && (
          <>
            <div className="flyout-marks">
              {time !== undefined && Number.isFinite(time) && <ExactTime at={time} />}
              <span className="dim">{fieldValue(event, 'host.name')}</span>
            </div>
            <h2>{fieldValue(event, 'event.action') ?? fieldValue(event, 'event.dataset') ?? t('event.label')}</h2>
          </>
        )
      }
      footer={
        event !== undefined && may('incident.open') ? (
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('incident.add')}
          </Button>
        ) : undefined
      }
    >
      {event ? (
        <>
          <ProcessTreeLink event={event} />
          <Oddities event={event} />
          <FlyoutSection title={t('alert.raw')}>
            <Raw event={event} />
            <p className="dim small">
              {t('event.ingested', { time: dateTime(Date.parse(fieldValue(event, 'event.ingested') ?? '') || 0) })}
            </p>
          </FlyoutSection>
          <FlyoutSection title={t('event.fields')}>
            <FieldTable event={event} actionsFor={(field, value) => [...props.actionsFor(field, value), ...add]} />
          </FlyoutSection>
          {adding && <AddEvent event={props.id} close={() => setAdding(false)} />}
        </>
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SkeletonRows rows={14} height={32} />
      )}
    </Flyout>
  )
}

function Raw({ event }: { event: Record<string, unknown> }) {
  const { t } = useWords()
  const raw = fieldValue(event, 'event.original')
  if (raw === undefined) return <p className="dim">{t('alert.raw.none')}</p>
  return (
    <>
      <RawLine text={raw} />
      <div>
        <CopyButton text={raw} />
      </div>
    </>
  )
}

function Oddities({ event }: { event: Record<string, unknown> }) {
  const { t, known } = useWords()
  const listed = (field: string) => eventFields(event).find((one) => one.field === field)?.values ?? []
  const marks = listed('vonggac.marks')
  const truncated = listed('vonggac.truncated')
  if (marks.length + truncated.length === 0) return null
  return (
    <FlyoutSection title={t('event.marks')}>
      <ul className="bullets">
        {marks.map((mark) => {
          const key = `mark.${mark}`
          return <li key={mark}>{known(key) ? t(key) : mark}</li>
        })}
        {truncated.length > 0 && <li>{t('event.truncated', { fields: truncated.join(', ') })}</li>}
      </ul>
    </FlyoutSection>
  )
}
