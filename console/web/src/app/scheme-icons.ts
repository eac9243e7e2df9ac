import { IconMoon, IconSun, IconSunMoon } from '@tabler/icons-react'

/** The picture of each theme: as the system, light, dark. */
export const schemeIcons = { auto: IconSunMoon, light: IconSun, dark: IconMoon } as const
