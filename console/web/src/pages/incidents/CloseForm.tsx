import { Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useIncidentStep } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { dispositions } from '../alerts/criteria.ts'
import { StepError } from './StepError.tsx'

/** Ends the incident with what was found out; its open alerts may end with it. */
export function CloseForm({ detail, done }: { detail: IncidentDetail; done: () => void }) {
  const { t } = useWords()
  const { incident, alerts } = detail
  const step = useIncidentStep(incident.id)
  const [disposition, choose] = useState<(typeof dispositions)[number] | null>(null)
  const [cause, setCause] = useState('')
  const [impact, setImpact] = useState('')
  const open = alerts.filter(({ status }) => status !== 'closed').length
  const [closeAlerts, setCloseAlerts] = useState(true)
  const [missing, setMissing] = useState(false)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (disposition === null || cause.trim() === '') return setMissing(true)
    step.mutate(
      {
        path: '/close',
        body: {
          revision: incident.revision,
          cause: cause.trim(),
          impact: impact.trim(),
          disposition,
          closeAlerts: closeAlerts && open > 0,
        },
      },
      { onSuccess: done },
    )
  }
  return (
    <form className="judge" noValidate onSubmit={submit}>
      <fieldset>
        <legend>{t('incident.close.title')}</legend>
        {dispositions.map((one) => (
          <label key={one} className="radio">
            <input
              type="radio"
              name="incident-disposition"
              value={one}
              checked={disposition === one}
              onChange={() => choose(one)}
            />
            {t(`disposition.${one}`)}
          </label>
        ))}
      </fieldset>
      {missing && disposition === null && (
        <p className="field-error" role="alert">
          {t('incident.close.missing')}
        </p>
      )}
      <Textarea
        label={t('incident.cause')}
        value={cause}
        rows={3}
        maxLength={10_000}
        error={missing && cause.trim() === '' ? t('incident.close.cause.missing') : undefined}
        onChange={(event) => setCause(event.currentTarget.value)}
      />
      <Textarea
        label={t('incident.impact')}
        value={impact}
        rows={3}
        maxLength={10_000}
        onChange={(event) => setImpact(event.currentTarget.value)}
      />
      {open > 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={closeAlerts}
            onChange={(event) => setCloseAlerts(event.currentTarget.checked)}
          />
          {t('incident.close.alerts', { n: open })}
        </label>
      )}
      <StepError error={step.error} />
      <FormActions submit={t('incident.do.close')} pending={step.isPending} cancel={done} />
    </form>
  )
}
