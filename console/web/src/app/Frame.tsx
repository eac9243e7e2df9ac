import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Suspense } from 'react'
import { Link, matchPath, Navigate, NavLink, Route, Routes, useLocation } from 'react-router'
import { useLive } from '../api/live.ts'
import { useMay, useSession } from '../api/session.ts'
import { ForbiddenState, LoadingState, NotFoundState } from '../components/states.tsx'
import { ValueMenuProvider } from '../components/ValueMenu.tsx'
import { KeysProvider } from './keys.tsx'
import { Notices } from './Notices.tsx'
import { pages } from './pages.ts'
import { TopBar } from './TopBar.tsx'
import { useWords } from './words.tsx'

/** What stands around every page: rail, top bar, notices. */
export function Frame() {
  useLive()
  const { t } = useWords()
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
            <Suspense fallback={<LoadingState />}>
              <Routes>
                {pages.map(({ path, requires, component: Page }) => (
                  <Route key={path} path={path} element={<Guarded requires={requires} page={<Page />} />} />
                ))}
                <Route path="*" element={<NotFoundState />} />
              </Routes>
            </Suspense>
          </ValueMenuProvider>
        </main>
      </div>
    </KeysProvider>
  )
}

function Guarded({ requires, page }: { requires: (typeof pages)[number]['requires']; page: React.ReactNode }) {
  const may = useMay()
  const { secondFactor } = useSession()
  const { pathname } = useLocation()
  if (secondFactor === 'must-set-up' && pathname !== '/me') return <Navigate to="/me" replace />
  return requires === null || may(requires) ? page : <ForbiddenState permission={requires} />
}

/** On a phone the bottom bar holds so many pages; the others are behind its last button. */
const onPhone = 4

function Rail() {
  const { t } = useWords()
  const may = useMay()
  const { pathname } = useLocation()
  const under = pages.find(({ path }) => matchPath(path, pathname) !== null)?.under
  const shown = pages.filter(({ requires, icon }) => icon !== undefined && (requires === null || may(requires)))
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
        {shown.length > onPhone && <More rest={shown.slice(onPhone)} under={under} />}
      </ul>
    </nav>
  )
}

/** The pages that have no room in the bottom bar. */
function More({ rest, under }: { rest: readonly (typeof pages)[number][]; under: string | undefined }) {
  const { t } = useWords()
  const { pathname } = useLocation()
  const here = rest.some(({ path }) => path === under || pathname === path || pathname.startsWith(`${path}/`))
  return (
    <li className="rail-more">
      <Menu
        position="top-end"
        withinPortal={false}
        withInitialFocusPlaceholder={false}
        transitionProps={{ duration: 0 }}
      >
        <Menu.Target>
          <button type="button" className={here ? 'active' : undefined}>
            <IconDots size={20} stroke={1.6} aria-hidden />
            <span className="phone-label">{t('nav.more')}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map(({ path, label, icon: Icon }) => (
            <Menu.Item
              key={path}
              component={Link}
              to={path}
              leftSection={Icon && <Icon size={18} stroke={1.6} aria-hidden />}
            >
              {t(label)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </li>
  )
}
