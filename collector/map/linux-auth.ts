import type { Facts } from './facts.ts'
import { mapAccounts } from './linux-accounts.ts'
import { mapCron } from './linux-cron.ts'
import { mapLogin, mapLogind } from './linux-logind.ts'
import { mapPam, mapPasswordCheck } from './linux-pam.ts'
import { mapSshd } from './linux-sshd.ts'
import { mapPkexec, mapSu, mapSudo } from './linux-sudo.ts'

/** What a Linux authentication line is: the dataset it belongs to, and its facts where the wording is known. */
export interface LinuxAuth {
  readonly dataset: 'linux.auth' | 'linux.cron'
  readonly facts: Facts | undefined
  /** The program that must have written it, where the line itself did not say. */
  readonly program?: string
}

type Mapping = (message: string) => Facts | undefined

const byProgram = new Map<string, { readonly dataset: LinuxAuth['dataset']; readonly map: Mapping }>()
function programs(dataset: LinuxAuth['dataset'], map: Mapping, names: readonly string[]): void {
  for (const name of names) byProgram.set(name, { dataset, map })
}
programs('linux.auth', mapSshd, ['sshd', 'sshd-session', 'sshd-auth'])
programs('linux.auth', mapSudo, ['sudo'])
programs('linux.auth', mapSu, ['su'])
programs('linux.auth', mapPkexec, ['pkexec'])
programs('linux.auth', mapLogind, ['systemd-logind', 'elogind'])
programs('linux.auth', mapLogin, ['login'])
programs('linux.auth', mapPasswordCheck, ['unix_chkpwd'])
programs('linux.auth', mapAccounts, [
  'useradd',
  'userdel',
  'usermod',
  'groupadd',
  'groupdel',
  'groupmod',
  'gpasswd',
  'passwd',
  'chpasswd',
  'chage',
  'chsh',
  'chfn',
  'newusers',
])
programs('linux.cron', mapCron, ['cron', 'CRON', 'crond', 'CROND', '/usr/sbin/cron', 'crontab', 'anacron'])

/**
 * Maps a line of Linux authentication by the program that wrote it. Undefined for any other program. Without a
 * program, a line of facility auth, cron or authpriv (RFC 5424 table 1: 4, 9 and 10) is told by its wording.
 */
export function mapLinuxAuth(
  program: string | undefined,
  message: string,
  facility: number | undefined,
): LinuxAuth | undefined {
  if (program === undefined || program === '')
    return facility === 4 || facility === 9 || facility === 10 ? byWording(message) : undefined
  const known = byProgram.get(program)
  if (known !== undefined) return { dataset: known.dataset, facts: factsOf(known.map, message) }
  // PAM speaks inside any program: display managers, systemd, vsftpd, …
  return message.startsWith('pam_') ? { dataset: 'linux.auth', facts: mapPam(message) } : undefined
}

function factsOf(map: Mapping, message: string): Facts | undefined {
  const first = message.charCodeAt(0)
  // p(am_…) and P(AM …)
  if (first === 112 || first === 80) return mapPam(message) ?? map(message)
  // rsyslog and sshd's journal fold equal lines: `message repeated 5 times: [ Failed password for … ]`
  if (first === 109 && message.startsWith('message repeated ')) return repeated(map, message)
  return map(message)
}

function repeated(map: Mapping, message: string): Facts | undefined {
  const open = message.indexOf(': [ ')
  if (open < 0 || !message.endsWith(']')) return undefined
  const facts = factsOf(map, message.slice(open + 4, -1))
  const times = Number(message.slice(17, message.indexOf(' ', 17)))
  return facts && { ...facts, extra: { ...facts.extra, repeated: Number.isInteger(times) ? times : 1 } }
}

const wordings: readonly (readonly [Mapping, string | undefined, LinuxAuth['dataset']])[] = [
  [mapSshd, 'sshd', 'linux.auth'],
  [mapPam, undefined, 'linux.auth'],
  [mapSudo, 'sudo', 'linux.auth'],
  [mapSu, 'su', 'linux.auth'],
  [mapLogind, 'systemd-logind', 'linux.auth'],
  [mapAccounts, undefined, 'linux.auth'],
  [mapCron, 'cron', 'linux.cron'],
]

function byWording(message: string): LinuxAuth {
  for (const [map, program, dataset] of wordings) {
    const facts = factsOf(map, message)
    if (facts !== undefined) return program === undefined ? { dataset, facts } : { dataset, facts, program }
  }
  return { dataset: 'linux.auth', facts: undefined }
}
