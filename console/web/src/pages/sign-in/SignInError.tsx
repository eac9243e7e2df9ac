import { isTextKey } from '../../../../../core/i18n/translate.ts'
import { ApiProblem } from '../../api/client.ts'
import { useWords } from '../../app/words.tsx'
import { FormError } from '../../components/states.tsx'
import { PasskeyOff } from '../../lib/passkey.ts'

/** Why nobody came in, in the reader's words where there are some. */
export function SignInError({ error }: { error: unknown }) {
  const hint = error instanceof PasskeyOff ? 'passkey-off' : error instanceof ApiProblem ? error.hint : undefined
  const known = hint !== undefined && isTextKey(`signIn.why.${hint}`)
  return known ? <SignInWhy code={hint} /> : <FormError error={error} />
}

/** The same for a code with which the provider's way ended: one that has no text of its own is told as it is. */
export function SignInWhy({ code }: { code: string }) {
  const { t } = useWords()
  const key = `signIn.why.${code}`
  const plain = /^[a-z-]{1,40}$/.test(code) ? code : '?'
  return (
    <div className="form-error" role="alert">
      <p>{isTextKey(key) ? t(key) : t('signIn.why.provider', { code: plain })}</p>
    </div>
  )
}
