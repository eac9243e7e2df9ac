import { type FormEvent, type ReactNode, useState } from 'react'
import type { UnitChange } from '../../../../api/schemas/units.ts'
import { useChangeUnit, usePreviewUnitChange } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { Problems } from '../../components/Problems.tsx'
import { FormError } from '../../components/states.tsx'

/** A form whose change is looked at before it is done; what was looked at is what is done. */
export function PreviewedChange(props: {
  /** Undefined while something is missing. */
  change: UnitChange | undefined
  done: () => void
  cancel: () => void
  children: ReactNode
}) {
  const { t, number } = useWords()
  const preview = usePreviewUnitChange()
  const apply = useChangeUnit()
  const [looked, setLooked] = useState('')
  const { change } = props
  const current = looked === JSON.stringify(change)
  const good = current && preview.data !== undefined && preview.data.problems.length === 0
  function submit(event: FormEvent) {
    event.preventDefault()
    if (change === undefined) return
    if (good) return apply.mutate(change, { onSuccess: props.done })
    setLooked(JSON.stringify(change))
    preview.mutate(change)
  }
  const error = apply.error ?? preview.error
  return (
    <form className="form" onSubmit={submit} noValidate>
      {props.children}
      <div aria-live="polite">
        {good && (
          <p>
            {t('units.preview.good', { n: number(preview.data.units.length), units: preview.data.units.join(', ') })}
          </p>
        )}
        {current && preview.data !== undefined && <Problems problems={preview.data.problems} />}
        <FormError error={error} />
      </div>
      <FormActions
        submit={t(good ? 'units.apply' : 'units.preview')}
        pending={preview.isPending || apply.isPending}
        disabled={change === undefined}
        cancel={props.cancel}
      />
    </form>
  )
}
