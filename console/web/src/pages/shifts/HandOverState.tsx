import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ShiftDetail } from '../../../../api/schemas/shifts.ts'
import { useSession } from '../../api/session.ts'
import { useShiftStep } from '../../api/shift-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FormError } from '../../components/states.tsx'
import { LinkedText } from './ShiftLog.tsx'
import { shiftState } from './shift-columns.tsx'

/** A hand-over with its words, and what the giver and the one whom it waits for can do about it. */
export function HandOverState({ shift, mentions }: Pick<ShiftDetail, 'shift' | 'mentions'>) {
  const words = useWords()
  const { t, dateTime } = words
  const { actor } = useSession()
  const step = useShiftStep(shift)
  const [phone, setPhone] = useState('')
  const [reason, setReason] = useState('')
  const { handOver, ended } = shift
  if (handOver === null) return null
  const answers = handOver.mine && ended === null
  return (
    <div className="hand-over">
      <FormError error={step.error} />
      <p>
        <strong>{shiftState(words, shift)}</strong>{' '}
        <span className="dim">
          {t('shifts.offered', { to: handOver.to?.name ?? t('shifts.offer.anyone'), time: dateTime(handOver.at) })}
        </span>
      </p>
      {handOver.alerts > 0 && (
        <p>
          {t(handOver.state === 'refused' ? 'shifts.refused.alerts' : 'shifts.offered.alerts', { n: handOver.alerts })}
        </p>
      )}
      {handOver.answer !== null && handOver.answer.reason !== '' && (
        <blockquote className="breakable">{handOver.answer.reason}</blockquote>
      )}
      <LinkedText text={handOver.text} mentions={mentions} />
      {answers && (
        <form
          className="stacked-form no-print"
          onSubmit={(event) => {
            event.preventDefault()
            step.mutate({ verb: 'accept', phone })
          }}
        >
          <TextInput
            label={t('shifts.phone')}
            type="tel"
            value={phone}
            maxLength={40}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          <div className="actions">
            <Button type="submit" loading={step.isPending}>
              {t('shifts.accept')}
            </Button>
          </div>
        </form>
      )}
      {answers && handOver.to !== null && (
        // A form of its own: Enter after a reason must not take the watch.
        <form
          className="actions no-print"
          onSubmit={(event) => {
            event.preventDefault()
            if (reason.trim() !== '') step.mutate({ verb: 'refuse', reason })
          }}
        >
          <TextInput
            aria-label={t('hand.reason')}
            placeholder={t('hand.reason')}
            value={reason}
            maxLength={4000}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={reason.trim() === ''} loading={step.isPending}>
            {t('shifts.refuse')}
          </Button>
        </form>
      )}
      {shift.person.id === actor.id && ended === null && handOver.state !== 'accepted' && (
        <div className="actions no-print">
          <Button
            size="compact-sm"
            variant="default"
            loading={step.isPending}
            onClick={() => step.mutate({ verb: 'withdraw' })}
          >
            {t('hand.withdraw')}
          </Button>
        </div>
      )}
    </div>
  )
}
