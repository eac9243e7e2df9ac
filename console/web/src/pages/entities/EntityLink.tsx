import { Link } from 'react-router'
import { InertText } from '../../components/InertText.tsx'
import { entityPath } from '../../lib/entity-path.ts'

/** A value as a link to the page of what it names, over the same range; as text where it names nothing. */
export function EntityLink({ field, value, search = '' }: { field: string; value: string; search?: string }) {
  const path = entityPath(field, value)
  const text = <InertText text={value} />
  return path === undefined ? (
    <span className="mono breakable">{text}</span>
  ) : (
    <Link to={{ pathname: path, search }} className="mono breakable">
      {text}
    </Link>
  )
}
