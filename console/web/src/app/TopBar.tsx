import { IconChevronDown, IconUserCircle } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useLostSince } from '../api/connection.ts'
import { useSession } from '../api/session.ts'
import { useDuty } from '../api/shift-queries.ts'
import { MenuButton } from '../components/MenuButton.tsx'
import { telephone } from '../lib/telephone.ts'
import { scopeOf } from './scope.ts'
import { LanguageSwitch, ThemeSwitch } from './switches.tsx'
import { useWords } from './words.tsx'

/** Whose data is shown, whether it is live, and the switches of the reader. */
export function TopBar() {
  const { t, zone } = useWords()
  const { units } = useSession()
  const lost = useLostSince() !== null
  const scope = scopeOf(units)
  return (
    <section className="top-bar" aria-label={t('frame.bar')}>
      <p className="scope" title={t('frame.scope')}>
        <strong>{scope === null ? t('frame.scope.none') : scope.path}</strong>
        {scope !== null && <span className="dim wide-only">{t('frame.scope.units', { n: scope.units })}</span>}
      </p>
      <p className={lost ? 'live lost' : 'live'}>
        <span className="dot" aria-hidden />
        <span className={lost ? undefined : 'wide-label'}>{t(lost ? 'frame.live.lost' : 'frame.live')}</span>
      </p>
      <OnDuty />
      <span className="dim wide-only nowrap">{t('frame.zone', { zone: zone(Date.now()) })}</span>
      <LanguageSwitch />
      <ThemeSwitch />
      <Account />
    </section>
  )
}

/** Who is on duty, and under which number; the log of the watch is a click away. */
function OnDuty() {
  const { t } = useWords()
  const duty = useDuty()
  const first = duty.data?.rows[0]?.on[0]
  if (first === undefined) return null
  const { person, phone } = first
  return (
    <span className="on-duty nowrap">
      <Link className="wide-only" to="/shifts">
        {t('frame.duty', { name: person.name })}
      </Link>
      {phone !== '' && (
        <a href={telephone(phone)} aria-label={t('frame.duty.call', { name: person.name, phone })}>
          ☎ <span className="wide-only">{phone}</span>
        </a>
      )}
    </span>
  )
}

const accountMenu = () => import('./AccountMenu.tsx').then((module) => module.AccountMenu)

function Account() {
  const { t } = useWords()
  const { actor, hat } = useSession()
  return (
    <MenuButton className="bar-button" load={accountMenu}>
      <IconUserCircle size={20} stroke={1.6} aria-hidden />
      <span className="visually-hidden">
        {t('frame.account.of', { name: actor.displayName })} {hat !== null && t(`hat.${hat}`)}
      </span>
      <span className="wide-only" aria-hidden>
        {actor.displayName}
      </span>
      {hat !== null && (
        <span className="wide-only dim" aria-hidden>
          {t(`hat.${hat}`)}
        </span>
      )}
      <IconChevronDown size={14} stroke={1.6} aria-hidden />
    </MenuButton>
  )
}
