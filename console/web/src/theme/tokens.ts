import type { Severity } from '../../../../core/event/severity.ts'

/** The colours of one theme. Text tokens reach 4.5:1 on every ground; a test computes each pair. */
export interface Palette {
  /** Where content stands; `chrome` is the frame around it, `hover` and `selected` are rows. */
  readonly ground: string
  readonly chrome: string
  readonly hover: string
  readonly selected: string
  readonly text: string
  readonly textDim: string
  readonly brand: string
  /** Text on a fill of `brand`. */
  readonly onBrand: string
  readonly brandHover: string
  /** What went wrong, and clocks that have run out. */
  readonly danger: string
  /** Lantern amber as text: only for now, focus and live. */
  readonly amber: string
  /** The ground under an amber notice. */
  readonly amberGround: string
  /** Under a value that made a rule fire. */
  readonly mark: string
  readonly line: string
  /** Borders that a control is known by: 3:1 on the grounds. */
  readonly control: string
  readonly focus: string
  readonly severity: Readonly<Record<Severity, string>>
  /** Bars and swatches: stronger than the text, never under it. */
  readonly severityFill: Readonly<Record<Severity, string>>
}

export const light: Palette = {
  ground: '#FFFFFF',
  chrome: '#F1F4F6',
  hover: '#F4F7F8',
  selected: '#E3F0F0',
  text: '#17212A',
  textDim: '#4C5B68',
  brand: '#0E5A61',
  onBrand: '#FFFFFF',
  brandHover: '#0A484E',
  danger: '#A81E28',
  amber: '#7F4F00',
  amberGround: '#FFF3D9',
  mark: '#CDE9EA',
  line: '#DCE2E7',
  control: '#7C8A96',
  focus: '#C26A00',
  severity: {
    critical: '#A81E28',
    high: '#A84A12',
    medium: '#7A5800',
    low: '#2B5C7C',
    informational: '#52606D',
  },
  severityFill: {
    critical: '#C9303A',
    high: '#E0793A',
    medium: '#D9AC2B',
    low: '#5B9BC4',
    informational: '#A3AFBA',
  },
}

export const dark: Palette = {
  ground: '#10161B',
  chrome: '#1A222A',
  hover: '#182027',
  selected: '#17343A',
  text: '#E6EBEF',
  textDim: '#A9B4C0',
  brand: '#5CC4CC',
  onBrand: '#0B1F22',
  brandHover: '#7AD3DA',
  danger: '#FF8A8F',
  amber: '#F5BE62',
  amberGround: '#33280F',
  mark: '#12474C',
  line: '#2B3640',
  control: '#74828F',
  focus: '#F5A524',
  severity: {
    critical: '#FF8A8F',
    high: '#FFB07A',
    medium: '#F2CC5B',
    low: '#8CC4E8',
    informational: '#A9B4C0',
  },
  severityFill: {
    critical: '#E5484F',
    high: '#E8823E',
    medium: '#D9B036',
    low: '#4E90BD',
    informational: '#6B7986',
  },
}

/** A palette as CSS custom properties: `--vg-text-dim`, `--vg-severity-high`, `--vg-severity-fill-high`. */
export function cssVariables(palette: Palette): Record<string, string> {
  const variables: Record<string, string> = {}
  const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  for (const [name, value] of Object.entries(palette)) {
    if (typeof value === 'string') variables[`--vg-${dashed(name)}`] = value
    else
      for (const [level, colour] of Object.entries(value)) variables[`--vg-${dashed(name)}-${level}`] = colour as string
  }
  return variables
}
