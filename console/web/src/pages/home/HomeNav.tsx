import { NavLink } from 'react-router'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'

/** The pages beside the home page. */
export function HomeNav() {
  const { t } = useWords()
  const may = useMay()
  if (!may('shift.read') && !may('metrics.read')) return null
  return (
    <nav className="sub-nav" aria-label={t('home.nav')}>
      <NavLink to="/" end>
        {t('nav.home')}
      </NavLink>
      {may('shift.read') && <NavLink to="/shifts">{t('shifts.title')}</NavLink>}
      {may('metrics.read') && <NavLink to="/statistics">{t('metrics.title')}</NavLink>}
    </nav>
  )
}
