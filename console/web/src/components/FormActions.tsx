import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../app/words.tsx'

/** The foot of a form: does what it is for, or leaves it. */
export function FormActions(props: {
  /** What the form does, in a word or two. */
  submit: ReactNode
  pending: boolean
  disabled?: boolean
  cancel: () => void
}) {
  const { t } = useWords()
  return (
    <div className="actions">
      <Button type="submit" loading={props.pending} disabled={props.disabled ?? false}>
        {props.submit}
      </Button>
      <Button variant="default" onClick={props.cancel}>
        {t('do.cancel')}
      </Button>
    </div>
  )
}
