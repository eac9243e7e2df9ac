import { NavLink } from 'react-router'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'

/** The pages about rules, beside each other. */
export function RulesNav() {
  const { t } = useWords()
  const may = useMay()
  return (
    <nav className="sub-nav" aria-label={t('rules.nav')}>
      <NavLink to="/rules" end>
        {t('rules.nav.list')}
      </NavLink>
      <NavLink to="/rules/coverage">{t('rules.nav.coverage')}</NavLink>
      {may('alert.read') && <NavLink to="/rules/lists">{t('rules.nav.lists')}</NavLink>}
      <NavLink to="/rules/collections">{t('rules.nav.collections')}</NavLink>
    </nav>
  )
}
