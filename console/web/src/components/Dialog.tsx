import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../app/words.tsx'

/** A dialogue over the page, without motion; its cross is named for those who do not see it. */
export function Dialog(props: {
  title: string
  close: () => void
  /** Default: as long as it is there. */
  opened?: boolean
  /** A click beside it does not close it: what it shows is shown once. */
  stays?: boolean
  children: ReactNode
}) {
  const { t } = useWords()
  return (
    <Modal
      opened={props.opened ?? true}
      onClose={props.close}
      title={props.title}
      closeOnClickOutside={props.stays !== true}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('do.close') }}
    >
      {props.children}
    </Modal>
  )
}
