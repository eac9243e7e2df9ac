import { useWords } from '../../app/words.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { OpenForm } from './OpenForm.tsx'

/** Opens an incident by hand: somebody called, or wrote. */
export function NewIncident({ close }: { close: () => void }) {
  const { t } = useWords()
  return (
    <Dialog title={t('incidents.new')} close={close} stays>
      <OpenForm suggested={{}} close={close} />
    </Dialog>
  )
}
