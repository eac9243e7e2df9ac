import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useEvidence, useIncidentStep } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FieldTable } from '../../components/FieldTable.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { RawLine } from '../../components/InertText.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { fieldValue } from '../../lib/event-fields.ts'
import { IntactMark } from './EvidenceList.tsx'
import { StepError } from './StepError.tsx'

/** One copied event whole, where it came from, its hash, and the way into the timeline. */
export function EvidenceFlyout(props: {
  incident: string
  id: string
  /** It stands in the timeline already. */
  told: boolean
  writes: boolean
  close: () => void
}) {
  const { t, dateTime } = useWords()
  const query = useEvidence(props.incident, props.id)
  const copy = query.data
  const raw = copy && fieldValue(copy.event, 'event.original')
  return (
    <Flyout
      label={t('incident.evidence.label')}
      close={props.close}
      head={
        copy && (
          <>
            <div className="flyout-marks">
              <ExactTime at={copy.at} />
              <IntactMark intact={copy.intact} />
            </div>
            <h2>{fieldValue(copy.event, 'event.dataset') ?? t('incident.evidence.label')}</h2>
          </>
        )
      }
      footer={
        copy === undefined ? undefined : props.told ? (
          <p className="dim">{t('incident.evidence.told')}</p>
        ) : props.writes ? (
          <TellForm incident={props.incident} id={props.id} />
        ) : undefined
      }
    >
      {copy ? (
        <>
          <FlyoutSection title={t('incident.evidence.label')}>
            <p>
              {t('incident.evidence.taken', { name: copy.by.name, time: dateTime(copy.taken) })},{' '}
              {t(copy.alert === null ? 'incident.evidence.from.search' : 'incident.evidence.from.alert')}.
            </p>
            <p className="small">
              SHA-256 <span className="mono breakable">{copy.hash}</span>
            </p>
          </FlyoutSection>
          {raw !== undefined && (
            <FlyoutSection title={t('alert.raw')}>
              <RawLine text={raw} />
            </FlyoutSection>
          )}
          <FlyoutSection title={t('event.fields')}>
            <FieldTable event={copy.event} />
          </FlyoutSection>
        </>
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SkeletonRows rows={12} height={32} />
      )}
    </Flyout>
  )
}

function TellForm({ incident, id }: { incident: string; id: string }) {
  const { t } = useWords()
  const step = useIncidentStep(incident)
  const [text, setText] = useState('')
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        step.mutate({ path: `/evidence/${encodeURIComponent(id)}/tell`, body: { text: text.trim() } })
      }}
    >
      <TextInput
        label={t('incident.evidence.tell.text')}
        value={text}
        maxLength={1000}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <StepError error={step.error} />
      <div className="actions">
        <Button type="submit" loading={step.isPending}>
          {t('incident.evidence.tell')}
        </Button>
      </div>
    </form>
  )
}
