import { Button, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { cssVariables, dark, light, type Palette } from './tokens.ts'

/** Mantine asks for ten shades; the filled and outline variants below read the tokens instead. */
const teal: MantineColorsTuple = [
  '#E7F4F5',
  '#D3E8EA',
  '#A6D0D4',
  '#76B7BD',
  '#4FA2AA',
  '#37949D',
  '#288D97',
  '#187A84',
  '#0E5A61',
  '#0A484E',
]

/** Mantine's components on our tokens: one radius, one shadow, short motion, amber focus. */
export const theme = createTheme({
  colors: { teal },
  primaryColor: 'teal',
  primaryShade: { light: 8, dark: 4 },
  fontFamily: "'Be Vietnam Pro', 'Be Vietnam Pro stand-in', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono', 'JetBrains Mono stand-in', ui-monospace, monospace",
  fontSizes: { md: '14px' },
  // Without a variant named, Mantine's style sheet takes shades instead of asking the resolver below.
  components: { Button: Button.extend({ defaultProps: { variant: 'filled' } }) },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: ({ variant }) => {
    if (variant === 'filled')
      return {
        background: 'var(--vg-brand)',
        hover: 'var(--vg-brand-hover)',
        color: 'var(--vg-on-brand)',
        border: '1px solid transparent',
      }
    if (variant === 'subtle')
      return {
        background: 'transparent',
        hover: 'var(--vg-hover)',
        color: 'var(--vg-text)',
        border: '1px solid transparent',
      }
    return {
      background: 'var(--vg-ground)',
      hover: 'var(--vg-hover)',
      color: 'var(--vg-text)',
      border: '1px solid var(--vg-control)',
    }
  },
})

/** Puts our tokens, and Mantine's own variables in terms of them, under each colour scheme. */
export const resolveVariables: CSSVariablesResolver = () => {
  const forPalette = (palette: Palette) => ({
    ...cssVariables(palette),
    '--mantine-color-body': palette.ground,
    '--mantine-color-text': palette.text,
    '--mantine-color-dimmed': palette.textDim,
    '--mantine-color-placeholder': palette.textDim,
    '--mantine-color-error': palette.danger,
    '--mantine-color-default-border': palette.line,
    '--mantine-color-anchor': palette.brand,
  })
  return { variables: {}, light: forPalette(light), dark: forPalette(dark) }
}
