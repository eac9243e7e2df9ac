import type { RuleVerdict } from '../../../../api/schemas/rules.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { ruleProblemWords, whyNotRun } from '../../lib/rule-problem-words.ts'

/** What a text holds and what is wrong with it: each fault with its place, which a click goes to, and a hint. */
export function Verdict(props: {
  id: string
  verdict: RuleVerdict | undefined
  pending: boolean
  go: (line: number, column: number) => void
}) {
  const words = useWords()
  const { t, language } = words
  const { verdict } = props
  const place = (line: number, column: number | null) =>
    column === null
      ? t('rules.problem.line', { line: String(line) })
      : t('rules.problem.place', { line: String(line), column: String(column) })
  return (
    <div id={props.id} className="verdict" aria-live="polite">
      {verdict === undefined ? (
        <p className="dim">{props.pending ? t('text.judging') : ''}</p>
      ) : (
        <>
          {verdict.problems.length === 0 && <p>{t('text.fine')}</p>}
          <ul>
            {verdict.problems
              .map((one) => ({ ...one, ...ruleProblemWords(words, one) }))
              .map(({ code, level, line, column, message, hint }) => (
                <li key={`${code} ${line} ${column} ${message}`}>
                  <strong className={level === 'error' ? 'bad-text' : undefined}>{t(`rules.problem.${level}`)}</strong>{' '}
                  {line !== null && (
                    <button type="button" className="link" onClick={() => props.go(line, column ?? 1)}>
                      {place(line, column)}
                    </button>
                  )}{' '}
                  <span className="breakable">{message}</span>{' '}
                  {hint !== null && <span className="breakable dim">{t('rules.problem.hint', { hint })}</span>}
                </li>
              ))}
          </ul>
          <ul>
            {verdict.rules.map((rule) => (
              <li key={rule.id}>
                <SeverityMark severity={rule.level} /> {rule.title[language]}{' '}
                <span className="dim">
                  {rule.runs ? t('text.runs') : t('rule.cannotRun', { reason: whyNotRun(words, rule.reason ?? '') })}{' '}
                  {rule.known && t('text.known')}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
