import { Button, Textarea } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { ApiProblem } from '../../api/client.ts'
import { useAlertAction } from '../../api/queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { digitOf } from '../../app/key-map.ts'
import { KeyHint, useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { ErrorWords } from '../../components/states.tsx'
import { exceptionAddress } from '../rule/exception-draft.ts'
import { dispositions } from './criteria.ts'

/** What can be done with an alert: take it, judge it, open it again. What was typed survives a refusal. */
export function AlertActions({ alert }: { alert: Alert }) {
  const { t } = useWords()
  const { actor } = useSession()
  const may = useMay()
  const navigate = useNavigate()
  const action = useAlertAction(alert)
  const [judging, setJudging] = useState(false)
  const [disposition, choose] = useState<(typeof dispositions)[number] | null>(null)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const closed = alert.status === 'closed'
  const mine = alert.assignee?.id === actor.id

  useEffect(() => {
    if (judging) form.current?.querySelector<HTMLElement>('input')?.focus()
  }, [judging])

  const acknowledge = () => {
    if (!closed && !mine && !action.isPending) action.mutate({ verb: 'acknowledge' })
  }
  useCommands({
    acknowledge,
    except: () => {
      if (may('rule.write')) navigate(exceptionAddress(alert))
    },
    judge: () => {
      if (!closed) setJudging(true)
    },
    ...(judging
      ? {
          digit: pick,
          close: () => setJudging(false),
        }
      : {}),
  })

  /** Chooses by number, and takes the focus along: Tab then goes on to the note. */
  function pick(digit: number) {
    const chosen = dispositions[digit - 1]
    if (chosen === undefined) return
    choose(chosen)
    setMissing(false)
    form.current?.querySelector<HTMLElement>(`input[value="${chosen}"]`)?.focus()
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    if (disposition === null) return setMissing(true)
    action.mutate({ verb: 'close', disposition, note }, { onSuccess: () => setJudging(false) })
  }

  const conflict = action.error instanceof ApiProblem && action.error.code === 'conflict'
  return (
    <>
      {action.isError && (
        <div className="form-error" role="alert">
          {conflict ? <p>{t(judging ? 'close.conflict' : 'conflict.alert')}</p> : <ErrorWords error={action.error} />}
        </div>
      )}
      <p className="visually-hidden" aria-live="polite">
        {action.isSuccess && t(`action.done.${action.variables.verb}`)}
      </p>
      {judging && !closed ? (
        <form
          ref={form}
          className="judge"
          onSubmit={submit}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.stopPropagation()
            setJudging(false)
          }}
        >
          <fieldset>
            <legend>{t('close.title')}</legend>
            {dispositions.map((one, at) => (
              <label key={one} className="radio">
                <input
                  type="radio"
                  name="disposition"
                  value={one}
                  checked={disposition === one}
                  onChange={() => {
                    choose(one)
                    setMissing(false)
                  }}
                  onKeyDown={(event) => {
                    const digit = digitOf(event)
                    if (digit !== undefined) pick(digit)
                  }}
                />
                <span className="digit" aria-hidden>
                  {at + 1}
                </span>
                {t(`disposition.${one}`)}
              </label>
            ))}
          </fieldset>
          {missing && disposition === null && (
            <p className="field-error" role="alert">
              {t('close.choose')}
            </p>
          )}
          <Textarea
            label={t('close.note')}
            description={t('close.note.hint')}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={4000}
            rows={3}
          />
          <div className="actions">
            <Button type="submit" loading={action.isPending}>
              {t('close.submit')}
            </Button>
            <Button variant="default" onClick={() => setJudging(false)}>
              {t('do.cancel')}
            </Button>
          </div>
        </form>
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
            </>
          )}
          {may('rule.write') && (
            <Link className="button-plain" to={exceptionAddress(alert)}>
              {t('alert.exception')}
              <KeyHint of="t" />
            </Link>
          )}
        </div>
      )}
    </>
  )
}
