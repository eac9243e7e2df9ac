import type { JsonObject } from '../../core/lib/json.ts'
import { readTime } from './event-time.ts'
import type { Mapped, ProductMapping } from './product.ts'
import { put, putEndpoint, putInteger, putIp, relate } from './put.ts'
import { putUserAgent } from './user-agent.ts'

const levels = new Set(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'])

/**
 * Zimbra's mailbox.log and audit.log (log4j): `2026-11-30 12:04:05,123 WARN  [qtp1-7:https://…/service/soap/AuthRequest]
 * [name=an@tinh.example;oip=203.0.113.5;ua=zclient/8.8.15;] security - cmd=Auth; account=an@tinh.example; protocol=soap;
 * error=authentication failed for [an@tinh.example], invalid password;`.
 */
export const mapZimbra: ProductMapping = (line, context) => {
  if (line.charCodeAt(10) !== 32 || line.charCodeAt(19) !== 44 || line.charCodeAt(23) !== 32) return undefined
  const levelEnd = line.indexOf(' ', 24)
  const level = line.slice(24, levelEnd)
  if (!levels.has(level)) return undefined
  const open = line.indexOf('[', levelEnd)
  // The thread's name may hold an address with its port, and brackets of IPv6: `] ` ends it.
  const close = line.indexOf('] ', open)
  if (open < 0 || open > levelEnd + 3 || close < 0) return undefined
  const contextOpen = line.charCodeAt(close + 2) === 91 ? close + 2 : -1
  const contextClose = contextOpen < 0 ? -1 : line.indexOf('] ', contextOpen)
  if (contextClose < 0) return undefined
  const rest = line.slice(contextClose + 2)
  const dash = rest.indexOf(' - ')
  if (dash < 0 || dash > 64) return undefined
  const category = rest.slice(0, dash)
  const message = rest.slice(dash + 3)
  const fields: JsonObject = { event: { category: ['email'], type: ['info'] } }
  const audit = category === 'security'
  const own = audit ? 'zimbra.audit' : 'zimbra.mailbox'
  put(fields, 'log.level', level.toLowerCase())
  put(fields, 'log.logger', category)
  put(fields, 'process.thread.name', line.slice(open + 1, close))
  putSession(fields, own, line.slice(contextOpen + 1, contextClose))
  if (audit) putCommand(fields, own, message)
  else putFailure(fields, message)
  const time = readTime(`${line.slice(0, 10)}T${line.slice(11, 23)}`, context.zone, context.receivedAt)
  const mapped: Mapped = { module: 'zimbra', dataset: own, fields, message, time }
  return mapped
}

/** `name=value;` pairs; values hold no semicolon. */
function pairs(text: string): Map<string, string> {
  const out = new Map<string, string>()
  for (const part of text.split(';')) {
    const equals = part.indexOf('=')
    if (equals > 0) out.set(part.slice(0, equals).trim(), part.slice(equals + 1))
  }
  return out
}

/** Whose session it is: account, original address (`oip`, before the proxy), agent. */
function putSession(fields: JsonObject, own: string, text: string): void {
  const session = pairs(text)
  const account = session.get('name') ?? session.get('aname')
  if (account !== undefined) putUser(fields, account)
  const far = session.get('oip') ?? session.get('ip')
  if (far !== undefined) putEndpoint(fields, 'source', (far.split(',')[0] ?? far).trim(), session.get('oport'))
  putIp(fields, `${own}.proxy_ip`, session.get('oip') === undefined ? undefined : session.get('ip'))
  putUserAgent(fields, session.get('ua'))
  putInteger(fields, 'process.pid', session.get('pid'))
  for (const [key, value] of session) if (/^[a-zA-Z]{1,24}$/.test(key)) put(fields, `${own}.${key}`, value)
}

function putUser(fields: JsonObject, account: string): void {
  put(fields, 'user.name', account)
  const at = account.lastIndexOf('@')
  if (at > 0) {
    put(fields, 'user.email', account)
    put(fields, 'user.domain', account.slice(at + 1))
  }
  relate(fields, 'user', account)
}

/** audit.log: `cmd=Auth; account=…; protocol=soap; error=…;` */
function putCommand(fields: JsonObject, own: string, message: string): void {
  const told = pairs(message)
  const command = told.get('cmd')
  put(fields, 'event.action', command)
  const account = told.get('account') ?? told.get('name')
  const error = told.get('error')
  put(fields, 'network.protocol', told.get('protocol'))
  put(fields, 'event.outcome', error === undefined ? 'success' : 'failure')
  put(fields, 'event.reason', error)
  for (const [key, value] of told) if (/^[a-zA-Z]{1,32}$/.test(key)) put(fields, `${own}.${key}`, value)
  if (command === 'Auth' || command === 'AdminAuth' || command === 'DelegateAuth') {
    put(fields, 'event.category', ['authentication'])
    put(fields, 'event.type', ['start'])
    // Who logs in is the account of the command; the session's name may be the administrator's who lends it.
    if (account !== undefined) putUser(fields, account)
    return
  }
  if (
    command === 'CreateAccount' ||
    command === 'DeleteAccount' ||
    command === 'ModifyAccount' ||
    command === 'SetPassword'
  ) {
    put(fields, 'event.category', ['iam'])
    put(fields, 'event.type', ['user', typeOf(command)])
    put(fields, 'user.target.name', told.get('name') ?? account)
    relate(fields, 'user', told.get('name') ?? account)
  }
}

function typeOf(command: string): string {
  if (command.startsWith('Create')) return 'creation'
  return command.startsWith('Delete') ? 'deletion' : 'change'
}

/** mailbox.log tells of refused log-ins too: `authentication failed for [an@…], invalid password`. */
function putFailure(fields: JsonObject, message: string): void {
  const at = message.indexOf('authentication failed for [')
  if (at < 0) return
  const close = message.indexOf(']', at)
  if (close < 0) return
  putUser(fields, message.slice(at + 27, close))
  put(fields, 'event.category', ['authentication'])
  put(fields, 'event.type', ['start'])
  put(fields, 'event.action', 'Auth')
  put(fields, 'event.outcome', 'failure')
  put(fields, 'event.reason', message.slice(close + 1).replace(/^[, ]+/, ''))
}
