import { Menu } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { MenuTarget } from './MenuButton.tsx'

/** A button with its menu, which opens at once: whoever asked for it waited already. */
export function OpenMenu(props: { target: MenuTarget; position?: 'bottom-end' | 'top-end'; items: ReactNode }) {
  const [opened, setOpened] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // This button took the place of the one that was pressed: the focus comes back here when the menu closes.
    button.current?.focus()
    setOpened(true)
  }, [])
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position={props.position ?? 'bottom-end'}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button type="button" ref={button} {...props.target} />
      </Menu.Target>
      <Menu.Dropdown>{props.items}</Menu.Dropdown>
    </Menu>
  )
}
