import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { LogInWays } from '../../../../api/schemas/log-in.ts'
import { ApiProblem } from '../../api/client.ts'
import { useLogInWays, usePasskeySignIn, useProviderSignIn, useSignIn } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { hasPasskeys } from '../../lib/passkey.ts'
import { Door } from './Door.tsx'
import { FactorStep } from './FactorStep.tsx'
import { SignInError, SignInWhy } from './SignInError.tsx'

/** Takes the word with which the provider's way came back out of the address. */
function useReturned() {
  const [word, setWord] = useState(() => new URLSearchParams(window.location.search).get('sign-in'))
  useEffect(() => {
    const address = new URL(window.location.href)
    if (!address.searchParams.has('sign-in')) return
    address.searchParams.delete('sign-in')
    window.history.replaceState(null, '', address)
  }, [])
  return { word, clear: () => setWord(null) }
}

/** The ways in: the provider, name and password, a passkey; and which account is for what. */
export function SignIn({ ended, onTyping }: { ended: boolean; onTyping: () => void }) {
  const { t } = useWords()
  const ways = useLogInWays().data
  const returned = useReturned()
  useEffect(() => {
    document.title = `${t('signIn.title')} · ${t('app.name')}`
  }, [t])
  if (returned.word === 'factor') return <FactorStep restart={returned.clear} />
  const outside = ways !== undefined && (ways.oidc !== null || ways.directory !== null)
  return (
    <Door>
      <div className="door-form">
        <h1>{t('signIn.title')}</h1>
        {returned.word !== null && <SignInWhy code={returned.word} />}
        {ended && returned.word === null && <p role="status">{t('signIn.ended')}</p>}
        {ways !== undefined && ways.oidc !== null && <ProviderButton label={ways.oidc.label} />}
        <PasswordForm ways={ways} onTyping={onTyping} />
        {ways?.passkeys === true && hasPasskeys() && <PasskeyButton />}
      </div>
      {!outside && <WhichAccount />}
    </Door>
  )
}

function ProviderButton({ label }: { label: string }) {
  const { t } = useWords()
  const go = useProviderSignIn()
  const { pathname, search, hash } = window.location
  return (
    <>
      <Button fullWidth loading={go.isPending} onClick={() => go.mutate({ to: `${pathname}${search}${hash}` })}>
        {t('signIn.way.oidc', { name: label })}
      </Button>
      <SignInError error={go.error} />
      <p className="door-or">{t('signIn.or')}</p>
    </>
  )
}

function PasskeyButton() {
  const { t } = useWords()
  const signIn = usePasskeySignIn()
  return (
    <>
      <Button variant="default" fullWidth loading={signIn.isPending} onClick={() => signIn.mutate(undefined)}>
        {t('signIn.way.passkey')}
      </Button>
      <SignInError error={signIn.error} />
    </>
  )
}

function PasswordForm({ ways, onTyping }: { ways: LogInWays | undefined; onTyping: () => void }) {
  const { t } = useWords()
  // What was typed before the ways are known stays.
  const [chosen, setWay] = useState<'local' | 'directory' | null>(null)
  const way = chosen ?? (ways?.directory ? 'directory' : 'local')
  const signIn = useSignIn(way)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [tried, setTried] = useState(false)
  const [needs, setNeeds] = useState<readonly string[]>([])
  const passwordField = useRef<HTMLInputElement>(null)
  const nameField = useRef<HTMLInputElement>(null)

  function enter(more: { code?: string; withPasskey?: boolean }) {
    setTried(true)
    if (name.trim() === '') return nameField.current?.focus()
    if (password === '') return passwordField.current?.focus()
    signIn.mutate(
      { name: name.trim(), password, ...more },
      {
        onError: (error) => {
          const wanted = factorsOf(error)
          if (wanted.length > 0) setNeeds(wanted)
          else if (needs.length === 0) passwordField.current?.select()
        },
      },
    )
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    enter(code.trim() === '' ? {} : { code: code.trim() })
  }
  const local = t(ways?.local === 'break-glass' ? 'signIn.way.breakGlass' : 'signIn.way.local')
  return (
    <form className="door-form" onSubmit={submit} onInput={onTyping} noValidate>
      {ways?.directory ? (
        <NativeSelect
          label={t('signIn.with')}
          value={way}
          data={[
            { value: 'directory', label: ways.directory.label },
            { value: 'local', label: local },
          ]}
          onChange={(event) => setWay(event.currentTarget.value === 'local' ? 'local' : 'directory')}
        />
      ) : (
        ways?.oidc && <h2 className="door-way">{local}</h2>
      )}
      {factorsOf(signIn.error).length === 0 && <SignInError error={signIn.error} />}
      <TextInput
        ref={nameField}
        label={t('signIn.name')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={ways?.oidc === null || ways === undefined}
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
      {needs.includes('code') && (
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
      {needs.includes('passkey') && (
        <Button fullWidth loading={signIn.isPending} onClick={() => enter({ withPasskey: true })}>
          {t('signIn.factor.passkey')}
        </Button>
      )}
      {!(needs.length === 1 && needs[0] === 'passkey') && (
        <Button
          type="submit"
          variant={ways?.oidc || needs.includes('passkey') ? 'default' : 'filled'}
          loading={signIn.isPending}
          fullWidth
        >
          {t('signIn.submit')}
        </Button>
      )}
    </form>
  )
}

function WhichAccount() {
  const { t } = useWords()
  return (
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
  )
}

/** What the account asks for besides, when that is what the refusal says. */
function factorsOf(error: unknown): readonly string[] {
  if (!(error instanceof ApiProblem) || error.code !== 'second-factor') return []
  return (error.hint ?? 'code').split(' ')
}
