import type { Facts } from './facts.ts'
import { aloneIsUser } from './linux-accounts.ts'
import { after, between, keyed, nameWithId } from './words.ts'

/**
 * What PAM modules say, inside the lines of whatever program uses them: `pam_unix(sshd:session): session opened for
 * user root(uid=0) by (uid=0)` (pam_unix of Linux-PAM 1.1 to 1.7), `pam_sss`, `pam_faillock`, `pam_tally2`.
 */
export function mapPam(message: string): Facts | undefined {
  if (message.startsWith('PAM ')) return moreFailures(message)
  if (!message.startsWith('pam_')) return undefined
  const close = message.indexOf('): ')
  const service = between(message, '(', ':')
  if (close < 0 || service === undefined) return undefined
  const text = message.slice(close + 3)
  return (
    sessionOpened(text, service) ??
    sessionClosed(text, service) ??
    authentication(text, service) ??
    passwordChanged(text, service) ??
    locked(text, service) ??
    requirement(text, service)
  )
}

function sessionOpened(text: string, service: string): Facts | undefined {
  const rest = after(text, 'session opened for user ')
  if (rest === undefined) return undefined
  const by = rest.lastIndexOf(' by ')
  const owner = nameWithId(by < 0 ? rest : rest.slice(0, by))
  const opener = nameWithId(by < 0 ? '' : rest.slice(by + 4))
  const session = { category: ['session'], type: ['start'], action: 'session_opened', outcome: 'success' } as const
  const extra = { pam_service: service }
  // With sudo and su somebody takes on another's rights; elsewhere the session is the user's own.
  if (opener.name !== undefined && isSwitch(service)) {
    return { ...session, user: opener.name, userId: opener.id, effectiveUser: owner.name, extra }
  }
  return { ...session, user: owner.name, userId: owner.id, extra }
}

function sessionClosed(text: string, service: string): Facts | undefined {
  const rest = after(text, 'session closed for user ')
  if (rest === undefined) return undefined
  const owner = nameWithId(rest)
  const session = { category: ['session'], type: ['end'], action: 'session_closed' } as const
  const extra = { pam_service: service }
  return isSwitch(service)
    ? { ...session, effectiveUser: owner.name, extra }
    : { ...session, user: owner.name, userId: owner.id, extra }
}

function authentication(text: string, service: string): Facts | undefined {
  const failure = text.startsWith('authentication failure;')
  const success = text.startsWith('authentication success;')
  if (!failure && !success) {
    const unidentified = after(text, 'auth could not identify password for [')
    if (unidentified !== undefined) return failureOf(service, 'no password given', unidentified.replace(/\]$/, ''))
    if (text.startsWith('conversation failed')) return failureOf(service, 'no password given', undefined)
    if (text.startsWith('check pass; user unknown')) return failureOf(service, 'user unknown', undefined)
    return undefined
  }
  const user = keyed(text, 'user')
  const actor = keyed(text, 'ruser')
  // `user` is whose password was asked for, `ruser` who asked; a log-in from elsewhere has no `ruser`.
  const switched = isSwitch(service) && actor !== undefined && actor !== user
  return {
    category: ['authentication'],
    type: ['start'],
    action: 'pam_authentication',
    outcome: failure ? 'failure' : 'success',
    user: switched ? actor : user,
    ...(switched && { effectiveUser: user }),
    source: keyed(text, 'rhost'),
    extra: { pam_service: service, ...tty(text) },
  }
}

function failureOf(service: string, reason: string, user: string | undefined): Facts {
  return {
    category: ['authentication'],
    type: ['start'],
    action: 'pam_authentication',
    outcome: 'failure',
    reason,
    user,
    extra: { pam_service: service },
  }
}

function passwordChanged(text: string, service: string): Facts | undefined {
  const user = after(text, 'password changed for ')
  if (user === undefined) return undefined
  return aloneIsUser({
    category: ['iam'],
    type: ['user', 'change'],
    action: 'password_changed',
    outcome: 'success',
    targetUser: user,
    extra: { pam_service: service },
  })
}

/** pam_succeed_if: `requirement "uid >= 1000" not met by user "eve"`. */
function requirement(text: string, service: string): Facts | undefined {
  const rest = after(text, 'requirement "')
  const at = rest?.lastIndexOf('" not met by user "') ?? -1
  if (rest === undefined || at < 0) return undefined
  return {
    category: ['authentication'],
    type: ['info'],
    action: 'pam_requirement_not_met',
    reason: rest.slice(0, at),
    user: rest.slice(at + 19).replace(/"$/, ''),
    extra: { pam_service: service },
  }
}

/** unix_chkpwd, the helper of pam_unix: `password check failed for user (eve)`. */
export function mapPasswordCheck(message: string): Facts | undefined {
  const user = between(message, 'password check failed for user (', ')')
  if (user === undefined) return undefined
  return {
    category: ['authentication'],
    type: ['info'],
    action: 'pam_authentication',
    outcome: 'failure',
    reason: 'password check failed',
    user,
  }
}

/** pam_faillock: `Consecutive login failures for user eve account temporarily locked`; pam_tally2: `user eve (1001) tally 6, deny 5`. */
function locked(text: string, service: string): Facts | undefined {
  const user = between(text, 'Consecutive login failures for user ', ' account') ?? between(text, 'user ', ' (')
  if (user === undefined || !(text.startsWith('Consecutive') || text.includes(' tally '))) return undefined
  return aloneIsUser({
    category: ['authentication', 'iam'],
    type: ['user', 'denied'],
    action: 'account_locked',
    outcome: 'failure',
    targetUser: user,
    extra: { pam_service: service },
  })
}

/** `PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.7  user=root` */
function moreFailures(message: string): Facts | undefined {
  const count = between(message, 'PAM ', ' more authentication failure')
  if (count === undefined) return undefined
  return {
    category: ['authentication'],
    type: ['start'],
    action: 'pam_authentication',
    outcome: 'failure',
    user: keyed(message, 'user'),
    source: keyed(message, 'rhost'),
    extra: { failures: Number(count) || 1, ...tty(message) },
  }
}

function tty(text: string): { tty?: string } {
  const value = keyed(text, 'tty')
  return value === undefined ? {} : { tty: value }
}

function isSwitch(service: string): boolean {
  return (
    service === 'sudo' ||
    service === 'sudo-i' ||
    service === 'su' ||
    service === 'su-l' ||
    service === 'polkit-1' ||
    service === 'runuser'
  )
}
