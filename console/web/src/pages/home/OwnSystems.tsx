import { Link } from 'react-router'
import { useSystems } from '../../api/system-queries.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { Kept } from '../systems/system-facts.tsx'
import { shownSystems } from '../systems/system-list.ts'
import { WorkPart } from './WorkPart.tsx'

const few = 5

/** The information systems of an agency, those whose logs are not kept as long as they must be first. */
export function OwnSystems() {
  const { t, number } = useWords()
  const systems = useSystems()
  if (systems.data === undefined) {
    return (
      <WorkPart title={t('systems.title')}>
        {systems.isError ? <ErrorWords error={systems.error} /> : <SkeletonRows rows={3} height={32} />}
      </WorkPart>
    )
  }
  const all = shownSystems(systems.data.rows, 'all', '', false)
  const short = new Set(shownSystems(all, 'short', '', false))
  const rows = [...short, ...all.filter((system) => !short.has(system))]
  return (
    <WorkPart title={t('systems.title')} count={rows.length} empty={t('home.systems.none')}>
      <ul className="lines">
        {rows.slice(0, few).map((system) => (
          <li key={system.id}>
            <Link to={`/systems?system=${encodeURIComponent(system.id)}`}>
              <span className="line-title">{system.name}</span>
              <span className="dim line-more">{t('systems.level.of', { n: system.level })}</span>
              <span className="line-time">
                <Kept system={system} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {rows.length > few && <Link to="/systems">{t('home.work.all', { n: number(rows.length) })}</Link>}
    </WorkPart>
  )
}
