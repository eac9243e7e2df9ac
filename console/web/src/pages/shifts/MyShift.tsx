import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ShiftDetail } from '../../../../api/schemas/shifts.ts'
import { useShift, useShiftStep, useWriteShift } from '../../api/shift-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { ErrorState, FormError, SkeletonRows } from '../../components/states.tsx'
import { HandOverForm } from './HandOverForm.tsx'
import { HandOverState } from './HandOverState.tsx'
import { ShiftLog } from './ShiftLog.tsx'

/** One's own running shift: its log, and how it is handed over or ended. */
export function MyShift({ id }: { id: string }) {
  const query = useShift(id)
  if (query.data !== undefined) return <Running key={id} detail={query.data} />
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />
  return <SkeletonRows rows={4} height={40} />
}

function Running({ detail }: { detail: ShiftDetail }) {
  const { t, dateTime } = useWords()
  const { shift } = detail
  const step = useShiftStep(shift)
  const write = useWriteShift(shift.id)
  const [text, setText] = useState('')
  const [open, setOpen] = useState<'hand' | 'end' | null>(null)
  return (
    <section>
      <h2>
        {t('shifts.mine')} <span className="dim">{dateTime(shift.started)}</span>
      </h2>
      <FormError error={step.error ?? write.error} />
      <HandOverState shift={shift} mentions={detail.mentions} />
      <ShiftLog entries={detail.entries} mentions={detail.mentions} />
      <form
        className="stacked-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '') write.mutate(text, { onSuccess: () => setText('') })
        }}
      >
        <Textarea
          label={t('shifts.write')}
          description={t('shifts.write.hint')}
          value={text}
          maxLength={4000}
          rows={2}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className="actions">
          <Button type="submit" variant="default" loading={write.isPending}>
            {t('shifts.write.do')}
          </Button>
        </div>
      </form>
      {open === 'hand' ? (
        <HandOverForm
          shift={shift}
          pending={step.isPending}
          onSubmit={(to, words, alerts) =>
            step.mutate(
              { verb: 'offer', to, text: words, alerts, note: alerts ? t('shifts.offer.alerts.note') : '' },
              { onSuccess: () => setOpen(null) },
            )
          }
          close={() => setOpen(null)}
        />
      ) : (
        <div className="actions">
          <Button onClick={() => setOpen('hand')}>{t('shifts.offer')}</Button>
          <Button variant="default" onClick={() => setOpen('end')}>
            {t('shifts.end')}
          </Button>
        </div>
      )}
      {open === 'end' && (
        <Dialog title={t('shifts.end')} close={() => setOpen(null)}>
          <div className="modal-body">
            <p>{t('shifts.end.text')}</p>
            <div className="actions">
              <Button loading={step.isPending} onClick={() => step.mutate({ verb: 'end' })}>
                {t('shifts.end')}
              </Button>
              <Button variant="default" onClick={() => setOpen(null)}>
                {t('do.cancel')}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </section>
  )
}
