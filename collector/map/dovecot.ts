import type { JsonObject } from '../../core/lib/json.ts'
import type { ProductMapping } from './product.ts'
import { put, putEndpoint, putInteger, putIp, relate } from './put.ts'

/** Dovecot's log-ins, their failures, and sessions of IMAP, POP3, LMTP and submission. */
export const mapDovecot: ProductMapping = (line) => {
  const fields: JsonObject = { event: { category: ['email'], type: ['info'] } }
  const colon = line.indexOf(': ')
  const service = colon > 0 && colon < 200 ? line.slice(0, colon) : ''
  const rest = service === '' ? line : line.slice(colon + 2)
  const paren = service.search(/[(<]/)
  const name = paren < 0 ? service : service.slice(0, paren)
  put(fields, 'dovecot.service', name)
  if (name.endsWith('-login')) putLogin(fields, name.slice(0, -6), rest)
  else if (name === 'auth' || name === 'auth-worker') putAuth(fields, rest)
  else if (paren > 0) putSession(fields, service, paren, rest)
  return { module: 'dovecot', dataset: 'dovecot.log', fields }
}

/** `key=<value>` or `key=value,`; a name may hold anything but `>`. */
function named(text: string, key: string): string | undefined {
  let at = text.indexOf(`${key}=`)
  while (at > 0 && text.charCodeAt(at - 1) !== 32) at = text.indexOf(`${key}=`, at + 1)
  if (at < 0) return undefined
  const start = at + key.length + 1
  if (text.charCodeAt(start) === 60) {
    const close = text.indexOf('>', start)
    return close < 0 ? undefined : text.slice(start + 1, close)
  }
  let end = start
  while (end < text.length && text.charCodeAt(end) !== 44 && text.charCodeAt(end) !== 32) end += 1
  return end === start ? undefined : text.slice(start, end)
}

/**
 * `Login: user=<an>, method=PLAIN, rip=203.0.113.5, lip=…, TLS`, `Disconnected (auth failed, 3 attempts in 12 secs):
 * user=<an>, …`, `Aborted login (no auth attempts in 0 secs): …`. 2.4 writes `Login aborted: … (auth failed, …) (reason)`.
 */
function putLogin(fields: JsonObject, protocol: string, rest: string): void {
  put(fields, 'network.protocol', protocol)
  const user = named(rest, 'user')
  putUser(fields, user)
  putEndpoint(fields, 'source', named(rest, 'rip'), named(rest, 'rport'))
  putEndpoint(fields, 'destination', named(rest, 'lip'), named(rest, 'lport'))
  put(fields, 'dovecot.method', named(rest, 'method'))
  put(fields, 'dovecot.session', named(rest, 'session'))
  putInteger(fields, 'process.pid', named(rest, 'mpid'))
  if (rest.includes(', TLS')) put(fields, 'dovecot.tls', true)
  const attempts = /auth failed, (\d{1,6}) attempts/.exec(rest)
  if (rest.startsWith('Login: ') || rest.startsWith('Logged in')) {
    put(fields, 'event.category', ['authentication', 'email'])
    put(fields, 'event.type', ['start'])
    put(fields, 'event.action', 'mail_login')
    put(fields, 'event.outcome', 'success')
  } else if (attempts !== null || rest.includes('auth failed') || rest.includes('tried to use disallowed')) {
    put(fields, 'event.category', ['authentication', 'email'])
    put(fields, 'event.type', ['start'])
    put(fields, 'event.action', 'mail_login')
    put(fields, 'event.outcome', 'failure')
    put(fields, 'event.reason', reasonOf(rest))
    putInteger(fields, 'dovecot.attempts', attempts?.[1])
  } else {
    put(fields, 'event.category', ['email', 'network'])
    put(fields, 'event.type', ['connection', 'end'])
    put(fields, 'event.action', 'mail_disconnected')
    put(fields, 'event.reason', reasonOf(rest))
  }
}

/** The words in the first brackets, else what stands before the values. */
function reasonOf(rest: string): string | undefined {
  const open = rest.indexOf('(')
  const close = rest.indexOf(')', open)
  if (open >= 0 && close > open && open < 200) return rest.slice(open + 1, close)
  const values = rest.indexOf(': ')
  return values > 0 ? rest.slice(0, values) : undefined
}

/** `passwd-file(an,203.0.113.5,<session>): Password mismatch`, also after `conn unix:…: Auth …: ` of 2.4. */
function putAuth(fields: JsonObject, rest: string): void {
  const end = rest.indexOf('): ')
  const open = end < 0 ? -1 : rest.lastIndexOf('(', end)
  if (open < 0) return
  const [user, address] = rest.slice(open + 1, end).split(',')
  const words = rest.slice(end + 3)
  putUser(fields, user)
  if (address !== undefined) putEndpoint(fields, 'source', address)
  const lower = words.length > 500 ? '' : words.toLowerCase()
  const failed = [
    'mismatch',
    'unknown user',
    'authentication failure',
    'invalid password',
    'user disabled',
    'no such user',
  ]
  if (!failed.some((wording) => lower.includes(wording))) return
  put(fields, 'event.category', ['authentication', 'email'])
  put(fields, 'event.type', ['start'])
  put(fields, 'event.action', 'mail_password_check')
  put(fields, 'event.outcome', 'failure')
  put(fields, 'event.reason', words)
}

/** `imap(an@tinh.example)<731><session>: Disconnected: Logged out in=10 out=20`. */
function putSession(fields: JsonObject, service: string, paren: number, rest: string): void {
  const open = service.indexOf('(')
  const close = service.indexOf(')', open)
  if (open >= 0 && close > open) {
    const [user, address] = service.slice(open + 1, close).split(',')
    putUser(fields, user)
    putIp(fields, 'source.ip', address)
  }
  put(fields, 'network.protocol', service.slice(0, paren))
  if (rest.startsWith('Disconnected') || rest.startsWith('Logged out')) {
    put(fields, 'event.action', 'mail_session_ended')
    put(fields, 'event.type', ['end'])
    putInteger(fields, 'source.bytes', named(rest, 'in'))
    putInteger(fields, 'destination.bytes', named(rest, 'out'))
  } else if (rest.includes('saved mail to ')) {
    put(fields, 'event.action', 'message_saved')
    put(fields, 'event.outcome', 'success')
  }
}

function putUser(fields: JsonObject, user: string | undefined): void {
  if (user === undefined || user === '' || user === '?') return
  put(fields, 'user.name', user)
  const at = user.lastIndexOf('@')
  if (at > 0) put(fields, 'user.domain', user.slice(at + 1))
  relate(fields, 'user', user)
}
