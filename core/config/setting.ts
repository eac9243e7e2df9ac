/** One key of the configuration: its kind, default, unit and meaning. */
export interface Setting<T = unknown> {
  readonly kind:
    | 'text'
    | 'port'
    | 'path'
    | 'optional-path'
    | 'paths'
    | 'urls'
    | 'networks'
    | 'integer'
    | 'choice'
    | 'time-zone'
    | 'phone'
  readonly default: T
  readonly about: string
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
}

/** A text; empty by default, which is to say none. */
export const text = (about: string, preset = ''): Setting<string> => ({ kind: 'text', default: preset, about })

/** A whole number, from 0 or `min` on. */
export const integer = (
  about: string,
  preset: number,
  range: { min?: number; max?: number } = {},
): Setting<number> => ({
  kind: 'integer',
  default: preset,
  about,
  ...range,
})

/** A port of TCP or UDP; 0 for any that is free. */
export const port = (about: string, preset: number): Setting<number> => ({ kind: 'port', default: preset, about })

/** One of some words. */
export const choice = (about: string, choices: readonly string[], preset: string): Setting<string> => ({
  kind: 'choice',
  default: preset,
  about,
  choices,
})

/** Something that is done or is not. */
export const onOff = (about: string, preset: 'on' | 'off'): Setting<string> => choice(about, ['on', 'off'], preset)

/** A file or folder, relative to the configuration's own. */
export const path = (about: string, preset: string): Setting<string> => ({ kind: 'path', default: preset, about })

/** A file that need not be named. */
export const optionalPath = (about: string): Setting<string> => ({ kind: 'optional-path', default: '', about })

/** Files or folders, none by default. */
export const paths = (about: string): Setting<readonly string[]> => ({ kind: 'paths', default: [], about })

/** Addresses of HTTP. */
export const urls = (about: string, preset: readonly string[] = []): Setting<readonly string[]> => ({
  kind: 'urls',
  default: preset,
  about,
})

/** Addresses and networks, none by default. */
export const networks = (about: string): Setting<readonly string[]> => ({ kind: 'networks', default: [], about })

/** An IANA time zone. */
export const timeZone = (about: string, preset: string): Setting<string> => ({
  kind: 'time-zone',
  default: preset,
  about,
})

/** A telephone number as people write it, none by default. */
export const phone = (about: string): Setting<string> => ({ kind: 'phone', default: '', about })
