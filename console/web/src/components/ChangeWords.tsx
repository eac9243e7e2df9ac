import { Button } from '@mantine/core'
import type { Changed } from '../../../api/schemas/rule-settings.ts'
import { ApiProblem } from '../api/client.ts'
import { useWords } from '../app/words.tsx'
import { ErrorWords } from './states.tsx'

/** What became of a change: in force or in a moment, refused, or overtaken by somebody else's. */
export function ChangeWords(props: {
  change: { readonly data?: Changed | undefined; readonly error: unknown }
  reload?: () => void
}) {
  const { t } = useWords()
  const { data, error } = props.change
  const conflict = error instanceof ApiProblem && error.code === 'conflict'
  return (
    <div aria-live="polite">
      {error !== null && error !== undefined && (
        <div className="form-error" role="alert">
          {conflict ? <p>{t('change.conflict')}</p> : <ErrorWords error={error} />}
          {conflict && props.reload !== undefined && (
            <Button size="compact-md" variant="default" onClick={props.reload}>
              {t('change.reload')}
            </Button>
          )}
        </div>
      )}
      {data !== undefined && error === null && (
        <p className="small">{t(data.applied ? 'change.applied' : 'change.soon')}</p>
      )}
    </div>
  )
}
