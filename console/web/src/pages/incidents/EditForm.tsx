import { type FormEvent, useState } from 'react'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useIncidentStep } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { parseDateTime } from '../../lib/time-range.ts'
import { FactFields, type Facts } from './FactFields.tsx'
import { StepError } from './StepError.tsx'
import { TimeField } from './TimeField.tsx'

/** Corrects the facts. What was not touched follows what others save meanwhile. */
export function EditForm({ incident, close }: { incident: IncidentDetail['incident']; close: () => void }) {
  const { t, timeZone, dateTime } = useWords()
  const step = useIncidentStep(incident.id)
  const [touched, touch] = useState<Partial<Facts> & { detected?: string; occurred?: string }>({})
  const [missing, setMissing] = useState(false)
  const { title, type, severity, tlp, exercise } = incident
  const before: Facts = { title, type, severity, tlp, exercise }
  const { detected: typedDetected, occurred: typedOccurred, ...typed } = touched
  const facts: Facts = { ...before, ...typed }
  const detectedText = typedDetected ?? dateTime(incident.detected)
  const occurredText = typedOccurred ?? (incident.occurred === null ? '' : dateTime(incident.occurred))
  const detected = typedDetected === undefined ? incident.detected : parseDateTime(detectedText, timeZone)
  const occurred =
    typedOccurred === undefined
      ? incident.occurred
      : occurredText.trim() === ''
        ? null
        : parseDateTime(occurredText, timeZone)
  function change(next: Facts) {
    const names = Object.keys(next) as (keyof Facts)[]
    touch({
      ...touched,
      ...Object.fromEntries(names.filter((name) => next[name] !== facts[name]).map((name) => [name, next[name]])),
    })
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (facts.title.trim() === '' || detected === undefined || occurred === undefined) return setMissing(true)
    step.mutate(
      {
        method: 'PUT',
        path: '',
        body: { ...facts, title: facts.title.trim(), detected, occurred, revision: incident.revision },
      },
      { onSuccess: close },
    )
  }
  return (
    <form className="form" noValidate onSubmit={submit}>
      <FactFields facts={facts} change={change} missing={missing} />
      <TimeField
        label={t('incident.detected')}
        hint={t('incident.detected.hint')}
        text={detectedText}
        bad={missing && detected === undefined}
        change={(text) => touch({ ...touched, detected: text })}
      />
      <TimeField
        label={t('incident.occurred')}
        text={occurredText}
        bad={missing && occurred === undefined}
        change={(text) => touch({ ...touched, occurred: text })}
      />
      <StepError error={step.error} />
      <FormActions submit={t('incident.save')} pending={step.isPending} cancel={close} />
    </form>
  )
}
