import { ApiProblem } from '../../api/client.ts'
import { useWords } from '../../app/words.tsx'
import { FormError } from '../../components/states.tsx'

/** Why a step was refused; when somebody else was faster, that what was typed is still there. */
export function StepError({ error }: { error: unknown }) {
  const { t } = useWords()
  const moved = error instanceof ApiProblem && error.code === 'conflict' && error.problems.length === 0
  if (!moved) return <FormError error={error} />
  return (
    <div className="form-error" role="alert">
      <p>{t('incident.conflict')}</p>
    </div>
  )
}
