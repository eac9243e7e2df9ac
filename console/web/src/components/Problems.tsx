import type { ToldProblem } from '../../../../core/lib/errors.ts'
import { useWords } from '../app/words.tsx'
import { problemWords } from '../lib/problem-words.ts'

/** A thing that is wrong. `message` and `hint` stand in where there is no text for its code. */
interface Problem extends ToldProblem {
  /** Of the file it stands in, if it stands in one. */
  readonly line?: number | null
  readonly message?: string
  readonly hint?: string | null
}

/** Why a change cannot be done as it stands, each with what would help; nothing when nothing is wrong. */
export function Problems(props: { problems: readonly Problem[] }) {
  const { t } = useWords()
  if (props.problems.length === 0) return null
  return (
    <div className="form-error">
      <p>{t('units.preview.wrong')}</p>
      <ProblemList problems={props.problems} />
    </div>
  )
}

/** Each thing that is wrong, with its line and column in a file. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  const words = useWords()
  const { t } = words
  return (
    <ul className="bullets">
      {problems.map(({ line = null, code, params, message = code, hint = null }) => {
        const told = problemWords(words, { code, params }) ?? (hint === null ? message : `${message} (${hint})`)
        const place = [line === null ? '' : t('units.import.line', { line: String(line) }), params.column ?? '']
          .filter((part) => part !== '')
          .join(', ')
        return (
          <li key={`${place} ${told}`}>
            {place !== '' && <strong>{place}: </strong>}
            {told}
          </li>
        )
      })}
    </ul>
  )
}
