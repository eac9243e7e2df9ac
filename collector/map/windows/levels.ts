import type { Json } from '../../../core/lib/json.ts'

const names: readonly string[] = ['information', 'critical', 'error', 'warning', 'information', 'verbose']
const numbers: { readonly [name: string]: number } = {
  critical: 1,
  error: 2,
  warning: 3,
  information: 4,
  info: 4,
  verbose: 5,
  audit_success: 4,
  audit_failure: 4,
}

/** The level of a Windows event (winmeta.xml: 0 log always, 1 critical … 5 verbose) from its number or its name. */
export function levelNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'string') {
    const named = numbers[value.toLowerCase()]
    if (named !== undefined) return named
  }
  const level = value === undefined || value === null || value === '' ? Number.NaN : Number(value)
  return Number.isInteger(level) && level >= 0 && level <= 255 ? level : undefined
}

/** As Winlogbeat names levels; undefined for a provider's own. */
export function levelName(level: number): string | undefined {
  return names[level]
}
