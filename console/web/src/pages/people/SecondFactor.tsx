import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { encode } from 'uqr'
import type { FactorBegun } from '../../../../api/schemas/people.ts'
import {
  useBeginFactor,
  useConfirmFactor,
  useOwnAccount,
  useOwnFactor,
  useRemoveFactor,
} from '../../api/people-queries.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { OnceShown } from './OnceShown.tsx'
import { Refusal } from './Refusal.tsx'

/** One's own second factor: setting it up in three steps, or taking it off. */
export function SecondFactor() {
  const { t } = useWords()
  const client = useQueryClient()
  const own = useOwnFactor()
  const account = useOwnAccount().data
  const begin = useBeginFactor()
  const confirm = useConfirmFactor()
  const done = () => {
    confirm.reset()
    begin.reset()
    void client.invalidateQueries()
  }
  if (confirm.data !== undefined) {
    return (
      <OnceShown text={confirm.data.recovery.join('\n')} words={t('factor.recovery')}>
        <Button size="compact-md" onClick={done}>
          {t('factor.recovery.kept')}
        </Button>
      </OnceShown>
    )
  }
  if (own.isError) return <ErrorState error={own.error} retry={() => void own.refetch()} />
  if (own.data === undefined) return <SkeletonRows rows={2} height={40} />
  if (own.data.since !== null) return <InForce since={own.data.since} left={own.data.recoveryLeft} />
  if (begin.data !== undefined) {
    return (
      <div className="stack">
        <Picture begun={begin.data} />
        <Proof
          key="code"
          label={t('factor.code')}
          submit={t('factor.confirm')}
          pending={confirm.isPending}
          send={(code) => confirm.mutate(code)}
        />
        <Refusal error={confirm.error} />
      </div>
    )
  }
  return (
    <div className="stack">
      <p className="dim">{t('factor.text')}</p>
      {account?.password === false ? (
        <FreshStart pending={begin.isPending} begin={() => begin.mutate({})} />
      ) : (
        <Proof
          key="password"
          secret
          label={t('me.password.current')}
          submit={t('factor.begin')}
          pending={begin.isPending}
          send={(password) => begin.mutate({ password })}
        />
      )}
      <Refusal error={begin.error} />
    </div>
  )
}

/** The secret as a picture for the app, and as letters for who cannot take one. Dark on light in both themes. */
function Picture({ begun }: { begun: FactorBegun }) {
  const { t } = useWords()
  const { data, size } = encode(begun.address, { border: 4 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <div className="stack">
      <p>{t('factor.scan')}</p>
      <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('factor.picture')}>
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" shapeRendering="crispEdges" />
      </svg>
      <p>
        {t('factor.type')} <code className="breakable">{begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
    </div>
  )
}

function InForce({ since, left }: { since: number; left: number }) {
  const { t } = useWords()
  const remove = useRemoveFactor()
  const [password, setPassword] = useState('')
  return (
    <div className="stack">
      <p>
        {t('factor.on')} <ExactTime at={since} />. {t('factor.left', { n: left })}
      </p>
      <details>
        <summary>{t('factor.remove')}</summary>
        <div className="form narrow-form">
          <PasswordInput
            label={t('me.password.current')}
            autoComplete="current-password"
            value={password}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.password.show') }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Proof
            label={t('factor.code')}
            submit={t('factor.remove')}
            pending={remove.isPending}
            send={(code) => remove.mutate({ ...(password === '' ? {} : { password }), code })}
          />
          <Refusal error={remove.error} />
        </div>
      </details>
    </div>
  )
}

/** Who signs in elsewhere has no password to show: a log-in of the last minutes stands for it. */
function FreshStart({ pending, begin }: { pending: boolean; begin: () => void }) {
  const { t } = useWords()
  return (
    <>
      <p className="dim">{t('me.fresh')}</p>
      <div className="actions">
        <Button size="compact-md" loading={pending} onClick={begin}>
          {t('factor.begin')}
        </Button>
      </div>
    </>
  )
}

/** One field and a button. */
function Proof(props: {
  label: string
  submit: string
  secret?: boolean
  pending: boolean
  send: (text: string) => void
}) {
  const { t } = useWords()
  const [text, setText] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    if (text.trim() !== '') props.send(text)
  }
  return (
    <form className="form narrow-form" onSubmit={submit}>
      {props.secret === true ? (
        <PasswordInput
          label={props.label}
          autoComplete="current-password"
          value={text}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.password.show') }}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          label={props.label}
          autoComplete="one-time-code"
          maxLength={40}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <div className="actions">
        <Button type="submit" size="compact-md" loading={props.pending}>
          {props.submit}
        </Button>
      </div>
    </form>
  )
}
