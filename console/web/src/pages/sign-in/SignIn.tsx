import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { useSignIn } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { FormError } from '../../components/states.tsx'
import { Door } from './Door.tsx'

/** A plain form: name, password, and which account is for what. */
export function SignIn({ ended }: { ended: boolean }) {
  const { t } = useWords()
  const signIn = useSignIn()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [tried, setTried] = useState(false)
  const [needsCode, setNeedsCode] = useState(false)
  if (!needsCode && asksForCode(signIn.error)) setNeedsCode(true)
  const passwordField = useRef<HTMLInputElement>(null)
  const nameField = useRef<HTMLInputElement>(null)

  useEffect(() => {
    document.title = `${t('signIn.title')} · ${t('app.name')}`
  }, [t])

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (name.trim() === '') return nameField.current?.focus()
    if (password === '') return passwordField.current?.focus()
    signIn.mutate(
      { name: name.trim(), password, ...(code.trim() === '' ? {} : { code: code.trim() }) },
      { onError: (error) => !asksForCode(error) && passwordField.current?.select() },
    )
  }

  return (
    <Door>
      <form className="door-form" onSubmit={submit} noValidate>
        <h1>{t('signIn.title')}</h1>
        {ended && !signIn.isError && <p role="status">{t('signIn.ended')}</p>}
        {!(code === '' && needsCode) && <FormError error={signIn.error} />}
        <TextInput
          ref={nameField}
          label={t('signIn.name')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={tried && name.trim() === '' ? t('signIn.missing.name') : undefined}
        />
        <PasswordInput
          ref={passwordField}
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={tried && password === '' ? t('signIn.missing.password') : undefined}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.password.show') }}
        />
        {needsCode && (
          <TextInput
            label={t('signIn.code')}
            description={t('signIn.code.hint')}
            autoComplete="one-time-code"
            autoFocus
            maxLength={40}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={signIn.isPending} fullWidth>
          {t('signIn.submit')}
        </Button>
      </form>
      <section className="door-help" aria-labelledby="which">
        <h2 id="which">{t('signIn.which')}</h2>
        <dl>
          <dt>
            <code>truc</code>
          </dt>
          <dd>{t('signIn.which.truc')}</dd>
          <dt>
            <code>admin</code>
          </dt>
          <dd>{t('signIn.which.admin')}</dd>
        </dl>
        <p className="dim">{t('signIn.passwords')}</p>
        <pre className="inline-command">./vonggac user recover truc</pre>
      </section>
    </Door>
  )
}

const asksForCode = (error: unknown) =>
  error instanceof ApiProblem && ['second-factor', 'wrong-code'].includes(error.code)
