import { Button, Popover, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useWords } from '../app/words.tsx'
import { parseDateTime, resolveRange, spans, type TimeRange } from '../lib/time-range.ts'
import type { RangeChoice } from './TimeRangePicker.tsx'

/** The button with the spans and two exact times below it; opens at once, since it comes when it was asked for. */
export function TimeRangePopover({ range, onChange, button }: RangeChoice & { button: object }) {
  const { t } = useWords()
  const [opened, setOpened] = useState(false)
  const target = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // This button took the place of the one that was pressed: the focus comes back here.
    target.current?.focus()
    setOpened(true)
  }, [])
  function choose(next: TimeRange) {
    setOpened(false)
    onChange(next)
  }
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button {...button} ref={target} onClick={() => setOpened(!opened)} />
      </Popover.Target>
      <Popover.Dropdown className="range-picker" aria-label={t('range.label')}>
        <ul>
          {spans.map((span) => (
            <li key={span}>
              <button
                type="button"
                aria-pressed={range.kind === 'last' && range.span === span}
                onClick={() => choose({ kind: 'last', span })}
              >
                {t(`range.${span}`)}
              </button>
            </li>
          ))}
        </ul>
        <Absolute range={range} onChange={choose} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Absolute({ range, onChange }: { range: TimeRange; onChange: (range: TimeRange) => void }) {
  const { t, dateTime, timeZone, zone } = useWords()
  const [initial] = useState(() => resolveRange(range, Date.now()))
  const [from, setFrom] = useState(dateTime(initial.from))
  const [to, setTo] = useState(dateTime(initial.to))
  const [wrong, setWrong] = useState(false)
  function submit(event: FormEvent) {
    event.preventDefault()
    const [start, end] = [parseDateTime(from, timeZone), parseDateTime(to, timeZone)]
    if (start === undefined || end === undefined || start >= end) return setWrong(true)
    onChange({ kind: 'between', from: start, to: end })
  }
  return (
    <form onSubmit={submit} noValidate>
      <p className="form-title">{t('range.absolute')}</p>
      <TextInput label={t('range.from')} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
      <TextInput
        label={t('range.to')}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        error={wrong ? t('range.invalid') : undefined}
      />
      <p className="dim small">{t('range.format', { zone: zone(Date.now()) })}</p>
      <Button type="submit">{t('range.apply')}</Button>
    </form>
  )
}
