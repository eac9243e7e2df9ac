import type { RuleProblem } from '../../../../api/schemas/rules.ts'
import { useWords } from '../../app/words.tsx'
import { EmptyState } from '../../components/states.tsx'
import { ruleProblemWords } from '../../lib/rule-problem-words.ts'

/** What could not be loaded and why: file, line, column, and how to mend it. */
export function RuleProblems({ problems }: { problems: readonly RuleProblem[] }) {
  const words = useWords()
  const { t } = words
  if (problems.length === 0) return <EmptyState title={t('rules.problems.none')} />
  const place = ({ line, column }: RuleProblem) =>
    line === null
      ? ''
      : column === null
        ? t('rules.problem.line', { line: String(line) })
        : t('rules.problem.place', { line: String(line), column: String(column) })
  return (
    <ul className="problems">
      {problems
        .map((one) => ({ ...one, ...ruleProblemWords(words, one) }))
        .map((problem) => (
          <li className="problem" key={`${problem.file} ${problem.line} ${problem.column} ${problem.code}`}>
            <p>
              <strong className={problem.level === 'error' ? 'bad-text' : undefined}>
                {t(`rules.problem.${problem.level}`)}
              </strong>{' '}
              <span className="mono breakable">{problem.file}</span> <span className="dim">{place(problem)}</span>
            </p>
            <p className="breakable">{problem.message}</p>
            {problem.hint !== null && <p className="breakable">{t('rules.problem.hint', { hint: problem.hint })}</p>}
            <p className="dim small mono">{problem.code}</p>
          </li>
        ))}
    </ul>
  )
}
