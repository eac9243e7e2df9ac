import { Menu } from '@mantine/core'
import { IconKeyboard, IconLogout, IconShieldLock } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useSession, useSignOut, useSwitchHat } from '../api/session.ts'
import type { MenuTarget } from '../components/MenuButton.tsx'
import { OpenMenu } from '../components/OpenMenu.tsx'
import { useKeys } from './keys.tsx'
import { useWords } from './words.tsx'

/** Who is signed in, the hats, the keys, and the way out. */
export function AccountMenu(target: MenuTarget) {
  return <OpenMenu target={target} items={<Items />} />
}

function Items() {
  const { t } = useWords()
  const { actor, hat, installation } = useSession()
  const signOut = useSignOut()
  const { showSheet } = useKeys()
  return (
    <>
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
    </>
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
