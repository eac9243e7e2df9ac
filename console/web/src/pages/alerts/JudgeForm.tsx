import { Textarea } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { digitOf } from '../../app/key-map.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { dispositions } from './criteria.ts'

type Disposition = (typeof dispositions)[number]

/** A conclusion with its note, for one alert or many. What was typed stays until the form is closed. */
export function JudgeForm(props: {
  title: string
  submit: ReactNode
  pending: boolean
  /** Somebody else judged it meanwhile: what was typed stays, and cannot be sent. */
  beaten?: string
  onSubmit: (disposition: Disposition, note: string) => void
  close: () => void
}) {
  const { t } = useWords()
  const [disposition, choose] = useState<Disposition | null>(null)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('input')?.focus(), [])
  useCommands({ digit: pick, close: props.close })

  /** Chooses by number, and takes the focus along: Tab then goes on to the note. */
  function pick(digit: number) {
    const chosen = dispositions[digit - 1]
    if (chosen === undefined) return
    choose(chosen)
    setMissing(false)
    form.current?.querySelector<HTMLElement>(`input[value="${chosen}"]`)?.focus()
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    if (disposition === null) return setMissing(true)
    props.onSubmit(disposition, note)
  }

  return (
    <form
      ref={form}
      className="judge"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        props.close()
      }}
    >
      <fieldset>
        <legend>{props.title}</legend>
        {dispositions.map((one, at) => (
          <label key={one} className="radio">
            <input
              type="radio"
              name="disposition"
              value={one}
              checked={disposition === one}
              onChange={() => {
                choose(one)
                setMissing(false)
              }}
              onKeyDown={(event) => {
                const digit = digitOf(event)
                if (digit !== undefined) pick(digit)
              }}
            />
            <span className="digit" aria-hidden>
              {at + 1}
            </span>
            {t(`disposition.${one}`)}
          </label>
        ))}
      </fieldset>
      {missing && disposition === null && (
        <p className="field-error" role="alert">
          {t('close.choose')}
        </p>
      )}
      <Textarea
        label={t('close.note')}
        description={t('close.note.hint')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={4000}
        rows={3}
      />
      {props.beaten !== undefined && (
        <p className="field-error" role="alert">
          {props.beaten}
        </p>
      )}
      <FormActions
        submit={props.submit}
        pending={props.pending}
        disabled={props.beaten !== undefined}
        cancel={props.close}
      />
    </form>
  )
}
