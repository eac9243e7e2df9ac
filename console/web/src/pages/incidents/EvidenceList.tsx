import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { EvidenceRow, IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { useAddress } from '../../lib/address.ts'
import { EvidenceFlyout } from './EvidenceFlyout.tsx'

/** The events that were copied, each checked against its hash; one opens beside the list. */
export function EvidenceList({ detail }: { detail: IncidentDetail }) {
  const { t } = useWords()
  const [params, change] = useAddress()
  const { incident, evidence, totals, entries } = detail
  const openId = params.get('evidence')
  if (evidence.length === 0) return <p className="dim">{t('incident.evidence.none')}</p>
  return (
    <div className="stack">
      <p className="dim">{t('incident.evidence.about')}</p>
      {evidence.length < totals.evidence && (
        <p className="dim">{t('incident.evidence.more', { n: evidence.length, total: totals.evidence })}</p>
      )}
      <ul className="incident-rows" aria-label={t('incident.evidence.table')}>
        {evidence.map((copy) => (
          <li key={copy.id}>
            <span className="card-line">
              <ExactTime at={copy.at} />
              <span className="dim">{[copy.host, copy.user, copy.dataset].filter(Boolean).join(' · ')}</span>
              <span className="push">
                <IntactMark intact={copy.intact} />
              </span>
            </span>
            <button
              type="button"
              className="link evidence-open"
              aria-current={copy.id === openId ? 'true' : undefined}
              onClick={() => change((next) => next.set('evidence', copy.id))}
            >
              {copy.summary === '' ? t('incident.evidence.event') : <InertText text={copy.summary} />}
            </button>
          </li>
        ))}
      </ul>
      {openId !== null && (
        <EvidenceFlyout
          key={openId}
          incident={incident.id}
          id={openId}
          told={entries.some((entry) => entry.evidence === openId)}
          writes={detail.may.add && incident.status !== 'closed'}
          close={() => change((next) => next.delete('evidence'))}
        />
      )}
    </div>
  )
}

/** Whether a copy still is what was copied. */
export function IntactMark({ intact }: Pick<EvidenceRow, 'intact'>) {
  const { t } = useWords()
  return intact ? (
    <span className="dim small nowrap incident-flag">
      <IconCheck size={14} stroke={1.8} aria-hidden /> {t('incident.evidence.intact')}
    </span>
  ) : (
    <strong className="bad-text incident-flag">
      <IconAlertTriangle size={14} stroke={1.8} aria-hidden /> {t('incident.evidence.broken')}
    </strong>
  )
}
