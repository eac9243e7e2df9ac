import { NativeSelect } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import type { AlertTarget } from '../../../../api/schemas/incidents.ts'
import { useOpenIncident } from '../../api/incident-queries.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { FormError } from '../../components/states.tsx'
import { FactFields, type Facts } from './FactFields.tsx'
import { incidentAddress } from './incident-list.ts'

/** Opens an incident, from alerts or by hand, and goes to it. */
export function OpenForm(props: {
  target?: AlertTarget
  /** What the alerts suggest. */
  suggested: Partial<Facts>
  close: () => void
}) {
  const { t } = useWords()
  const { units } = useSession()
  const navigate = useNavigate()
  const open = useOpenIncident()
  const [facts, setFacts] = useState<Facts>({
    title: '',
    type: 'other',
    severity: 'medium',
    tlp: 'amber',
    exercise: false,
    ...props.suggested,
  })
  const [restricted, setRestricted] = useState(false)
  const [unit, setUnit] = useState(props.target === undefined ? (units[0]?.id ?? '') : '')
  const [missing, setMissing] = useState(false)
  function submit(event: FormEvent) {
    event.preventDefault()
    const title = facts.title.trim()
    if (title === '') return setMissing(true)
    const { target } = props
    open.mutate(
      {
        ...facts,
        title,
        restricted,
        ...(unit === '' ? {} : { unit }),
        ...(target === undefined ? {} : { target }),
      },
      { onSuccess: ({ id }) => navigate(incidentAddress(id)) },
    )
  }
  return (
    <form className="form" noValidate onSubmit={submit}>
      <FactFields facts={facts} change={setFacts} missing={missing} />
      <NativeSelect
        label={t('incident.unit')}
        value={unit}
        data={[
          ...(props.target === undefined ? [] : [{ value: '', label: t('incident.unit.fromAlerts') }]),
          ...units.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => setUnit(event.currentTarget.value)}
      />
      <label className="check">
        <input type="checkbox" checked={restricted} onChange={(event) => setRestricted(event.currentTarget.checked)} />
        <span>
          {t('incident.restricted')}. <span className="dim">{t('incident.restricted.about')}</span>
        </span>
      </label>
      <FormError error={open.error} />
      <FormActions submit={t('incidents.new')} pending={open.isPending} cancel={props.close} />
    </form>
  )
}
