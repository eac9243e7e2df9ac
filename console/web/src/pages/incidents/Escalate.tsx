import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { AlertTarget } from '../../../../api/schemas/incidents.ts'
import { useIncidentTypes, useLinkAlerts } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { FormError } from '../../components/states.tsx'
import type { Facts } from './FactFields.tsx'
import { incidentAddress } from './incident-list.ts'
import { OpenForm } from './OpenForm.tsx'
import { IncidentPicker } from './Picker.tsx'
import './incidents.css'

/** Alerts that are to go into an incident. */
export interface Escalated {
  readonly target: AlertTarget
  readonly count: number
  readonly suggested: Partial<Facts>
}

/** Puts alerts into an incident: a new one, or one that is open. */
export function Escalate({ escalated, close }: { escalated: Escalated; close: () => void }) {
  const { t } = useWords()
  const [way, setWay] = useState<'new' | 'existing'>('new')
  const limits = useIncidentTypes().data?.limits
  const { target, count, suggested } = escalated
  return (
    <Dialog title={t('incident.escalate.title', { n: count })} close={close} stays>
      <div className="stack">
        {limits !== undefined && (
          <p className="dim">{t('incident.escalate.copied', { each: limits.eventsOfEach, all: limits.events })}</p>
        )}
        {limits !== undefined && count > limits.alerts ? (
          <p role="alert">{t('incident.escalate.tooMany', { n: limits.alerts })}</p>
        ) : (
          <>
            <fieldset className="tabs" aria-label={t('incident.escalate.way')}>
              {(['new', 'existing'] as const).map((one) => (
                <button key={one} type="button" aria-pressed={one === way} onClick={() => setWay(one)}>
                  {t(`incident.escalate.${one}`)}
                </button>
              ))}
            </fieldset>
            {way === 'new' ? (
              <OpenForm target={target} suggested={suggested} close={close} />
            ) : (
              <LinkForm target={target} close={close} />
            )}
          </>
        )}
      </div>
    </Dialog>
  )
}

function LinkForm({ target, close }: { target: AlertTarget; close: () => void }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const link = useLinkAlerts()
  const [chosen, choose] = useState<string | null>(null)
  const [missing, setMissing] = useState(false)
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen === null) return setMissing(true)
        link.mutate({ id: chosen, target }, { onSuccess: () => navigate(`${incidentAddress(chosen)}?tab=alerts`) })
      }}
    >
      <IncidentPicker chosen={chosen} choose={choose} />
      {missing && chosen === null && (
        <p className="field-error" role="alert">
          {t('incident.escalate.choose')}
        </p>
      )}
      <FormError error={link.error} />
      <FormActions submit={t('incident.escalate.link')} pending={link.isPending} cancel={close} />
    </form>
  )
}
