import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { ChangeIndicatorList } from '../../../../api/schemas/indicators.ts'
import { useWords } from '../../app/words.tsx'
import { DayInput } from '../../components/DayInput.tsx'

export type LetterDraft = Omit<ChangeIndicatorList, 'version'>
export const emptyLetter: LetterDraft = {
  title: '',
  sender: '',
  reference: '',
  dated: null,
  due: null,
  tlp: 'amber',
  note: '',
}
const tlps = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const

/** The fields of a letter. */
export function LetterFields(props: {
  letter: LetterDraft
  change: (letter: LetterDraft) => void
  untitled: boolean
  locked?: boolean
}) {
  const { t } = useWords()
  const { letter, change, locked = false } = props
  const set = (part: Partial<LetterDraft>) => change({ ...letter, ...part })
  return (
    <>
      <TextInput
        label={t('indicators.letter.title')}
        value={letter.title}
        maxLength={300}
        disabled={locked}
        error={props.untitled ? t('indicators.letter.title.missing') : undefined}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <div className="two-fields">
        <TextInput
          label={t('indicators.letter.sender')}
          value={letter.sender}
          maxLength={200}
          disabled={locked}
          onChange={(event) => set({ sender: event.currentTarget.value })}
        />
        <TextInput
          label={t('indicators.letter.reference')}
          value={letter.reference}
          maxLength={100}
          disabled={locked}
          onChange={(event) => set({ reference: event.currentTarget.value })}
        />
        <DayInput
          label={t('indicators.letter.dated')}
          value={letter.dated ?? ''}
          disabled={locked}
          onChange={(event) => set({ dated: event.currentTarget.value || null })}
        />
        <DayInput
          label={t('indicators.letter.due')}
          value={letter.due ?? ''}
          disabled={locked}
          onChange={(event) => set({ due: event.currentTarget.value || null })}
        />
      </div>
      <NativeSelect
        label={t('indicators.letter.tlp')}
        value={letter.tlp}
        disabled={locked}
        data={tlps.map((tlp) => ({ value: tlp, label: `TLP:${tlp.toUpperCase()}` }))}
        onChange={(event) => set({ tlp: tlps.find((tlp) => tlp === event.currentTarget.value) ?? 'amber' })}
      />
      <Textarea
        label={t('indicators.letter.note')}
        value={letter.note}
        maxLength={4000}
        autosize
        minRows={2}
        disabled={locked}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
    </>
  )
}
