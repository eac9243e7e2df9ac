import { IconSitemap } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useWords } from '../../app/words.tsx'
import { processTreePath } from '../../lib/entity-path.ts'
import './entities.css'
import { fieldValue } from '../../lib/event-fields.ts'

/** The way from an event to the tree around its process; nothing where the event names none. */
export function ProcessTreeLink({ event }: { event: Readonly<Record<string, unknown>> }) {
  const { t } = useWords()
  const id = fieldValue(event, 'event.id')
  const process = fieldValue(event, 'process.entity_id') ?? fieldValue(event, 'process.pid')
  if (id === undefined || process === undefined || fieldValue(event, 'host.name') === undefined) return null
  return (
    <p className="tree-link">
      <Link to={processTreePath(id)} className="icon-link">
        <IconSitemap size={16} stroke={1.6} aria-hidden />
        {t('tree.open')}
      </Link>
    </p>
  )
}
