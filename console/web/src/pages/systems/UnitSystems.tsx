import { Link } from 'react-router'
import { useMay } from '../../api/session.ts'
import { useSystems } from '../../api/system-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FlyoutSection } from '../../components/Flyout.tsx'
import { Kept } from './system-facts.tsx'

/** The systems that a unit owns, on the unit's own flyout. `units`: it, and those that it came from. */
export function UnitSystems({ units }: { units: readonly string[] }) {
  const { t } = useWords()
  const may = useMay()('inventory.read')
  const systems = useSystems(may)
  if (!may || systems.data === undefined) return null
  const own = systems.data.rows.filter(
    ({ owner, ended }) => ended === null && owner !== null && units.includes(owner.id),
  )
  return (
    <FlyoutSection title={t('systems.ofUnit')}>
      {own.length === 0 && <p className="dim">{t('systems.ofUnit.none')}</p>}
      <ul className="bullets">
        {own.map((system) => (
          <li key={system.id}>
            <Link to={`/systems?system=${encodeURIComponent(system.id)}`}>{system.name}</Link>{' '}
            <span className="dim">
              {t('systems.level.of', { n: system.level })} · <Kept system={system} />
            </span>
          </li>
        ))}
      </ul>
    </FlyoutSection>
  )
}
