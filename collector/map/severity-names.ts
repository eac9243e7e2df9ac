/** Facilities by number (RFC 5424 table 1), in the short names that syslog.conf uses. */
export const facilityNames: readonly string[] = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
]
/** Severities by number (RFC 5424 table 2). */
export const severityNames: readonly string[] = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

const severityAliases: { readonly [name: string]: number } = {
  emergency: 0,
  panic: 0,
  critical: 2,
  error: 3,
  warn: 4,
  informational: 6,
}

/** The number of a facility given as number, numeric text or name; undefined for anything else. */
export function facilityNumber(value: unknown): number | undefined {
  return numbered(value, facilityNames, 23) ?? (value === 'security' ? 4 : undefined)
}

/** The number of a severity given as number, numeric text or name; undefined for anything else. */
export function severityNumber(value: unknown): number | undefined {
  const known = numbered(value, severityNames, 7)
  if (known !== undefined || typeof value !== 'string') return known
  const alias = value.toLowerCase()
  return Object.hasOwn(severityAliases, alias) ? severityAliases[alias] : undefined
}

function numbered(value: unknown, names: readonly string[], most: number): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= most ? value : undefined
  if (typeof value !== 'string' || value === '') return undefined
  const number = Number(value)
  if (Number.isInteger(number)) return number >= 0 && number <= most ? number : undefined
  const index = names.indexOf(value.toLowerCase())
  return index < 0 ? undefined : index
}
