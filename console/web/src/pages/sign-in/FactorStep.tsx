import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useFactorSignIn } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { hasPasskeys } from '../../lib/passkey.ts'
import { Door } from './Door.tsx'
import { SignInError } from './SignInError.tsx'

/** The second factor of somebody whom the provider has proved. */
export function FactorStep({ restart }: { restart: () => void }) {
  const { t } = useWords()
  const signIn = useFactorSignIn()
  const [code, setCode] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    if (code.trim() !== '') signIn.mutate({ code: code.trim() })
  }
  return (
    <Door>
      <form className="door-form" onSubmit={submit}>
        <h1>{t('people.factor')}</h1>
        <p role="status">{t('signIn.factor.next')}</p>
        <SignInError error={signIn.error} />
        <TextInput
          label={t('signIn.code')}
          description={t('signIn.code.hint')}
          autoComplete="one-time-code"
          autoFocus
          maxLength={40}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          {t('signIn.submit')}
        </Button>
        {hasPasskeys() && (
          <Button variant="default" fullWidth onClick={() => signIn.mutate({ withPasskey: true })}>
            {t('signIn.factor.passkey')}
          </Button>
        )}
        <Button variant="subtle" fullWidth onClick={restart}>
          {t('signIn.restart')}
        </Button>
      </form>
    </Door>
  )
}
