import { Button } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useRuleTests } from '../../api/rule-queries.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ErrorWords } from '../../components/states.tsx'

/** The raw lines that a rule brings along to prove itself, and whether each does what it is meant to. */
export function RuleTests({
  of,
  count,
  ready = true,
}: {
  of: { text: string } | { rule: string }
  count: number
  ready?: boolean
}) {
  const { t } = useWords()
  const { answer, question, error, isPending, ask } = useRuleTests()
  const old = 'text' in of && question?.text !== undefined && question.text !== of.text
  const lines = answer?.results.flatMap((result) => result.lines) ?? []
  const passed = lines.filter((line) => line.passed).length
  return (
    <div className="stack">
      <div className="inline-form">
        <Button variant="default" disabled={!ready || count === 0} loading={isPending} onClick={() => ask({ ...of })}>
          {t('tests.run')}
        </Button>
        <p className="dim">{count === 0 ? t('tests.none') : t('tests.count', { n: count })}</p>
      </div>
      <div aria-live="polite" className="stack">
        {error !== null && <ErrorWords error={error} />}
        {answer !== undefined && (
          <>
            {old && <p className="dim">{t('preview.old')}</p>}
            <p>
              <strong className={passed === lines.length ? undefined : 'bad-text'}>
                {t('tests.passed', { passed, n: lines.length })}
              </strong>
            </p>
            <ul className="samples">
              {lines.map((line, at) => {
                const Icon = line.passed ? IconCheck : IconX
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a line may be there twice
                  <li key={at}>
                    <span className={line.passed ? 'small rule-state' : 'small rule-state bad-text'}>
                      <Icon size={14} stroke={2} aria-hidden />
                      {t(line.passed ? 'tests.line.passed' : 'tests.line.failed')}
                      {' · '}
                      {t(line.wanted === 'fires' ? 'tests.wanted.fires' : 'tests.wanted.silent')}
                    </span>
                    <span className="mono small breakable" dir="ltr">
                      <InertText text={line.line.slice(0, 2000)} />
                    </span>
                  </li>
                )
              })}
            </ul>
          </>
        )}
      </div>
    </div>
  )
}
