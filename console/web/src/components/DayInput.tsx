import { TextInput, type TextInputProps } from '@mantine/core'
import { useWords } from '../app/words.tsx'
import { dayFirst, dayWords } from '../lib/day-words.ts'

/**
 * Asks for a day. The browser writes it the way of its own language, so that 12/01 may be either of two days: where it does
 * not write the day first, the day stands above the field once more as this platform writes days.
 */
export function DayInput({ description, value, ...props }: TextInputProps & { value: string }) {
  const { t } = useWords()
  const written = dayFirst ? null : <strong>{value === '' ? t('day.form') : dayWords(value)}</strong>
  const told = (
    <>
      {description}
      {description !== undefined && written !== null && ' · '}
      {written}
    </>
  )
  const has = description !== undefined || written !== null
  return <TextInput type="date" value={value} {...props} {...(has ? { description: told } : {})} />
}
