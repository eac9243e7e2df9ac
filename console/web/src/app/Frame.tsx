import { IconDots } from '@tabler/icons-react'
import { Suspense, useDeferredValue } from 'react'
import { Navigate, NavLink, Route, Routes, useLocation } from 'react-router'
import { useLive } from '../api/live.ts'
import { useMay, useSession } from '../api/session.ts'
import { MenuButton } from '../components/MenuButton.tsx'
import { ForbiddenState, LoadingState, NotFoundState } from '../components/states.tsx'
import { ValueMenuProvider } from '../components/ValueMenu.tsx'
import { KeysProvider } from './keys.tsx'
import { Notices } from './Notices.tsx'
import { PageBoundary } from './PageBoundary.tsx'
import { pages } from './pages.ts'
import { onPhone, useRail } from './rail.ts'
import { TopBar } from './TopBar.tsx'
import { useWords } from './words.tsx'

/** What stands around every page: rail, top bar, notices. */
export function Frame() {
  useLive()
  const { t } = useWords()
  const shown = useShownLocation()
  return (
    <KeysProvider>
      <div className="frame">
        <a className="skip" href="#content">
          {t('nav.skip')}
        </a>
        <Rail />
        <TopBar />
        <main id="content" className="content" tabIndex={-1}>
          <ValueMenuProvider>
            <Notices />
            <PageBoundary at={shown.pathname}>
              <Suspense fallback={<LoadingState />}>
                <Routes location={shown}>
                  {pages.map(({ path, requires, component: Page }) => (
                    <Route key={path} path={path} element={<Guarded requires={requires} page={<Page />} />} />
                  ))}
                  <Route path="*" element={<NotFoundState />} />
                </Routes>
              </Suspense>
            </PageBoundary>
          </ValueMenuProvider>
        </main>
      </div>
    </KeysProvider>
  )
}

/** Where the page that is shown stands: its own address as it is now; the one that is left stays while another is fetched. */
function useShownLocation() {
  const now = useLocation()
  const before = useDeferredValue(now)
  return before.pathname === now.pathname ? now : before
}

function Guarded({ requires, page }: { requires: (typeof pages)[number]['requires']; page: React.ReactNode }) {
  const may = useMay()
  const { secondFactor } = useSession()
  const { pathname } = useLocation()
  if (secondFactor === 'must-set-up' && pathname !== '/me') return <Navigate to="/me" replace />
  return requires === null || may(requires) ? page : <ForbiddenState permission={requires} />
}

function Rail() {
  const { t } = useWords()
  const { shown, under } = useRail()
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      <NavLink to="/" className="brand" tabIndex={-1} aria-hidden>
        <img src="/icon.svg" alt="" width={24} height={24} />
        <span>{t('app.name')}</span>
      </NavLink>
      <ul>
        {shown.map(({ path, label, short, icon: Icon }, at) =>
          Icon === undefined ? null : (
            <li key={path} className={at >= onPhone ? 'rail-rest' : undefined}>
              <NavLink
                to={path}
                end={path === '/'}
                title={t(label)}
                className={({ isActive }) => (isActive || path === under ? 'active' : undefined)}
              >
                <Icon size={20} stroke={1.6} aria-hidden />
                <span className="wide-label">{t(label)}</span>
                <span className="phone-label">{t(short ?? label)}</span>
              </NavLink>
            </li>
          ),
        )}
        {shown.length > onPhone && <More />}
      </ul>
    </nav>
  )
}

const railMenu = () => import('./RailMenu.tsx').then((module) => module.RailMenu)

/** The pages that have no room in the bottom bar. */
function More() {
  const { t } = useWords()
  const { pathname } = useLocation()
  const { shown, under } = useRail()
  const here = shown
    .slice(onPhone)
    .some(({ path }) => path === under || pathname === path || pathname.startsWith(`${path}/`))
  return (
    <li className="rail-more">
      <MenuButton className={here ? 'active' : undefined} load={railMenu}>
        <IconDots size={20} stroke={1.6} aria-hidden />
        <span className="phone-label">{t('nav.more')}</span>
      </MenuButton>
    </li>
  )
}
