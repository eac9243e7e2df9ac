import { Button } from '@mantine/core'
import { IconCalendarTime, IconChevronDown } from '@tabler/icons-react'
import { type ComponentType, useState } from 'react'
import { useWords } from '../app/words.tsx'
import type { TimeRange } from '../lib/time-range.ts'

/** Which time is chosen, and what to do with another. */
export interface RangeChoice {
  readonly range: TimeRange
  readonly onChange: (range: TimeRange) => void
}

const popover = () => import('./TimeRangePopover.tsx').then((module) => module.TimeRangePopover)

/** Relative spans, or two exact times typed as they are written everywhere else; the choice comes when it is asked for. */
export function TimeRangePicker({ range, onChange }: RangeChoice) {
  const { t, dateTime } = useWords()
  const [asked, ask] = useState<{ readonly Popover: ComponentType<RangeChoice & { button: object }> } | null>(null)
  const label = range.kind === 'last' ? t(`range.${range.span}`) : `${dateTime(range.from)} – ${dateTime(range.to)}`
  const button = {
    variant: 'default',
    leftSection: <IconCalendarTime size={16} stroke={1.6} aria-hidden />,
    rightSection: <IconChevronDown size={14} stroke={1.6} aria-hidden />,
    children: (
      <>
        <span className="visually-hidden">{t('range.label')}: </span>
        {label}
      </>
    ),
  }
  if (asked !== null) return <asked.Popover range={range} onChange={onChange} button={button} />
  const fetchIt = () => void popover().catch(() => undefined)
  return (
    <Button
      {...button}
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={fetchIt}
      onFocus={fetchIt}
      onClick={() => {
        popover().then(
          (Popover) => ask({ Popover }),
          () => undefined,
        )
      }}
    />
  )
}
