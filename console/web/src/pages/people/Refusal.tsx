import { ApiProblem } from '../../api/client.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorWords } from '../../components/states.tsx'

/** Why a change of people was refused, in the reader's words where there are some. */
export function Refusal({ error }: { error: unknown }) {
  const { t, known } = useWords()
  if (error === null || error === undefined) return null
  const key = error instanceof ApiProblem ? `people.why.${error.hint ?? error.code}` : ''
  return (
    <div className="form-error" role="alert">
      {known(key) ? <p>{t(key)}</p> : <ErrorWords error={error} />}
    </div>
  )
}
