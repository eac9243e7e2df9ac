import { Button } from '@mantine/core'
import { KeyHint, useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { FormError } from '../../components/states.tsx'
import { BulkProgress } from './BulkProgress.tsx'
import { HandForm } from './HandForm.tsx'
import { JudgeForm } from './JudgeForm.tsx'
import type { useBulk } from './use-bulk.ts'

/** What a step does, without the alerts that it is about. */
export type BulkStep = Omit<Parameters<ReturnType<typeof useBulk>['ask']>[0], 'alerts' | 'filter'>

/** Over the list: how many alerts are chosen and what can be done with them, then how far it is and how to take it back. */
export function BulkBar(props: {
  /** How many alerts the next step is about. */
  chosen: number
  /** How many match in all; absent when they are chosen already or there are no more. */
  pickAll: { readonly total: number; readonly run: () => void } | undefined
  clear: () => void
  /** Which form is open. */
  form: 'judge' | 'hand' | null
  setForm: (form: 'judge' | 'hand' | null) => void
  /** Of which units the chosen alerts are. */
  units: readonly string[]
  onStep: (step: BulkStep) => void
  /** Puts them into an incident; absent for those who may not. */
  escalate: (() => void) | undefined
  bulk: ReturnType<typeof useBulk>
}) {
  const { t } = useWords()
  const { bulk, chosen } = props
  useCommands(props.form !== null || chosen === 0 ? {} : { close: props.clear })
  return (
    <div className="bulk-bar">
      <FormError error={bulk.error} />
      {props.form === 'hand' ? (
        <HandForm
          title={t('bulk.hand', { n: chosen })}
          units={props.units}
          pending={bulk.pending}
          onSubmit={(to, note) => props.onStep({ verb: 'hand', to, note })}
          close={() => props.setForm(null)}
        />
      ) : props.form === 'judge' ? (
        <JudgeForm
          title={t('bulk.judge', { n: chosen })}
          submit={t('bulk.close', { n: chosen })}
          pending={bulk.pending}
          onSubmit={(disposition, note) => props.onStep({ verb: 'close', disposition, note })}
          close={() => props.setForm(null)}
        />
      ) : (
        chosen > 0 && (
          <div className="bulk-row">
            <strong>{t('bulk.chosen', { n: chosen })}</strong>
            {props.pickAll !== undefined && (
              <button type="button" className="link" onClick={props.pickAll.run}>
                {t('bulk.all', { n: props.pickAll.total })}
              </button>
            )}
            <span className="actions">
              <Button size="compact-sm" disabled={bulk.pending} onClick={() => props.onStep({ verb: 'acknowledge' })}>
                {t('action.alert.acknowledge')}
                <KeyHint of="a" />
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                disabled={bulk.pending}
                onClick={() => props.setForm('judge')}
              >
                {t('action.alert.close')}
                <KeyHint of="c" />
              </Button>
              <Button size="compact-sm" variant="default" disabled={bulk.pending} onClick={() => props.setForm('hand')}>
                {t('hand.do')}
              </Button>
              {props.escalate !== undefined && (
                <Button size="compact-sm" variant="default" disabled={bulk.pending} onClick={props.escalate}>
                  {t('incident.escalate')}
                  <KeyHint of="e" />
                </Button>
              )}
              <Button
                size="compact-sm"
                variant="default"
                disabled={bulk.pending}
                onClick={() => props.onStep({ verb: 'release' })}
              >
                {t('hand.release')}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                disabled={bulk.pending}
                onClick={() => props.onStep({ verb: 'reopen' })}
              >
                {t('action.alert.reopen')}
              </Button>
              <button type="button" className="link" onClick={props.clear}>
                {t('bulk.clear')}
                <KeyHint of="Esc" />
              </button>
            </span>
          </div>
        )
      )}
      <BulkProgress bulk={bulk} />
    </div>
  )
}
