import { NativeSelect, Textarea } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Takers } from '../../../../api/schemas/alerts.ts'
import { useTakers } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { FormError } from '../../components/states.tsx'

type Receiver = Takers['rows'][number]

/** To whom alerts are handed over, with a note; what was typed stays until the form is closed. */
export function HandForm(props: {
  title: string
  /** Of which units the alerts are; the empty one stands for none. */
  units: readonly string[]
  pending: boolean
  onSubmit: (to: Pick<Receiver, 'kind' | 'id'>, note: string) => void
  close: () => void
}) {
  const { t } = useWords()
  const { actor } = useSession()
  const takers = useTakers(props.units)
  const [chosen, choose] = useState('')
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState(false)
  const select = useRef<HTMLSelectElement>(null)
  useEffect(() => select.current?.focus(), [])
  const rows = (takers.data?.rows ?? []).filter(({ kind, id }) => kind === 'unit' || id !== actor.id)
  const keyOf = (one: Receiver) => `${one.kind} ${one.id}`

  function submit(event: FormEvent) {
    event.preventDefault()
    const to = rows.find((one) => keyOf(one) === chosen)
    if (to === undefined) return setMissing(true)
    props.onSubmit({ kind: to.kind, id: to.id }, note)
  }
  const options = (kind: Receiver['kind']) =>
    rows
      .filter((one) => one.kind === kind)
      .map((one) => (
        <option key={keyOf(one)} value={keyOf(one)}>
          {kind === 'unit' ? t('hand.unit', { name: one.name }) : one.name}
        </option>
      ))

  return (
    <form
      className="judge"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        props.close()
      }}
    >
      <FormError error={takers.error} />
      <NativeSelect
        ref={select}
        label={props.title}
        description={t(takers.data && rows.length === 0 ? 'hand.nobody' : 'hand.stays')}
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">{t(takers.isPending ? 'app.loading' : 'hand.choose')}</option>
        <optgroup label={t('hand.people')}>{options('person')}</optgroup>
        <optgroup label={t('hand.units')}>{options('unit')}</optgroup>
      </NativeSelect>
      {missing && chosen === '' && (
        <p className="field-error" role="alert">
          {t('hand.missing')}
        </p>
      )}
      <Textarea
        label={t('close.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={4000}
        rows={2}
      />
      <FormActions submit={t('hand.submit')} pending={props.pending} cancel={props.close} />
    </form>
  )
}
