import { Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconChevronDown,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconShieldLock,
  IconSun,
  IconSunMoon,
  IconUserCircle,
} from '@tabler/icons-react'
import { Link } from 'react-router'
import { languages } from '../../../../core/i18n/translate.ts'
import { useLostSince } from '../api/connection.ts'
import { useSession, useSignOut, useSwitchHat } from '../api/session.ts'
import { useDuty } from '../api/shift-queries.ts'
import { useKeys } from './keys.tsx'
import { scopeOf } from './scope.ts'
import { useWords } from './words.tsx'

const schemes = [
  { value: 'auto', label: 'frame.theme.system', icon: IconSunMoon },
  { value: 'light', label: 'frame.theme.light', icon: IconSun },
  { value: 'dark', label: 'frame.theme.dark', icon: IconMoon },
] as const

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
      <LanguageMenu />
      <ThemeMenu />
      <AccountMenu />
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
        <a
          href={`tel:${phone.replace(/[^0-9+]/g, '')}`}
          aria-label={t('frame.duty.call', { name: person.name, phone })}
        >
          ☎ <span className="wide-only">{phone}</span>
        </a>
      )}
    </span>
  )
}

/** The language switch; also on the sign-in page. */
export function LanguageMenu() {
  const { t, language, setLanguage } = useWords()
  return (
    <Menu
      position="bottom-end"
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button type="button" className="bar-button">
          <IconLanguage size={18} stroke={1.6} aria-hidden />
          <span className="visually-hidden">{t('frame.language')}:</span>
          <span className="upper">{language}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((one) => (
          <Menu.Item
            key={one}
            role="menuitemradio"
            aria-checked={one === language}
            lang={one}
            onClick={() => setLanguage(one)}
            rightSection={one === language ? '✓' : null}
          >
            {t(`frame.language.${one}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The theme switch: as the system, light or dark. */
export function ThemeMenu() {
  const { t } = useWords()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Current = schemes.find(({ value }) => value === colorScheme)?.icon ?? IconSunMoon
  return (
    <Menu
      position="bottom-end"
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button type="button" className="bar-button" aria-label={t('frame.theme')}>
          <Current size={18} stroke={1.6} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={value === colorScheme}
            onClick={() => setColorScheme(value)}
            leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
            rightSection={value === colorScheme ? '✓' : null}
          >
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function AccountMenu() {
  const { t } = useWords()
  const { actor, hat, installation } = useSession()
  const signOut = useSignOut()
  const { showSheet } = useKeys()
  return (
    <Menu
      position="bottom-end"
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button type="button" className="bar-button">
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
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {actor.displayName} · {actor.name}
        </Menu.Label>
        {hat !== null && <Hats hat={hat} />}
        <Menu.Item component={Link} to="/me" leftSection={<IconShieldLock size={16} stroke={1.6} aria-hidden />}>
          {t('me.title')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.6} aria-hidden />} onClick={showSheet}>
          {t('frame.keys')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.6} aria-hidden />}
          onClick={() => signOut.mutate()}
          disabled={signOut.isPending}
        >
          {t('frame.signOut')}
        </Menu.Item>
        <Menu.Label>
          {installation.name} · {t('frame.version', { version: installation.version })}
        </Menu.Label>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Under which of two hats its holder works; switched openly. */
function Hats({ hat }: { hat: 'content' | 'system' }) {
  const { t } = useWords()
  const change = useSwitchHat()
  return (
    <>
      <Menu.Label>{t('hat.title')}</Menu.Label>
      <Menu.RadioGroup
        value={hat}
        onChange={(chosen) => {
          if (chosen !== hat && (chosen === 'content' || chosen === 'system')) change.mutate(chosen)
        }}
      >
        {(['content', 'system'] as const).map((one) => (
          <Menu.RadioItem key={one} value={one} disabled={change.isPending} closeMenuOnClick>
            {t(`hat.${one}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
    </>
  )
}
