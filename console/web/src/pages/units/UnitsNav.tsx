import { NavLink } from 'react-router'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'

/** The pages about units and their systems, beside each other. */
export function UnitsNav() {
  const { t } = useWords()
  const may = useMay()
  if (!may('unit.read') || !may('inventory.read')) return null
  return (
    <nav className="sub-nav" aria-label={t('units.nav')}>
      <NavLink to="/units">{t('units.title')}</NavLink>
      <NavLink to="/systems">{t('systems.title')}</NavLink>
    </nav>
  )
}
