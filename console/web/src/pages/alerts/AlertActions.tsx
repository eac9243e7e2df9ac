import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { ApiProblem } from '../../api/client.ts'
import { useAlertAction } from '../../api/queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { KeyHint, useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { ErrorWords } from '../../components/states.tsx'
import { Escalate } from '../incidents/Escalate.tsx'
import { exceptionAddress } from '../rule/exception-draft.ts'
import { HandForm } from './HandForm.tsx'
import { HandOffNote } from './HandOffNote.tsx'
import { JudgeForm } from './JudgeForm.tsx'

/** What can be done with an alert: take it, judge it, hand it over, open it again, take the last step back. What was typed survives a refusal. */
export function AlertActions({ alert }: { alert: Alert }) {
  const { t, language } = useWords()
  const { actor } = useSession()
  const may = useMay()
  const navigate = useNavigate()
  const action = useAlertAction(alert)
  const [form, setForm] = useState<'judge' | 'hand' | null>(null)
  const judging = form === 'judge'
  const setJudging = (on: boolean) => setForm(on ? 'judge' : null)
  const [escalating, setEscalating] = useState(false)
  const closed = alert.status === 'closed'
  const mine = alert.assignee?.id === actor.id

  const acknowledge = () => {
    if (!closed && !mine && !action.isPending) action.mutate({ verb: 'acknowledge' })
  }
  const mayExcept = may('rule.read') && (may('exception.write') || may('exception.propose'))
  useCommands({
    acknowledge,
    except: () => {
      if (mayExcept) navigate(exceptionAddress(alert))
    },
    escalate: () => {
      if (may('incident.open')) setEscalating(true)
    },
    judge: () => {
      if (!closed) setJudging(true)
    },
    ...(alert.undoable && !action.isPending ? { undo: () => action.mutate({ verb: 'undo' }) } : {}),
  })

  const conflict = action.error instanceof ApiProblem && action.error.code === 'conflict'
  return (
    <>
      {action.isError && (
        <div className="form-error" role="alert">
          {conflict ? (
            <p>{t(judging && !closed ? 'close.conflict' : 'conflict.alert')}</p>
          ) : (
            <ErrorWords error={action.error} />
          )}
        </div>
      )}
      {escalating && (
        <Escalate
          escalated={{
            target: { alerts: [alert.id] },
            count: 1,
            suggested: {
              title: [alert.rule.title[language], alert.host].filter(Boolean).join(', '),
              severity: alert.severity,
            },
          }}
          close={() => setEscalating(false)}
        />
      )}
      <p className="visually-hidden" aria-live="polite">
        {action.isSuccess && t(`action.done.${action.variables.verb}`)}
      </p>
      {alert.handOff !== null && !closed && (
        <HandOffNote handOff={alert.handOff} pending={action.isPending} onStep={(step) => action.mutate(step)} />
      )}
      {form === 'hand' && !closed ? (
        <HandForm
          title={t('hand.title')}
          units={[alert.unit?.id ?? '']}
          pending={action.isPending}
          onSubmit={(to, note) => action.mutate({ verb: 'hand', to, note }, { onSuccess: () => setForm(null) })}
          close={() => setForm(null)}
        />
      ) : judging ? (
        <JudgeForm
          title={t('close.title')}
          submit={t('close.submit')}
          pending={action.isPending}
          {...(alert.closed === null ? {} : { beaten: t('close.beaten', { name: alert.closed.by }) })}
          onSubmit={(disposition, note) =>
            action.mutate({ verb: 'close', disposition, note }, { onSuccess: () => setJudging(false) })
          }
          close={() => setJudging(false)}
        />
      ) : (
        <div className="actions">
          {closed ? (
            <Button variant="default" loading={action.isPending} onClick={() => action.mutate({ verb: 'reopen' })}>
              {t('action.alert.reopen')}
            </Button>
          ) : (
            <>
              {!mine && (
                <Button loading={action.isPending} onClick={acknowledge}>
                  {t('action.alert.acknowledge')}
                  <KeyHint of="a" />
                </Button>
              )}
              <Button variant={mine ? 'filled' : 'default'} onClick={() => setJudging(true)}>
                {t('action.alert.close')}
                <KeyHint of="c" />
              </Button>
              <Button variant="default" onClick={() => setForm('hand')}>
                {t('hand.do')}
              </Button>
              {mine && (
                <button type="button" className="link" onClick={() => action.mutate({ verb: 'release' })}>
                  {t('hand.release')}
                </button>
              )}
            </>
          )}
          {may('incident.open') && (
            <Button variant="default" onClick={() => setEscalating(true)}>
              {t('incidents.new')}
              <KeyHint of="e" />
            </Button>
          )}
          {alert.undoable && (
            <button type="button" className="link" onClick={() => action.mutate({ verb: 'undo' })}>
              {t('bulk.undo')}
              <KeyHint of="u" />
            </button>
          )}
          {mayExcept && (
            <Link className="button-plain" to={exceptionAddress(alert)}>
              {t(may('exception.write') ? 'alert.exception' : 'alert.exception.propose')}
              <KeyHint of="t" />
            </Link>
          )}
        </div>
      )}
    </>
  )
}
