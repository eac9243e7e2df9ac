import { Button } from '@mantine/core'
import { useState } from 'react'
import { useReplay } from '../../api/troubles.ts'
import { useWords } from '../../app/words.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { ErrorWords } from '../../components/states.tsx'

/** Sends what the store refused again, once the reader has confirmed it, and says what became of it. */
export function Replay() {
  const { t, number } = useWords()
  const replay = useReplay()
  const [asking, setAsking] = useState(false)
  const close = () => setAsking(false)
  return (
    <div className="rerun">
      <Button size="compact-md" variant="default" loading={replay.isPending} onClick={() => setAsking(true)}>
        {t('system.replay')}
      </Button>
      <div aria-live="polite">
        {replay.isError && <ErrorWords error={replay.error} />}
        {replay.data !== undefined && (
          <p className="small">
            {t('system.replay.done', { stored: number(replay.data.stored), refused: number(replay.data.refused) })}
          </p>
        )}
      </div>
      {asking && (
        <Dialog title={t('system.replay.title')} close={close}>
          <div className="modal-body">
            <p>{t('system.replay.text')}</p>
            <div className="actions">
              <Button
                data-autofocus
                onClick={() => {
                  close()
                  replay.mutate()
                }}
              >
                {t('system.replay.do')}
              </Button>
              <Button variant="default" onClick={close}>
                {t('do.cancel')}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </div>
  )
}
