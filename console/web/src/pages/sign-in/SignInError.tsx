import { ApiProblem } from '../../api/client.ts'
import { useWords } from '../../app/words.tsx'
import { FormError } from '../../components/states.tsx'
import { PasskeyOff } from '../../lib/passkey.ts'

/** Why nobody came in, in the reader's words where there are some. */
export function SignInError({ error }: { error: unknown }) {
  const { known } = useWords()
  const hint = error instanceof PasskeyOff ? 'passkey-off' : error instanceof ApiProblem ? error.hint : undefined
  return hint !== undefined && known(`signIn.why.${hint}`) ? <SignInWhy code={hint} /> : <FormError error={error} />
}

/** The same for a code with which the provider's way ended: one that has no text of its own is told as it is. */
export function SignInWhy({ code }: { code: string }) {
  const { t, known } = useWords()
  const key = `signIn.why.${code}`
  const plain = /^[a-z-]{1,40}$/.test(code) ? code : '?'
  return (
    <div className="form-error" role="alert">
      <p>{known(key) ? t(key) : t('signIn.why.provider', { code: plain })}</p>
    </div>
  )
}
