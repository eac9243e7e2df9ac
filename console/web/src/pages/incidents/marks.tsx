import { IconLock } from '@tabler/icons-react'
import type { IncidentRow } from '../../../../api/schemas/incidents.ts'
import { useWords } from '../../app/words.tsx'

/** An incident's status as a word; never coloured like a severity. */
export function IncidentStatusMark({ status }: { status: IncidentRow['status'] }) {
  const { t } = useWords()
  return <span className={`status status-${status}`}>{t(`incident.status.${status}`)}</span>
}

/** How far it may be shared, as the protocol writes it. */
export function TlpMark({ tlp }: { tlp: IncidentRow['tlp'] }) {
  const { t } = useWords()
  return (
    <abbr className="mono small nowrap" title={t(`tlp.${tlp}.about`)}>
      {t(`tlp.${tlp}`)}
    </abbr>
  )
}

/** That few may know of it, or that it is a drill. */
export function IncidentFlags({ incident }: { incident: Pick<IncidentRow, 'restricted' | 'exercise'> }) {
  const { t } = useWords()
  return (
    <>
      {incident.restricted && (
        <span className="incident-flag nowrap" title={t('incident.restricted.about')}>
          <IconLock size={14} stroke={1.8} aria-hidden /> {t('incident.restricted')}
        </span>
      )}
      {incident.exercise && (
        <span className="incident-flag nowrap" title={t('incident.exercise.about')}>
          {t('incident.exercise')}
        </span>
      )}
    </>
  )
}

/** Its title; of a restricted one the word alone, since its title is on its page. */
export function IncidentTitle({ title }: { title: string | null }) {
  const { t } = useWords()
  return title === null ? <em>{t('incident.restricted.title')}</em> : title
}
