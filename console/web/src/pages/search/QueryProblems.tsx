import type { SearchProblem } from '../../../../../core/predicate/search-problem.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'

const most = 3

/** What is wrong with the query, under it: which piece, why, what to write instead. */
export function QueryProblems(props: {
  id: string
  text: string
  problems: readonly SearchProblem[]
  onReplace: (problem: SearchProblem, by: string) => void
}) {
  const { t } = useWords()
  return (
    <div id={props.id} className="query-problems" aria-live="polite">
      {props.problems.slice(0, most).map((problem) => {
        const { start, end, level, params } = problem
        const piece = props.text.slice(start, end)
        const near = params['near']
        return (
          <p key={`${problem.code} ${start}`} className={level}>
            <span className="visually-hidden">{t('query.at', { n: start + 1 })}</span>
            <code>
              <InertText text={piece.length > 40 ? `${piece.slice(0, 40)}…` : piece} />
            </code>
            <span>
              <strong>{t(problem.message, params)}</strong> {t(problem.hint, params)}
            </span>
            {typeof near === 'string' && (
              <button type="button" className="link" onClick={() => props.onReplace(problem, near)}>
                {t('query.replace', { near })}
              </button>
            )}
          </p>
        )
      })}
    </div>
  )
}
