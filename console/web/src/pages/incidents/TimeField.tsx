import { TextInput } from '@mantine/core'
import { useWords } from '../../app/words.tsx'

/** A time, typed as it is written everywhere else. */
export function TimeField(props: {
  label: string
  hint?: string
  text: string
  bad: boolean
  change: (text: string) => void
}) {
  const { t, zone } = useWords()
  return (
    <TextInput
      label={props.label}
      description={[t('incident.time.hint', { zone: zone(Date.now()) }), props.hint].filter(Boolean).join('. ')}
      classNames={{ input: 'mono' }}
      value={props.text}
      maxLength={40}
      error={props.bad ? t('incident.time.bad') : undefined}
      onChange={(event) => props.change(event.currentTarget.value)}
    />
  )
}
