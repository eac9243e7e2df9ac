import type { Facts } from './facts.ts'
import { after, between } from './words.ts'

/**
 * sudo's log line (sudo 1.8 to 1.9, sudoers plug-in): `alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ;
 * COMMAND=/bin/bash`, with the reason before TTY when it was refused. COMMAND is last and may itself contain ` ; `.
 */
export function mapSudo(message: string): Facts | undefined {
  const colon = message.indexOf(' : ')
  if (colon < 0) return undefined
  const user = message.slice(0, colon).trim()
  const rest = message.slice(colon + 3)
  const command = rest.indexOf('COMMAND=')
  const head = command < 0 ? rest : rest.slice(0, command)
  const told = command < 0 ? undefined : rest.slice(command + 8)
  const refusal = refusalOf(head)
  if (told === undefined && refusal === undefined) return undefined
  return {
    category: refusal?.password ? ['authentication', 'process'] : ['process'],
    type: refusal === undefined ? ['start'] : ['start', 'denied'],
    action: refusal?.action ?? 'sudo_command',
    outcome: refusal === undefined ? 'success' : 'failure',
    ...(refusal !== undefined && { reason: refusal.reason }),
    user,
    effectiveUser: field(head, 'USER=') ?? 'root',
    workingDirectory: field(head, 'PWD='),
    commandLine: told,
    service: told === undefined ? undefined : serviceOf(told),
    group: field(head, 'GROUP='),
    extra: { ...terminal(head) },
  }
}

/** `/usr/bin/systemctl restart rsyslog.service` and `/usr/sbin/service rsyslog restart` */
const systemctl =
  /^(?:\S*\/)?systemctl (?:--?\S+ )*(?:start|stop|restart|reload|enable|disable|mask|unmask) (?:--?\S+ )*(\S+)/
const initScript = /^(?:\S*\/)?service (\S+) \S/

/** The service that a command starts, stops or changes. */
function serviceOf(command: string): string | undefined {
  const head = command.length > 300 ? command.slice(0, 300) : command
  if (!head.includes('systemctl ') && !head.includes('service ')) return undefined
  return (systemctl.exec(head) ?? initScript.exec(head))?.[1]?.replace(/\.service$/, '')
}

/** su's own lines (shadow and util-linux): success and failure, old and new wording. */
export function mapSu(message: string): Facts | undefined {
  const named = after(message, 'Successful su for ') ?? after(message, 'FAILED su for ')
  if (named !== undefined) {
    const by = named.lastIndexOf(' by ')
    if (by < 0) return undefined
    return switched(message.startsWith('S'), named.slice(by + 4), named.slice(0, by))
  }
  const to = between(message, '(to ', ') ')
  if (to !== undefined) {
    const start = message.indexOf(') ') + 2
    const on = message.indexOf(' on ', start)
    return switched(!message.startsWith('FAILED'), message.slice(start, on < 0 ? undefined : on), to)
  }
  // `+ /dev/pts/0 alice:root` for success, `-` for failure
  const signed = after(message, '+ ') ?? after(message, '- ')
  const pair = signed?.slice(signed.lastIndexOf(' ') + 1)
  const colon = pair?.indexOf(':') ?? -1
  if (pair === undefined || colon < 0) return undefined
  return switched(message.startsWith('+'), pair.slice(0, colon), pair.slice(colon + 1))
}

/** polkit's `alice: Executing command [USER=root] [TTY=/dev/pts/0] [CWD=/home/alice] [COMMAND=/bin/bash]`. */
export function mapPkexec(message: string): Facts | undefined {
  const colon = message.indexOf(': ')
  const command = between(message, '[COMMAND=', ']')
  if (colon < 0 || command === undefined) return undefined
  const done = message.startsWith('Executing command', colon + 2)
  return {
    category: ['process'],
    type: done ? ['start'] : ['start', 'denied'],
    action: 'pkexec_command',
    outcome: done ? 'success' : 'failure',
    user: message.slice(0, colon),
    effectiveUser: between(message, '[USER=', ']'),
    workingDirectory: between(message, '[CWD=', ']'),
    commandLine: command,
  }
}

function switched(success: boolean, user: string, effectiveUser: string): Facts {
  return {
    category: ['authentication', 'session'],
    type: ['start'],
    action: 'su',
    outcome: success ? 'success' : 'failure',
    user: user === 'none' ? undefined : user,
    effectiveUser,
  }
}

interface Refusal {
  readonly action: string
  readonly reason: string
  readonly password: boolean
}

function refusalOf(head: string): Refusal | undefined {
  if (head.includes('NOT in sudoers') || head.includes('not in sudoers')) {
    return { action: 'sudo_not_in_sudoers', reason: 'user not in sudoers', password: false }
  }
  if (head.startsWith('command not allowed')) {
    return { action: 'sudo_command_not_allowed', reason: 'command not allowed', password: false }
  }
  if (head.includes('incorrect password attempt')) {
    return { action: 'sudo_authentication', reason: head.slice(0, head.indexOf(' ;')), password: true }
  }
  if (
    head.startsWith('a password is required') ||
    head.startsWith('no tty present') ||
    head.startsWith('a terminal is required')
  ) {
    return { action: 'sudo_authentication', reason: 'a password is required', password: true }
  }
  if (head.startsWith('user NOT authorized') || head.startsWith('user not allowed')) {
    return { action: 'sudo_command_not_allowed', reason: 'user not authorized on host', password: false }
  }
  return undefined
}

function terminal(head: string): { tty?: string } {
  const value = field(head, 'TTY=')
  return value === undefined ? {} : { tty: value }
}

/** `KEY=value ; `: a value ends at ` ;`. */
function field(head: string, key: string): string | undefined {
  const at = head.indexOf(key)
  if (at < 0) return undefined
  const end = head.indexOf(' ;', at)
  return (end < 0 ? head.slice(at + key.length).trim() : head.slice(at + key.length, end)) || undefined
}
