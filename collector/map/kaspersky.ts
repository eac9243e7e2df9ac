import type { JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import { putHash } from './hashes.ts'
import type { LineContext, Mapped } from './product.ts'
import { put, relate, textOf } from './put.ts'
import { plainIp } from './write-facts.ts'

/** What one event of Kaspersky Security Center says, whichever way it was exported. */
export interface KasperskyEvent {
  /** `GNRL_EV_VIRUS_FOUND` and its like; some versions use numbers. */
  readonly code: string
  /** The event's name in words. */
  readonly name: string
  /** Named values: CEF extension and labels, or the parameters of the syslog's structured data. */
  readonly told: JsonObject
}

interface Meaning {
  readonly category: readonly string[]
  readonly type: readonly string[]
  readonly action: string
  readonly kind?: string
  readonly outcome?: 'success' | 'failure'
}

const malware = ['malware'] as const
const meanings: readonly (readonly [part: string, meaning: Meaning])[] = [
  [
    'VIRUS_FOUND_AND_BLOCKED',
    { kind: 'alert', category: malware, type: ['denied'], action: 'malware_blocked', outcome: 'success' },
  ],
  [
    'VIRUS_FOUND_AND_PASSED',
    { kind: 'alert', category: malware, type: ['allowed'], action: 'malware_passed', outcome: 'failure' },
  ],
  ['VIRUS_FOUND', { kind: 'alert', category: malware, type: ['info'], action: 'malware_detected' }],
  [
    'SUSPICIOUS_OBJECT_FOUND',
    { kind: 'alert', category: malware, type: ['info'], action: 'suspicious_object_detected' },
  ],
  [
    'OBJECT_NOTCURED',
    { kind: 'alert', category: malware, type: ['error'], action: 'disinfection_failed', outcome: 'failure' },
  ],
  [
    'OBJECT_NOT_DELETED',
    { kind: 'alert', category: malware, type: ['error'], action: 'deletion_failed', outcome: 'failure' },
  ],
  ['OBJECT_CURED', { category: malware, type: ['change'], action: 'object_disinfected', outcome: 'success' }],
  ['OBJECT_DELETED', { category: malware, type: ['deletion'], action: 'object_deleted', outcome: 'success' }],
  ['OBJECT_QUARANTINED', { category: malware, type: ['change'], action: 'object_quarantined', outcome: 'success' }],
  [
    'OBJECT_BLOCKED',
    { kind: 'alert', category: malware, type: ['denied'], action: 'object_blocked', outcome: 'success' },
  ],
  ['VIRUS_OUTBREAK', { kind: 'alert', category: malware, type: ['info'], action: 'malware_outbreak' }],
  [
    'ATTACK_DETECTED',
    { kind: 'alert', category: ['intrusion_detection', 'network'], type: ['info'], action: 'network_attack_detected' },
  ],
  ['WEB_URL_BLOCKED', { category: ['web', 'network'], type: ['denied'], action: 'url_blocked', outcome: 'success' }],
  [
    'APPLICATION_LAUNCH_DENIED',
    { category: ['process'], type: ['denied'], action: 'launch_denied', outcome: 'success' },
  ],
  ['DEVICE_ACCESS_DENIED', { category: ['host'], type: ['denied'], action: 'device_denied', outcome: 'success' }],
  [
    'PROTECTION_DISABLED',
    { kind: 'alert', category: ['configuration'], type: ['change'], action: 'protection_disabled' },
  ],
  [
    'PTOTECTION_DISABLED',
    { kind: 'alert', category: ['configuration'], type: ['change'], action: 'protection_disabled' },
  ],
  ['HOST_STATUS_CRITICAL', { category: ['host'], type: ['info'], action: 'host_status_critical' }],
  ['HOST_STATUS_WARNING', { category: ['host'], type: ['info'], action: 'host_status_warning' }],
  ['BASES_OLD', { category: ['configuration'], type: ['info'], action: 'bases_out_of_date' }],
  ['AV_BASES', { category: ['configuration'], type: ['info'], action: 'bases_updated' }],
]

/** Names by which exports of several versions give the same thing; the first that is there wins. */
const names = {
  threat: ['VirusName', 'Virus name', 'Threat name', 'p5', 'cs1'],
  object: ['filePath', 'Object', 'Object name', 'p4', 'p2'],
  host: ['dhost', 'hdn', 'Host', 'hostname'],
  address: ['dst', 'hip'],
  user: ['duser', 'suser', 'User', 'p7', 'p6'],
  group: ['GroupName', 'Group name', 'gn'],
  task: ['TaskName', 'Task name', 'tdn'],
} as const

/** Writes what an event of Kaspersky Security Center means; the values as sent stand under `kaspersky`. */
export function putKaspersky(fields: JsonObject, { code, name, told }: KasperskyEvent): void {
  put(fields, 'observer.vendor', 'Kaspersky')
  put(fields, 'observer.type', 'antivirus')
  put(fields, 'event.code', code)
  put(fields, 'rule.name', name)
  const meaning = meanings.find(([part]) => code.includes(part))?.[1]
  put(fields, 'event.kind', meaning?.kind)
  put(fields, 'event.category', meaning?.category)
  put(fields, 'event.type', meaning?.type ?? ['info'])
  put(fields, 'event.action', meaning?.action)
  put(fields, 'event.outcome', meaning?.outcome)
  const value = (what: keyof typeof names) =>
    names[what].map((key) => textOf(told, key)).find((found) => found !== undefined)
  put(fields, 'kaspersky.event_type', code)
  put(fields, 'kaspersky.task', value('task'))
  put(fields, 'kaspersky.group', value('group'))
  putHost(fields, value('host'), value('address'))
  if (meaning?.category.includes('malware')) {
    put(fields, 'kaspersky.threat', value('threat'))
    put(fields, 'threat.indicator.name', value('threat'))
    putFile(fields, value('object'))
  }
  const user = value('user')
  if (user !== undefined) putUser(fields, user)
  putHash(fields, textOf(told, 'fileHash') ?? textOf(told, 'SHA256'))
}

/** The host that the antivirus watches, not the server that reports it. */
function putHost(fields: JsonObject, name: string | undefined, address: string | undefined): void {
  put(fields, 'host.name', name)
  put(fields, 'host.hostname', name)
  relate(fields, 'hosts', name)
  const ip = address === undefined ? undefined : plainIp(address)
  if (ip === undefined) return
  put(fields, 'host.ip', [ip])
  relate(fields, 'ip', ip)
}

function putFile(fields: JsonObject, path: string | undefined): void {
  if (path === undefined || path.includes('://')) {
    put(fields, 'url.original', path)
    return
  }
  put(fields, 'file.path', path)
  put(fields, 'file.name', path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1))
}

