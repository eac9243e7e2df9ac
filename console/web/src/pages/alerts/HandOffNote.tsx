import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import type { AlertAction } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ExactTime } from '../../components/Time.tsx'

/** Where a hand-off stands: who gives to whom, with what words, and what each of the two can do about it. */
export function HandOffNote(props: {
  handOff: NonNullable<Alert['handOff']>
  pending: boolean
  onStep: (step: AlertAction) => void
}) {
  const { t } = useWords()
  const { actor } = useSession()
  const [refusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')
  const { handOff, pending, onStep } = props
  const { refusal } = handOff
  const to = handOff.to.kind === 'unit' ? t('hand.unit', { name: handOff.to.name }) : handOff.to.name
  return (
    <div className="hand-off">
      <p>
        <strong>{t(`handOff.${handOff.state}`)}</strong> {t('hand.from', { by: handOff.by.name, to })}{' '}
        <span className="dim">
          <ExactTime at={handOff.at} />
        </span>
      </p>
      {handOff.note !== '' && <blockquote className="breakable">{handOff.note}</blockquote>}
      {refusal !== undefined && (
        <p className="breakable">{t('hand.refusedBy', { name: refusal.by, reason: refusal.reason })}</p>
      )}
      <div className="actions">
        {handOff.mine && !refusing && (
          <>
            <Button size="compact-sm" loading={pending} onClick={() => onStep({ verb: 'accept' })}>
              {t('hand.accept')}
            </Button>
            {handOff.to.kind === 'person' && (
              <Button size="compact-sm" variant="default" onClick={() => setRefusing(true)}>
                {t('hand.refuse')}
              </Button>
            )}
          </>
        )}
        {handOff.by.id === actor.id && (
          <Button size="compact-sm" variant="default" loading={pending} onClick={() => onStep({ verb: 'withdraw' })}>
            {t(handOff.state === 'refused' ? 'hand.aside' : 'hand.withdraw')}
          </Button>
        )}
      </div>
      {handOff.mine && refusing && (
        <form
          className="hand-refuse"
          onSubmit={(event) => {
            event.preventDefault()
            if (reason.trim() !== '') onStep({ verb: 'refuse', reason })
          }}
        >
          <TextInput
            data-autofocus
            required
            label={t('hand.reason')}
            value={reason}
            maxLength={4000}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className="actions">
            <Button type="submit" size="compact-sm" loading={pending}>
              {t('hand.refuse')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setRefusing(false)}>
              {t('do.cancel')}
            </Button>
          </div>
        </form>
      )}
    </div>
  )
}
