import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useIncidentStep } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { StepError } from './StepError.tsx'

/** Opens a closed incident again, with the reason in the timeline. */
export function ReopenForm({ incident, done }: { incident: IncidentDetail['incident']; done: () => void }) {
  const { t } = useWords()
  const step = useIncidentStep(incident.id)
  const [reason, setReason] = useState('')
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        const body = { revision: incident.revision, reason: reason.trim() }
        step.mutate({ path: '/reopen', body }, { onSuccess: done })
      }}
    >
      <TextInput
        label={t('incident.reopen.reason')}
        value={reason}
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <StepError error={step.error} />
      <FormActions submit={t('incident.do.reopen')} pending={step.isPending} cancel={done} />
    </form>
  )
}
