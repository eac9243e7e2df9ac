import { NativeSelect, TextInput } from '@mantine/core'
import { severities } from '../../../../../core/event/severity.ts'
import type { IncidentRow } from '../../../../api/schemas/incidents.ts'
import { useIncidentTypes } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'

const tlpLabels = ['clear', 'green', 'amber', 'amber-strict', 'red'] as const satisfies readonly IncidentRow['tlp'][]

/** What somebody says of an incident, as it stands in a form. */
export interface Facts {
  readonly title: string
  readonly type: string
  readonly severity: IncidentRow['severity']
  readonly tlp: IncidentRow['tlp']
  readonly exercise: boolean
}

/** The fields of a form that say what an incident is. */
export function FactFields(props: { facts: Facts; change: (facts: Facts) => void; missing: boolean }) {
  const { t, language } = useWords()
  const types = useIncidentTypes()
  const { facts, change } = props
  const rows = types.data?.rows ?? []
  const chosen = rows.find(({ id }) => id === facts.type)
  return (
    <>
      <TextInput
        label={t('incidents.name')}
        value={facts.title}
        maxLength={200}
        data-autofocus
        error={props.missing && facts.title.trim() === '' ? t('incident.title.missing') : undefined}
        onChange={(event) => change({ ...facts, title: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('incident.type')}
        {...(chosen === undefined ? {} : { description: t('incident.type.rsit', { rsit: chosen.rsit }) })}
        value={facts.type}
        data={rows.map((one) => ({ value: one.id, label: one[language] }))}
        onChange={(event) => change({ ...facts, type: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('field.severity')}
        value={facts.severity}
        data={severities.toReversed().map((value) => ({ value, label: t(`severity.${value}`) }))}
        onChange={(event) =>
          change({
            ...facts,
            severity: severities.find((one) => one === event.currentTarget.value) ?? facts.severity,
          })
        }
      />
      <NativeSelect
        label={t('incident.tlp')}
        value={facts.tlp}
        description={t(`tlp.${facts.tlp}.about`)}
        data={tlpLabels.map((value) => ({ value, label: t(`tlp.${value}`) }))}
        onChange={(event) =>
          change({ ...facts, tlp: tlpLabels.find((one) => one === event.currentTarget.value) ?? facts.tlp })
        }
      />
      <label className="check">
        <input
          type="checkbox"
          checked={facts.exercise}
          onChange={(event) => change({ ...facts, exercise: event.currentTarget.checked })}
        />
        <span>{t('incident.exercise.about')}</span>
      </label>
    </>
  )
}
