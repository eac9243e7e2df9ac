import { Menu } from '@mantine/core'
import { Link } from 'react-router'
import type { MenuTarget } from '../components/MenuButton.tsx'
import { OpenMenu } from '../components/OpenMenu.tsx'
import { onPhone, useRail } from './rail.ts'
import { useWords } from './words.tsx'

/** The pages that have no room in a phone's bottom bar. */
export function RailMenu(target: MenuTarget) {
  const { t } = useWords()
  const { shown } = useRail()
  return (
    <OpenMenu
      target={target}
      position="top-end"
      items={shown.slice(onPhone).map(({ path, label, icon: Icon }) => (
        <Menu.Item
          key={path}
          component={Link}
          to={path}
          leftSection={Icon && <Icon size={18} stroke={1.6} aria-hidden />}
        >
          {t(label)}
        </Menu.Item>
      ))}
    />
  )
}
