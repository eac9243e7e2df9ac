import { NavLink } from 'react-router'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'

/** The pages of searching, beside each other. */
export function SearchNav() {
  const { t } = useWords()
  const may = useMay()
  return (
    <nav className="sub-nav" aria-label={t('indicators.nav')}>
      <NavLink to="/search" end>
        {t('indicators.nav.events')}
      </NavLink>
      {may('indicator.read') && <NavLink to="/search/indicators">{t('indicators.nav.lists')}</NavLink>}
    </nav>
  )
}
