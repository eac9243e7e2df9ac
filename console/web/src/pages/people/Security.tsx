import { Button, PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChangePassword, useOwnAccount } from '../../api/people-queries.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { useTitle } from '../../lib/title.ts'
import { LogIns } from './LogIns.tsx'
import { OwnFacts } from './OwnFacts.tsx'
import { Passkeys } from './Passkeys.tsx'
import { Refusal } from './Refusal.tsx'
import { SecondFactor } from './SecondFactor.tsx'

/** One's own account: second factor, password, log-ins. */
export function Security() {
  const { t } = useWords()
  useTitle(t('me.title'))
  const { secondFactor } = useSession()
  const own = useOwnAccount().data
  return (
    <div className="page own-security">
      <header className="page-head">
        <h1>{t('me.title')}</h1>
      </header>
      {secondFactor === 'must-set-up' && (
        <p className="form-error" role="status">
          {t('me.mustSetUp')}
        </p>
      )}
      <section className="stack" aria-labelledby="me-account">
        <h2 id="me-account">{t('me.account')}</h2>
        <OwnFacts />
      </section>
      <section className="stack" aria-labelledby="me-passkeys">
        <h2 id="me-passkeys">{t('passkeys.title')}</h2>
        <Passkeys />
      </section>
      <section className="stack" aria-labelledby="me-factor">
        <h2 id="me-factor">{t('people.factor')}</h2>
        <SecondFactor />
      </section>
      <section className="stack" aria-labelledby="me-password">
        <h2 id="me-password">{t('me.password')}</h2>
        {own?.external === true && !own.password ? <p className="dim">{t('me.external')}</p> : <PasswordForm />}
      </section>
      <section className="stack" aria-labelledby="me-logins">
        <h2 id="me-logins">{t('people.logIns')}</h2>
        <LogIns name={null} />
      </section>
    </div>
  )
}

function PasswordForm() {
  const { t } = useWords()
  const change = useChangePassword()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    if (current === '' || password === '') return
    change.mutate(
      { current, password },
      {
        onSuccess: () => {
          setCurrent('')
          setPassword('')
        },
      },
    )
  }
  const toggle = { 'aria-label': t('signIn.password.show') }
  return (
    <form className="form narrow-form" onSubmit={submit}>
      <PasswordInput
        label={t('me.password.current')}
        autoComplete="current-password"
        required
        value={current}
        visibilityToggleButtonProps={toggle}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('me.password.new')}
        description={t('me.password.rules')}
        autoComplete="new-password"
        required
        value={password}
        visibilityToggleButtonProps={toggle}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Refusal error={change.error} />
      {change.isSuccess && <p role="status">{t('me.password.done')}</p>}
      <div className="actions">
        <Button type="submit" size="compact-md" loading={change.isPending}>
          {t('me.password.change')}
        </Button>
      </div>
    </form>
  )
}
