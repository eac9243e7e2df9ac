import { Link } from 'react-router'
import { entityKindOf } from '../../../../../core/event/entity-fields.ts'
import { useWords } from '../../app/words.tsx'
import { entityPath } from '../../lib/entity-path.ts'

/** The way to the page of what a value names, over a range that stands in `search`; nothing where it names nothing. */
export function ToEntity({ field, value, search = '' }: { field: string; value: string; search?: string }) {
  const { t } = useWords()
  const kind = entityKindOf(field)
  const path = entityPath(field, value)
  if (kind === undefined || path === undefined) return null
  return <Link to={{ pathname: path, search }}>{t(`entity.open.${kind}`)}</Link>
}
