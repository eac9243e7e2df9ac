import { type ComponentType, type ReactNode, useState } from 'react'

/** How the button of a menu looks and what it is called. */
export interface MenuTarget {
  readonly className?: string | undefined
  readonly 'aria-label'?: string | undefined
  readonly children: ReactNode
}

/** A button and its menu, whose code comes when somebody reaches for the button. */
export function MenuButton({ load, ...target }: MenuTarget & { load: () => Promise<ComponentType<MenuTarget>> }) {
  const [menu, show] = useState<{ readonly Menu: ComponentType<MenuTarget> } | null>(null)
  if (menu !== null) return <menu.Menu {...target} />
  // Without a connection nothing opens; the next press asks again.
  const fetchMenu = () => void load().catch(() => undefined)
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={fetchMenu}
      onFocus={fetchMenu}
      onClick={() => {
        load().then(
          (Menu) => show({ Menu }),
          () => undefined,
        )
      }}
      {...target}
    />
  )
}
