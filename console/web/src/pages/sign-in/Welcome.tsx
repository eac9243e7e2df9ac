import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { useLink, useTakeLink } from '../../api/people-queries.ts'
import { useLogInWays, useProviderSignIn, useSignIn } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { SkeletonRows } from '../../components/states.tsx'
import { useTitle } from '../../lib/title.ts'
import { Refusal } from '../people/Refusal.tsx'
import { Door } from './Door.tsx'
import { SignInError } from './SignInError.tsx'

/** What a link of invitation or reset opens: a password is set, once. Name and secret stand behind the #. */
export function Welcome() {
  const { t } = useWords()
  useTitle(t('welcome.title'))
  const [link] = useState(() => linkOf(window.location.hash))
  const shown = useLink(link)
  const take = useTakeLink()
  const [password, setPassword] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    if (password !== '') take.mutate({ ...link, password })
  }
  return (
    <Door>
      {take.isSuccess ? (
        <div className="door-form" role="status">
          <h1>{t('welcome.done')}</h1>
          <a href="/">{t('signIn.submit')}</a>
        </div>
      ) : shown.isError ? (
        <div className="door-form">
          <h1>{t('welcome.title')}</h1>
          {shown.error instanceof ApiProblem && shown.error.code === 'bad-request' ? (
            <p className="form-error" role="alert">
              {t('welcome.broken')}
            </p>
          ) : (
            <Refusal error={shown.error} />
          )}
          <a href="/">{t('signIn.submit')}</a>
        </div>
      ) : shown.data === undefined ? (
        <SkeletonRows rows={4} height={40} />
      ) : (
        <>
          <form className="door-form" onSubmit={submit}>
            <h1>{t('welcome.hello', { name: shown.data.displayName })}</h1>
            <p>{t('welcome.text', { account: link.name })}</p>
            <input type="text" name="username" autoComplete="username" value={link.name} readOnly hidden />
            <PasswordInput
              label={t('me.password.new')}
              description={t('me.password.rules')}
              autoComplete="new-password"
              required
              autoFocus
              value={password}
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.password.show') }}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Refusal error={take.error} />
            <Button type="submit" loading={take.isPending} fullWidth>
              {t('welcome.set')}
            </Button>
          </form>
          <Elsewhere link={link} />
        </>
      )}
    </Door>
  )
}

/** What stands behind the #; of a link that was copied in part, as much as there is: the server then says that it is none. */
function linkOf(hash: string): { name: string; secret: string } {
  const [name = '', secret = ''] = hash
    .slice(1)
    .split(/:|%3A/i)
    .map((part) => {
      try {
        return decodeURIComponent(part)
      } catch {
        return part
      }
    })
  return { name, secret }
}

/** Takes the invitation up with an account at the identity provider. */
function Elsewhere({ link }: { link: { name: string; secret: string } }) {
  const { t } = useWords()
  const ways = useLogInWays().data
  const go = useProviderSignIn()
  if (ways === undefined || (ways.oidc === null && ways.directory === null)) return null
  return (
    <div className="door-form door-elsewhere">
      <p className="door-or">{t('welcome.external')}</p>
      {ways.oidc !== null && (
        <Button variant="default" fullWidth loading={go.isPending} onClick={() => go.mutate({ link })}>
          {t('signIn.way.oidc', { name: ways.oidc.label })}
        </Button>
      )}
      <SignInError error={go.error} />
      {ways.directory !== null && <ByDirectory link={link} label={ways.directory.label} />}
    </div>
  )
}

function ByDirectory({ link, label }: { link: { name: string; secret: string }; label: string }) {
  const { t } = useWords()
  const signIn = useSignIn('directory')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '' || password === '') return
    signIn.mutate({ name: name.trim(), password, link }, { onSuccess: () => window.location.assign('/') })
  }
  return (
    <form className="door-form" onSubmit={submit}>
      <h2 className="door-way">{t('welcome.external.directory', { name: label })}</h2>
      <TextInput
        label={t('signIn.name')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('signIn.password')}
        autoComplete="off"
        value={password}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.password.show') }}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <SignInError error={signIn.error} />
      <Button variant="default" fullWidth type="submit" loading={signIn.isPending}>
        {t('signIn.submit')}
      </Button>
    </form>
  )
}
