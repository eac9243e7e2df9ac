import type { ChainState } from '../../../../api/schemas/audit.ts'
import { useWords } from '../../app/words.tsx'

/** What the last check says, in a sentence. */
export function ChainWords({ check }: { check: ChainState['check'] }) {
  const { t, dateTime } = useWords()
  if (check === null) return <span className="dim">{t('audit.chain.never')}</span>
  const { state, checked, total, verdict } = check
  if (state === 'running')
    return <span>{t('audit.chain.running', { n: checked, total: Math.max(total, checked) })}</span>
  if (state === 'stuck' || verdict === null)
    return <span className="bad-text">{t('audit.chain.stuck', { n: checked })}</span>
  if (verdict.ok) return <span>{t('audit.chain.ok', { n: checked, time: dateTime(check.noted) })}</span>
  return (
    <strong className="bad-text">
      {verdict.reason !== null && t(`audit.chain.${verdict.reason}`, { row: verdict.row ?? 0 })}
    </strong>
  )
}