/** `MIEN\an` is a user of a domain. */
function putUser(fields: JsonObject, user: string): void {
  const slash = user.lastIndexOf('\\')
  put(fields, 'user.name', user.slice(slash + 1))
  if (slash > 0) put(fields, 'user.domain', user.slice(0, slash))
  relate(fields, 'user', user.slice(slash + 1))
}

/**
 * The syslog export (RFC 5424): program `KES|12.1.0.0`, message id the event's type, parameters `et`, `etdn`, `hdn`,
 * `hip`, `gn`, `tdn`, `p1`… in `event@23668`. Undefined for other lines.
 */
export function mapKasperskySyslog(line: string, context: LineContext): Mapped | undefined {
  const data = context.structured?.['event@23668']
  if (!isObject(data)) return undefined
  const fields: JsonObject = { event: {} }
  putKaspersky(fields, {
    code: textOf(data, 'et') ?? context.messageId ?? '',
    name: textOf(data, 'etdn') ?? '',
    told: data,
  })
  put(fields, 'kaspersky.event', data)
  const [product, version] = (context.program ?? '').split('|')
  put(fields, 'observer.product', product)
  put(fields, 'observer.version', version)
  put(fields, 'observer.name', textOf(data, 'kscfqdn'))
  return {
    module: 'kaspersky',
    dataset: 'kaspersky.security_center',
    fields,
    message: line === '' ? textOf(data, 'etdn') : line,
  }
}
