import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { SystemDetail, SystemWritten } from '../../../../api/schemas/systems.ts'
import { ApiProblem } from '../../api/client.ts'
import { useItSystem, useKeepSystem } from '../../api/system-queries.ts'
import { useUnits } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { DayInput } from '../../components/DayInput.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { FormError } from '../../components/states.tsx'
import { placeUnits } from '../units/unit-list.ts'
import { blankSystem, draftOf, type SystemDraft, wordsOf } from './system-draft.ts'

const levels = [1, 2, 3, 4, 5]
type TextField = Exclude<keyof SystemDraft, 'supplier' | 'level'>

/** Registers a system, or changes one from a day on. What was typed stays whatever the answer is. */
export function SystemForm(props: { system?: SystemDetail; day: string; done: () => void; cancel: () => void }) {
  const { t } = useWords()
  const { system } = props
  const units = placeUnits(useUnits().data?.rows ?? [], '', false)
  const keep = useKeepSystem(system?.id)
  const [draft, setDraft] = useState(() => (system === undefined ? blankSystem('') : draftOf(system)))
  const [from, setFrom] = useState(system === undefined ? '' : props.day)
  /** The version that was on the screen when writing began; a newer one is taken up only when that is chosen. */
  const [version, setVersion] = useState(system?.version ?? 0)
  const owner = draft.owner || (system === undefined ? (units[0]?.id ?? '') : '')
  const bind = (field: TextField) => ({
    value: draft[field],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setDraft((now) => ({ ...now, [field]: value })),
  })
  const lists = ['hosts', 'networks', 'domains'] as const
  const choices = units.map((unit) => ({ value: unit.id, label: `${'\u2003'.repeat(unit.depth)}${unit.name}` }))
  function submit(event: FormEvent) {
    event.preventDefault()
    const words = wordsOf({ ...draft, owner })
    const body = system === undefined ? { code: draft.code.trim(), from, words } : { from, version, words }
    keep.mutate(body, { onSuccess: ({ problems }) => problems.length === 0 && props.done() })
  }
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextInput label={t('systems.name')} maxLength={200} {...bind('name')} />
      {system === undefined && (
        <TextInput
          label={t('systems.code')}
          description={t('systems.code.hint')}
          classNames={{ input: 'mono' }}
          maxLength={63}
          {...bind('code')}
        />
      )}
      <NativeSelect
        label={t('systems.level')}
        value={String(draft.level)}
        data={levels.map((level) => ({ value: String(level), label: t('systems.level.of', { n: level }) }))}
        onChange={({ currentTarget: { value } }) => setDraft((now) => ({ ...now, level: Number(value) }))}
      />
      <fieldset className="form-group">
        <legend>{t('systems.decision')}</legend>
        <TextInput label={t('systems.decision.number')} maxLength={100} {...bind('number')} />
        <DayInput label={t('systems.decision.date')} {...bind('date')} />
        <TextInput label={t('systems.decision.issuer')} maxLength={200} {...bind('issuer')} />
      </fieldset>
      <NativeSelect label={t('systems.owner')} data={choices} {...bind('owner')} value={owner} />
      <NativeSelect
        label={t('systems.operator.unit')}
        data={[{ value: '', label: t('systems.operator.self') }, ...choices]}
        {...bind('operatorUnit')}
      />
      {draft.operatorUnit === '' && (
        <TextInput label={t('systems.operator.name')} maxLength={200} {...bind('operatorName')} />
      )}
      {lists.map((field) => (
        <Textarea
          key={field}
          label={t(`systems.${field}`)}
          description={t('systems.list.hint')}
          classNames={{ input: 'mono' }}
          rows={3}
          {...bind(field)}
        />
      ))}
      <Textarea
        label={t('systems.sources')}
        description={t('systems.sources.hint')}
        classNames={{ input: 'mono' }}
        rows={3}
        {...bind('sources')}
      />
      <TextInput
        label={t('systems.months')}
        description={t('systems.months.hint')}
        inputMode="numeric"
        maxLength={3}
        {...bind('months')}
      />
      {draft.months.trim() !== '' && (
        <TextInput label={t('systems.months.reason')} maxLength={500} {...bind('reason')} />
      )}
      <fieldset className="form-group">
        <legend>{t('systems.supplier')}</legend>
        {(['name', 'contact', 'phone', 'mail'] as const).map((field) => (
          <TextInput
            key={field}
            label={t(`systems.supplier.${field}`)}
            value={draft.supplier[field]}
            maxLength={field === 'phone' ? 30 : 200}
            {...(field === 'phone' ? { type: 'tel' } : {})}
            onChange={({ currentTarget: { value } }) =>
              setDraft((now) => ({ ...now, supplier: { ...now.supplier, [field]: value } }))
            }
          />
        ))}
      </fieldset>
      <Textarea label={t('systems.notes')} rows={3} maxLength={4000} {...bind('notes')} />
      <DayInput
        label={t(system === undefined ? 'systems.from.new' : 'systems.from')}
        {...(system === undefined ? { description: t('systems.from.new.hint') } : {})}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <Refused problems={keep.data?.problems ?? []} />
      {system !== undefined && keep.error instanceof ApiProblem && keep.error.code === 'conflict' ? (
        <Overtaken id={system.id} known={version} take={setVersion} />
      ) : (
        <FormError error={keep.error} />
      )}
      <FormActions submit={t('systems.save')} pending={keep.isPending} cancel={props.cancel} />
    </form>
  )
}

/** Why it cannot be written as it stands, in words. */
export function Refused({ problems }: Pick<SystemWritten, 'problems'>) {
  const { t } = useWords()
  return (
    <div aria-live="polite">
      {problems.length > 0 && (
        <div className="form-error">
          <p>{t('systems.wrong')}</p>
          <ul className="bullets">
            {problems.map(({ code, field, value }) => (
              <li key={`${code} ${field} ${value}`} className="breakable">
                {t(`systems.problem.${code}`, { value })}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

/** Somebody else was quicker: what was typed stays, and is saved over theirs only when that is chosen. */
function Overtaken(props: { id: string; known: number; take: (version: number) => void }) {
  const { t } = useWords()
  const newest = useItSystem(props.id).data?.version ?? props.known
  return (
    <div className="form-error" role="alert">
      <p>{t('systems.conflict')}</p>
      {newest !== props.known && (
        <Button size="compact-md" type="submit" variant="default" onClick={() => props.take(newest)}>
          {t('systems.conflict.again')}
        </Button>
      )}
    </div>
  )
}
