import { Modal } from '@mantine/core'
import { useWords } from '../app/words.tsx'
import type { Dialogue } from './Dialog.tsx'

/** The box of a dialogue, which waits for nothing. */
export function DialogBox({ title, close, opened, stays, children }: Dialogue) {
  const { t } = useWords()
  return (
    <Modal
      opened={opened ?? true}
      onClose={close}
      title={title}
      closeOnClickOutside={stays !== true}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('do.close') }}
    >
      {children}
    </Modal>
  )
}
