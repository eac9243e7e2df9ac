import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { useAddEvents } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { FormError } from '../../components/states.tsx'
import { incidentAddress } from './incident-list.ts'
import { IncidentPicker } from './Picker.tsx'
import './incidents.css'

/** Copies an event of the search into an incident that is open. */
export function AddEvent({ event, close }: { event: string; close: () => void }) {
  const { t } = useWords()
  const add = useAddEvents()
  const [chosen, choose] = useState<string | null>(null)
  const [missing, setMissing] = useState(false)
  const added = add.isSuccess ? add.variables.id : null
  return (
    <Dialog title={t('incident.add.title')} close={close}>
      {added !== null ? (
        <div className="stack" role="status">
          <p>{t(add.data?.copied === 0 ? 'incident.add.already' : 'incident.add.done', { id: added })}</p>
          <div className="actions">
            <Link className="button-link" to={`${incidentAddress(added)}?tab=evidence`}>
              {t('incident.tab.evidence')}
            </Link>
            <Button variant="default" onClick={close}>
              {t('do.close')}
            </Button>
          </div>
        </div>
      ) : (
        <form
          className="form"
          onSubmit={(submitted) => {
            submitted.preventDefault()
            if (chosen === null) return setMissing(true)
            add.mutate({ id: chosen, events: [event] })
          }}
        >
          <IncidentPicker chosen={chosen} choose={choose} />
          {missing && chosen === null && (
            <p className="field-error" role="alert">
              {t('incident.escalate.choose')}
            </p>
          )}
          <FormError error={add.error} />
          <FormActions submit={t('incident.escalate.link')} pending={add.isPending} cancel={close} />
        </form>
      )}
    </Dialog>
  )
}
