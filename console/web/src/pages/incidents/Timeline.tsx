import { Button, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useIncidentStep } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { parseDateTime } from '../../lib/time-range.ts'
import { EntryWords } from './EntryWords.tsx'
import { StepError } from './StepError.tsx'
import { TimeField } from './TimeField.tsx'

/** How it went: each line at the time that it is about, with when and by whom it was written down. */
export function Timeline({ detail }: { detail: IncidentDetail }) {
  const { t, dateTime } = useWords()
  const { incident, entries, totals } = detail
  const writes = detail.may.add && incident.status !== 'closed'
  const step = useIncidentStep(incident.id)
  return (
    <div className="stack">
      {writes && <NoteForm id={incident.id} />}
      {entries.length < totals.entries && (
        <p className="dim">{t('incident.timeline.more', { n: entries.length, total: totals.entries })}</p>
      )}
      <StepError error={step.error} />
      <ol className="timeline" aria-label={t('incident.tab.timeline')}>
        {entries.map((entry) => (
          <li key={entry.id} data-pinned={entry.pinned || undefined}>
            <ExactTime at={entry.at} />
            <div>
              <EntryWords entry={entry} />
              <p className="dim small">
                {t('incident.entry.recorded', { time: dateTime(entry.recorded), name: entry.by.name })}
                {entry.pinned && ` · ${t('incident.entry.pinned')}`}
              </p>
            </div>
            {writes && (
              <button
                type="button"
                className="link small"
                aria-pressed={entry.pinned}
                disabled={step.isPending}
                onClick={() =>
                  step.mutate({
                    path: `/entries/${encodeURIComponent(entry.id)}/pin`,
                    body: { pinned: !entry.pinned },
                  })
                }
              >
                {t(entry.pinned ? 'incident.entry.unpin' : 'incident.entry.pin')}
              </button>
            )}
          </li>
        ))}
      </ol>
    </div>
  )
}

function NoteForm({ id }: { id: string }) {
  const { t, timeZone } = useWords()
  const step = useIncidentStep(id)
  const [text, setText] = useState('')
  const [time, setTime] = useState('')
  const [pinned, setPinned] = useState(false)
  const [missing, setMissing] = useState(false)
  const at = time.trim() === '' ? null : parseDateTime(time, timeZone)
  function submit(event?: FormEvent) {
    event?.preventDefault()
    if (step.isPending) return
    if (text.trim() === '' || at === undefined) return setMissing(true)
    step.mutate(
      { path: '/notes', body: { text: text.trim(), pinned, ...(at === null ? {} : { at }) } },
      {
        onSuccess: () => {
          setText('')
          setTime('')
          setPinned(false)
          setMissing(false)
        },
      },
    )
  }
  return (
    <form className="form form-panel" noValidate onSubmit={submit}>
      <Textarea
        label={t('incident.note')}
        value={text}
        rows={3}
        maxLength={10_000}
        error={missing && text.trim() === '' ? t('incident.note.missing') : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
        }}
      />
      <TimeField
        label={t('incident.note.at')}
        hint={t('incident.note.at.hint')}
        text={time}
        bad={missing && at === undefined}
        change={setTime}
      />
      <label className="check">
        <input type="checkbox" checked={pinned} onChange={(event) => setPinned(event.currentTarget.checked)} />
        {t('incident.note.pin')}
      </label>
      <StepError error={step.error} />
      <div className="actions">
        <Button type="submit" loading={step.isPending}>
          {t('incident.note.do')}
        </Button>
      </div>
    </form>
  )
}
