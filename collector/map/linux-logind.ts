import type { Facts } from './facts.ts'
import { after, between, unquoted } from './words.ts'

/** systemd-logind (systemd 219 to 257, which quotes names since 254) and login on a console. */
export function mapLogind(message: string): Facts | undefined {
  const opened = after(message, 'New session ')
  if (opened !== undefined) {
    const of = opened.indexOf(' of user ')
    if (of < 0) return undefined
    const rest = opened.slice(of + 9)
    const end = rest.search(/\.$| with /)
    return {
      category: ['session'],
      type: ['start'],
      action: 'session_opened',
      outcome: 'success',
      user: unquoted(end < 0 ? rest : rest.slice(0, end)),
      extra: { session: unquoted(opened.slice(0, of)) },
    }
  }
  const removed = between(message, 'Removed session ', '.')
  if (removed !== undefined) return sessionEnd('session_closed', removed)
  const left = between(message, 'Session ', ' logged out')
  if (left !== undefined) return sessionEnd('session_logged_out', left)
  const seat = between(message, 'New seat ', '.')
  if (seat !== undefined) return { category: ['host'], type: ['info'], action: 'seat_added', extra: { seat } }
  if (
    message.startsWith('System is rebooting') ||
    message.startsWith('System is powering down') ||
    message.startsWith('The system will')
  ) {
    return { category: ['host'], type: ['end'], action: 'host_shutdown' }
  }
  return undefined
}

function sessionEnd(action: string, session: string): Facts {
  return { category: ['session'], type: ['end'], action, extra: { session: unquoted(session) } }
}

/** `FAILED LOGIN (1) on '/dev/tty1' FOR 'root', Authentication failure`, `LOGIN ON tty1 BY root`, `ROOT LOGIN ON tty1`. */
export function mapLogin(message: string): Facts | undefined {
  const base = { category: ['authentication', 'session'], type: ['start'], action: 'login' } as const
  if (message.startsWith('FAILED LOGIN')) {
    const user = between(message, " FOR '", "'") ?? between(message, ' FOR ', ',')
    return { ...base, outcome: 'failure', user }
  }
  if (message.startsWith('ROOT LOGIN')) return { ...base, outcome: 'success', user: 'root' }
  const by = message.startsWith('LOGIN ON ') ? message.indexOf(' BY ') : -1
  if (by < 0) return undefined
  const rest = message.slice(by + 4)
  const from = rest.indexOf(' FROM ')
  return {
    ...base,
    outcome: 'success',
    user: from < 0 ? rest : rest.slice(0, from),
    ...(from > 0 && { source: rest.slice(from + 6) }),
  }
}
