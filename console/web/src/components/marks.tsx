import type { Severity } from '../../../../core/event/severity.ts'
import type { Alert } from '../../../api/schemas/alerts.ts'
import { useWords } from '../app/words.tsx'

const shapes: Record<Severity, string> = { critical: '■', high: '▲', medium: '◆', low: '●', informational: '○' }

/** A severity as colour, shape and word: none of the three is needed to understand the others. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const { t } = useWords()
  return (
    <span className="severity" style={{ color: `var(--vg-severity-${severity})` }}>
      <span className="shape" aria-hidden>
        {shapes[severity]}
      </span>
      {t(`severity.${severity}`)}
    </span>
  )
}

/** A status as a word; never coloured like a severity. */
export function StatusMark({ status }: { status: Alert['status'] }) {
  const { t } = useWords()
  return <span className={`status status-${status}`}>{t(`status.${status}`)}</span>
}
