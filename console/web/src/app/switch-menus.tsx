import { Menu, useMantineColorScheme } from '@mantine/core'
import { languages } from '../../../../core/i18n/translate.ts'
import type { MenuTarget } from '../components/MenuButton.tsx'
import { OpenMenu } from '../components/OpenMenu.tsx'
import { schemeIcons } from './scheme-icons.ts'
import { useWords } from './words.tsx'

const schemes = [
  { value: 'auto', label: 'frame.theme.system' },
  { value: 'light', label: 'frame.theme.light' },
  { value: 'dark', label: 'frame.theme.dark' },
] as const

export function LanguageMenu(target: MenuTarget) {
  const { t, language, setLanguage } = useWords()
  return (
    <OpenMenu
      target={target}
      items={languages.map((one) => (
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
    />
  )
}

export function ThemeMenu(target: MenuTarget) {
  const { t } = useWords()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <OpenMenu
      target={target}
      items={schemes.map(({ value, label }) => {
        const Icon = schemeIcons[value]
        return (
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
        )
      })}
    />
  )
}
