import { useMantineColorScheme } from '@mantine/core'
import { IconLanguage } from '@tabler/icons-react'
import { MenuButton } from '../components/MenuButton.tsx'
import { schemeIcons } from './scheme-icons.ts'
import { useWords } from './words.tsx'

const languageMenu = () => import('./switch-menus.tsx').then((module) => module.LanguageMenu)
const themeMenu = () => import('./switch-menus.tsx').then((module) => module.ThemeMenu)

/** The language switch; also on the sign-in page. */
export function LanguageSwitch() {
  const { t, language } = useWords()
  return (
    <MenuButton className="bar-button" load={languageMenu}>
      <IconLanguage size={18} stroke={1.6} aria-hidden />
      <span className="visually-hidden">{t('frame.language')}:</span>
      <span className="upper">{language}</span>
    </MenuButton>
  )
}

/** The theme switch: as the system, light or dark. */
export function ThemeSwitch() {
  const { t } = useWords()
  const { colorScheme } = useMantineColorScheme()
  const Current = schemeIcons[colorScheme]
  return (
    <MenuButton className="bar-button" aria-label={t('frame.theme')} load={themeMenu}>
      <Current size={18} stroke={1.6} aria-hidden />
    </MenuButton>
  )
}
