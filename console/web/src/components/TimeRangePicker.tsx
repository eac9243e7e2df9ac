import { Button, Popover, TextInput } from '@mantine/core'
import { IconCalendarTime, IconChevronDown } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useWords } from '../app/words.tsx'
import { parseDateTime, resolveRange, spans, type TimeRange } from '../lib/time-range.ts'

/** Relative spans, or two exact times typed as they are written everywhere else. */
export function TimeRangePicker({ range, onChange }: { range: TimeRange; onChange: (range: TimeRange) => void }) {
  const { t, dateTime } = useWords()
  const [opened, setOpened] = useState(false)
  const label = range.kind === 'last' ? t(`range.${range.span}`) : `${dateTime(range.from)} – ${dateTime(range.to)}`
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
        <Button
          variant="default"
          onClick={() => setOpened(!opened)}
          leftSection={<IconCalendarTime size={16} stroke={1.6} aria-hidden />}
          rightSection={<IconChevronDown size={14} stroke={1.6} aria-hidden />}
        >
          <span className="visually-hidden">{t('range.label')}: </span>
          {label}
        </Button>
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
