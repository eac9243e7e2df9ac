import { Link } from 'react-router'
import type { AlertDetail } from '../../../../api/schemas/alerts.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { telephone } from '../../lib/telephone.ts'

/** The information system that an alert is about: its level, its owner, whom to call. Nothing where it is about none. */
export function SystemCard({ system }: Pick<AlertDetail, 'system'>) {
  const { t } = useWords()
  const may = useMay()('inventory.read')
  if (system === null) return null
  const { contact, supplier } = system
  return (
    <dl className="facts">
      <dt>{t('systems.card')}</dt>
      <dd>
        {may ? <Link to={`/systems?system=${encodeURIComponent(system.id)}`}>{system.name}</Link> : system.name}
        <span>{t('systems.level.of', { n: system.level })}</span>
      </dd>
      <dt>{t('systems.owner')}</dt>
      <dd>
        {system.owner}
        {contact !== null && <Call {...contact} />}
      </dd>
      {system.operator !== '' && (
        <>
          <dt>{t('systems.operator')}</dt>
          <dd>{system.operator}</dd>
        </>
      )}
      {supplier.name !== '' && (
        <>
          <dt>{t('systems.supplier')}</dt>
          <dd>
            {supplier.name}
            <Call name={supplier.contact || supplier.name} phone={supplier.phone} />
          </dd>
        </>
      )}
    </dl>
  )
}

function Call({ name, phone }: { name: string; phone: string }) {
  const { t } = useWords()
  if (phone === '') return <span>{name}</span>
  return (
    <span>
      {name}{' '}
      <a href={telephone(phone)} aria-label={t('units.contact.call', { name, phone })}>
        {phone}
      </a>
    </span>
  )
}
