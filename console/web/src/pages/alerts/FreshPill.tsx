import { IconArrowUp } from '@tabler/icons-react'
import { useWords } from '../../app/words.tsx'

/** New alerts wait behind it, so that nothing moves under the cursor; nothing while none wait. */
export function FreshPill({ waiting, show }: { waiting: number; show: () => void }) {
  const { t } = useWords()
  if (waiting === 0) return null
  return (
    <button type="button" className="pill" aria-label={t('alerts.fresh.show', { n: waiting })} onClick={show}>
      <IconArrowUp size={14} stroke={2} aria-hidden />
      {t('alerts.fresh', { n: waiting })}
    </button>
  )
}
