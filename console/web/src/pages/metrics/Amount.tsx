import type { Metrics } from '../../../../api/schemas/metrics.ts'
import { useWords } from '../../app/words.tsx'

export const measures = [
  'detect',
  'take',
  'acknowledge',
  'qualify',
  'resolve',
] as const satisfies readonly (keyof Metrics['all'])[]

/** A duration, or a dash where there are too few values to speak of. */
export function Amount({ of }: { of: number | null }) {
  const { t, duration } = useWords()
  if (of === null)
    return (
      <span className="dim" title={t('metrics.few')}>
        –<span className="visually-hidden">{t('metrics.few')}</span>
      </span>
    )
  return <span className="nowrap">{duration(of)}</span>
}
