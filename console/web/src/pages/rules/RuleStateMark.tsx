import { IconCircleCheck, IconCircleOff, IconPlugConnectedX, type IconProps, IconPuzzleOff } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { RuleRow } from '../../../../api/schemas/rules.ts'
import { useWords } from '../../app/words.tsx'

const icons: Record<RuleRow['state'], ComponentType<IconProps>> = {
  runs: IconCircleCheck,
  off: IconCircleOff,
  'no-source': IconPlugConnectedX,
  'cannot-run': IconPuzzleOff,
}

/** Whether a rule judges, as a sign and a word; not coloured: colour is for severity. */
export function RuleStateMark({ state }: { state: RuleRow['state'] }) {
  const { t } = useWords()
  const Icon = icons[state]
  return (
    <span className={state === 'runs' ? 'rule-state' : 'rule-state dim'}>
      <Icon size={16} stroke={1.6} aria-hidden />
      {t(`rules.state.${state}`)}
    </span>
  )
}
