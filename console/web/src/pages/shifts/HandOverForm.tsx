import { Checkbox, NativeSelect, Textarea } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import type { Shift } from '../../../../api/schemas/shifts.ts'
import { useSession } from '../../api/session.ts'
import { useHandOverDraft, useShiftPeople } from '../../api/shift-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { FormError } from '../../components/states.tsx'
import { draftText } from './draft-text.ts'

/** Handing the watch over: a draft made of what is open, to be edited, and who is to take it. */
export function HandOverForm(props: {
  shift: Shift
  pending: boolean
  onSubmit: (to: string | null, text: string, alerts: boolean) => void
  close: () => void
}) {
  const words = useWords()
  const { t } = words
  const { actor } = useSession()
  const draft = useHandOverDraft()
  const people = useShiftPeople(props.shift.unit.id)
  const [to, setTo] = useState('')
  const [text, setText] = useState<string | null>(null)
  const [along, setAlong] = useState(true)
  const open = draft.data?.mine.total ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: the draft is made once; what was typed is never made anew
  useEffect(() => {
    if (draft.data !== undefined) setText((typed) => typed ?? draftText(words, draft.data))
  }, [draft.data])

  function submit(event: FormEvent) {
    event.preventDefault()
    if (text !== null && text.trim() !== '') props.onSubmit(to === '' ? null : to, text, along && open > 0)
  }
  return (
    <form className="stacked-form" onSubmit={submit}>
      <FormError error={draft.error ?? people.error} />
      <NativeSelect
        label={t('shifts.offer.to')}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        data={[
          { value: '', label: t('shifts.offer.anyone') },
          ...(people.data?.rows ?? [])
            .filter(({ id }) => id !== actor.id)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Textarea
        label={t('shifts.offer.text')}
        description={t('shifts.offer.hint')}
        value={text ?? ''}
        placeholder={draft.isPending ? t('app.loading') : ''}
        maxLength={20_000}
        autosize
        minRows={8}
        maxRows={24}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {open > 0 && (
        <Checkbox
          checked={along}
          onChange={(event) => setAlong(event.currentTarget.checked)}
          label={t('shifts.offer.alerts', { n: open })}
          description={t('shifts.offer.alerts.hint')}
        />
      )}
      <FormActions
        submit={t('shifts.offer.do')}
        pending={props.pending}
        disabled={text === null || text.trim() === ''}
        cancel={props.close}
      />
    </form>
  )
}
