import type { SystemDetail, SystemRow } from '../../../../api/schemas/systems.ts'
import { useWords } from '../../app/words.tsx'
import { dayWords } from '../../lib/day-words.ts'

/** How long its logs are kept, and whether that is long enough: told in words, coloured only where it is not. */
export function Kept({ system }: { system: Pick<SystemRow, 'retention' | 'kept' | 'minimum'> }) {
  const { t, number } = useWords()
  const { retention, kept, minimum } = system
  const words = t(`systems.retention.${retention}`, { kept: number(kept ?? 0), n: number(minimum.months) })
  const bad = retention === 'short' || retention === 'nothing-arrives'
  return <span className={bad ? 'bad-text' : retention === 'no-minimum' ? 'dim' : undefined}>{words}</span>
}

/** How many of the declared log sources arrive. */
export function Arriving({ sources }: Pick<SystemRow, 'sources'>) {
  const { t, number } = useWords()
  const { declared, silent, missing } = sources
  if (declared === 0) return <span className="dim">{t('systems.sources.none')}</span>
  const arriving = declared - silent - missing
  return arriving === declared ? (
    <span>{t('systems.sources.all', { n: number(declared) })}</span>
  ) : (
    <span className="bad-text">{t('systems.sources.some', { arriving: number(arriving), n: number(declared) })}</span>
  )
}

/** The decision that approves its level. */
export function Decision({ decision, short }: { decision: SystemDetail['decision']; short?: boolean }) {
  const { t } = useWords()
  if (decision === null) return <span className="dim">{t('systems.decision.none')}</span>
  const { number, date, issuer } = decision
  const key = short || issuer === '' ? 'systems.decision.short' : 'systems.decision.words'
  return <span>{t(key, { number, date: dayWords(date), issuer })}</span>
}

/** Who owns it. */
export function Owner({ system }: { system: Pick<SystemRow, 'owner' | 'ownerEnded'> }) {
  const { t } = useWords()
  if (system.owner === null) return <span className="dim">{t('systems.owner.beyond')}</span>
  return (
    <span>
      {system.owner.name}
      {system.ownerEnded && <span className="bad-text"> ({t('systems.owner.ended')})</span>}
    </span>
  )
}

/** Whether its time is to come or over; nothing while it is in use. */
export function InUse({ system }: { system: Pick<SystemRow, 'begins' | 'ended'> }) {
  const { t } = useWords()
  const { begins, ended } = system
  if (ended !== null) return <span className="dim small"> {t('systems.ended', { day: dayWords(ended) })}</span>
  if (begins !== null) return <span className="dim small"> {t('systems.begins', { day: dayWords(begins) })}</span>
  return null
}
