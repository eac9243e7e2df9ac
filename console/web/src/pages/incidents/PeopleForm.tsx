import { NativeSelect } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useIncidentStep, useWorkers } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { FormError } from '../../components/states.tsx'
import { StepError } from './StepError.tsx'

/** Gives the incident to somebody, and says who else works on it. What was not touched follows what others save meanwhile. */
export function PeopleForm({ incident, done }: { incident: IncidentDetail['incident']; done: () => void }) {
  const { t } = useWords()
  const workers = useWorkers(incident.unit.id)
  const step = useIncidentStep(incident.id)
  const [chosenOwner, chooseOwner] = useState<string>()
  const [touched, touch] = useState<ReadonlyMap<string, boolean>>(new Map())
  const there = [...(incident.owner === null ? [] : [incident.owner]), ...incident.members]
  const known = [...there, ...(workers.data?.rows ?? []).filter(({ id }) => !there.some((one) => one.id === id))]
  const owner = chosenOwner ?? incident.owner?.id ?? ''
  const isMember = (id: string) => touched.get(id) ?? incident.members.some((one) => one.id === id)
  function submit(event: FormEvent) {
    event.preventDefault()
    const members = known.filter(({ id }) => id !== owner && isMember(id)).map(({ id }) => id)
    const body = { revision: incident.revision, owner: owner === '' ? null : owner, members }
    step.mutate({ method: 'PUT', path: '/people', body }, { onSuccess: done })
  }
  return (
    <form className="form" onSubmit={submit}>
      <p className="dim small">{t('incident.people.text')}</p>
      <FormError error={workers.error} />
      <NativeSelect
        label={t('incidents.owner')}
        value={owner}
        data={[
          { value: '', label: t('incidents.owner.none') },
          ...known.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => chooseOwner(event.currentTarget.value)}
      />
      <fieldset className="form-group people-choice">
        <legend>{t('incident.people.members')}</legend>
        {known
          .filter(({ id }) => id !== owner)
          .map(({ id, name }) => (
            <label key={id} className="check">
              <input
                type="checkbox"
                checked={isMember(id)}
                onChange={(event) => touch(new Map(touched).set(id, event.currentTarget.checked))}
              />
              {name}
            </label>
          ))}
      </fieldset>
      <StepError error={step.error} />
      <FormActions submit={t('incident.save')} pending={step.isPending} cancel={done} />
    </form>
  )
}
