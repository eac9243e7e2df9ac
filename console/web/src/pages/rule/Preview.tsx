import { Button, NativeSelect } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import type { Preview } from '../../../../api/schemas/rules.ts'
import { usePreview } from '../../api/rule-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { DayBars } from '../../components/DayBars.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ErrorWords } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { fieldValue } from '../../lib/event-fields.ts'

const previewSpans = [1, 7, 14, 30] as const

/** What a text or a rule would have caught in the last days; asked for by hand, since it reads stored events. */
export function PreviewPanel({ of, ready = true }: { of: { text: string } | { rule: string }; ready?: boolean }) {
  const { t } = useWords()
  const may = useMay()
  const [days, setDays] = useState(7)
  const { answer, question, error, isPending, ask, stop } = usePreview()
  if (!may('event.read')) return <p className="dim">{t('preview.forbidden')}</p>
  const old = 'text' in of && question?.text !== undefined && question.text !== of.text
  return (
    <div className="stack">
      <div className="inline-form">
        <DaysSelect days={days} onChange={setDays} />
        <Button variant="default" disabled={!ready} loading={isPending} onClick={() => ask({ ...of, days })}>
          {t('preview.ask')}
        </Button>
        {isPending && (
          <Button variant="default" onClick={stop}>
            {t('preview.stop')}
          </Button>
        )}
      </div>
      <div aria-live="polite" className="stack">
        {isPending && <p className="dim">{t('preview.running', { n: days })}</p>}
        {error !== null && <ErrorWords error={error} />}
        {answer === undefined && !isPending && error === null && <p className="dim">{t('preview.text')}</p>}
        {answer !== undefined && !isPending && (
          <>
            {old && <p className="dim">{t('preview.old')}</p>}
            {answer.reason !== null && <p>{t('preview.cannot', { reason: answer.reason })}</p>}
            <Found
              found={answer}
              sentence={t(answer.partial ? 'preview.found.partial' : 'preview.found', {
                n: answer.count,
                days: answer.days.length,
              })}
            />
          </>
        )}
      </div>
    </div>
  )
}

/** Over how many days to look. */
export function DaysSelect({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const { t } = useWords()
  return (
    <NativeSelect
      label={t('preview.days')}
      value={String(days)}
      data={previewSpans.map((n) => ({ value: String(n), label: t('preview.days.last', { n }) }))}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    />
  )
}

/** What was found in the past: a sentence, the days, some of the events. */
export function Found({ found, sentence, children }: { found: Preview; sentence: string; children?: ReactNode }) {
  const { t, duration } = useWords()
  return (
    <>
      <p>
        <strong>{sentence}</strong>{' '}
        <span className="dim small">{t('preview.took', { duration: duration(found.took) })}</span>
      </p>
      {children}
      {found.days.length > 0 && <DayBars label={t('preview.perDay')} days={found.days.toReversed().map(byItsEnd)} />}
      {found.samples.length > 0 && (
        <ul className="samples" aria-label={t('preview.samples')}>
          {found.samples.map((event, at) => (
            <Sample key={fieldValue(event, 'event.id') ?? at} event={event} />
          ))}
        </ul>
      )}
    </>
  )
}

/** A day back from now is called by the date that it ends on: the newest is today. */
const byItsEnd = ({ from, ...rest }: Preview['days'][number]) => ({ from: from + 86_400_000 - 1, ...rest })

function Sample({ event }: { event: Readonly<Record<string, unknown>> }) {
  const { t } = useWords()
  const [time, id] = [Date.parse(fieldValue(event, '@timestamp') ?? ''), fieldValue(event, 'event.id')]
  const who = ['host.name', 'user.name', 'source.ip'].flatMap((field) => fieldValue(event, field) ?? [])
  const line = fieldValue(event, 'event.original') ?? fieldValue(event, 'message') ?? JSON.stringify(event)
  return (
    <li>
      <span className="small dim">
        {Number.isFinite(time) && <ExactTime at={time} />} <InertText text={who.join(' · ')} />{' '}
        {id !== undefined && (
          <Link to={`/search?event=${encodeURIComponent(id)}`} aria-label={t('preview.open.of', { id })}>
            {t('preview.open')}
          </Link>
        )}
      </span>
      <span className="mono small two-lines" dir="ltr">
        <InertText text={line.slice(0, 400)} />
      </span>
    </li>
  )
}
