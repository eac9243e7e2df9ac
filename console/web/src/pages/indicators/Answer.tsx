import { Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { IndicatorListDetail } from '../../../../api/schemas/indicators.ts'
import { useAnswerIndicators, useWithdrawAnswer } from '../../api/indicator-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { FlyoutSection } from '../../components/Flyout.tsx'
import { answeredBy } from './indicator-words.ts'

/** The answer to the letter: nil in one tap, the printed report, or taken back. */
export function Answer({ list }: { list: IndicatorListDetail }) {
  const { t, dateTime } = useWords()
  const may = useMay()
  const answer = useAnswerIndicators(list.id)
  const withdraw = useWithdrawAnswer(list.id)
  const [reference, setReference] = useState('')
  const [note, setNote] = useState('')
  const done = answeredBy(list.searches)
  const kind = done?.hits === 0 ? 'nil' : 'found'
  const print = (
    <Button component={Link} to={`/search/indicators/${encodeURIComponent(list.id)}/report`} variant="default">
      {t('indicators.answer.print')}
    </Button>
  )
  return (
    <FlyoutSection title={t('indicators.answer')}>
      {list.answer !== null ? (
        <div className="stack">
          <p>
            {t(`indicators.answer.done.${list.answer.kind}`, { name: list.answer.by, time: dateTime(list.answer.at) })}
            {list.answer.reference !== '' && ` · ${list.answer.reference}`}
          </p>
          {list.answer.note !== '' && <p className="breakable">{list.answer.note}</p>}
          <div className="actions">
            {print}
            {may('indicator.write') && (
              <Button
                variant="default"
                loading={withdraw.isPending}
                onClick={() => withdraw.mutate({ version: list.version })}
              >
                {t('indicators.answer.withdraw')}
              </Button>
            )}
          </div>
        </div>
      ) : done === undefined ? (
        <p className="dim">{t('indicators.answer.first')}</p>
      ) : (
        <div className="form">
          <p>{t(`indicators.answer.${kind}.text`)}</p>
          {may('indicator.write') && (
            <>
              <TextInput
                label={t('indicators.answer.reference')}
                value={reference}
                maxLength={100}
                onChange={(event) => setReference(event.currentTarget.value)}
              />
              <Textarea
                label={t('indicators.answer.note')}
                value={note}
                maxLength={4000}
                autosize
                minRows={2}
                onChange={(event) => setNote(event.currentTarget.value)}
              />
            </>
          )}
          <div className="actions">
            {may('indicator.write') && (
              <Button
                loading={answer.isPending}
                onClick={() => answer.mutate({ version: list.version, kind, search: done.id, reference, note })}
              >
                {t(`indicators.answer.${kind}`)}
              </Button>
            )}
            {print}
          </div>
        </div>
      )}
      <ChangeWords change={{ error: answer.error ?? withdraw.error }} />
    </FlyoutSection>
  )
}
