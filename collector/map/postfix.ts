import type { JsonObject } from '../../core/lib/json.ts'
import type { ProductMapping } from './product.ts'
import { integer, put, putEndpoint, putInteger, relate } from './put.ts'
import { between } from './words.ts'

/**
 * Postfix's lines (`postfix/smtpd`, `postfix/submission/smtpd`, `qmgr`, `cleanup`, `smtp`, `lmtp`, `local`, `bounce`,
 * `postscreen`): connections, refusals, SASL failures, and what becomes of a message. Under `postfix`: the queue id and
 * the values as they stood.
 */
export const mapPostfix: ProductMapping = (line, { program }) => {
  const daemon = (program ?? '').slice((program ?? '').lastIndexOf('/') + 1)
  const fields: JsonObject = { event: { category: ['email'], type: ['info'], provider: program ?? 'postfix' } }
  put(fields, 'postfix.daemon', daemon)
  const { queueId, rest } = queueOf(line)
  put(fields, 'postfix.queue_id', queueId)
  put(fields, 'email.local_id', queueId)
  if (rest.startsWith('reject: ') || rest.startsWith('milter-reject: ') || rest.startsWith('discard: '))
    putReject(fields, rest)
  else if (rest.startsWith('warning: ')) putWarning(fields, rest.slice(9))
  else if (rest.startsWith('client=')) putClient(fields, rest)
  else if (rest.startsWith('message-id=')) putMessageId(fields, rest)
  else if (rest.startsWith('from=<')) putSender(fields, rest)
  else if (rest.startsWith('to=<')) putDelivery(fields, rest)
  else if (rest === 'removed') put(fields, 'event.action', 'message_removed')
  else if (rest.includes('-delivery notification: ')) putBounce(fields, rest)
  else putConnection(fields, rest)
  return { module: 'postfix', dataset: 'postfix.log', fields }
}

/** `3F2A81C0123: ` (short ids are hexadecimal, long ones any letters and digits) or `NOQUEUE: `. */
function queueOf(line: string): { queueId: string | undefined; rest: string } {
  const colon = line.indexOf(': ')
  const id = colon > 0 && colon < 24 ? line.slice(0, colon) : ''
  if (id === 'NOQUEUE') return { queueId: undefined, rest: line.slice(colon + 2) }
  if (id.length >= 6 && /^[0-9A-Za-z]+$/.test(id) && /\d/.test(id)) return { queueId: id, rest: line.slice(colon + 2) }
  return { queueId: undefined, rest: line }
}

/** `host.example[192.0.2.7]` or `unknown[192.0.2.7]:25`; the name is the far end's own claim where it is unknown. */
function putFar(fields: JsonObject, text: string, side = 'source'): void {
  const open = text.indexOf('[')
  const close = text.indexOf(']', open)
  if (open < 0 || close < 0) return
  const name = text.slice(0, open)
  const port = text.charCodeAt(close + 1) === 58 ? text.slice(close + 2) : undefined
  putEndpoint(fields, side, text.slice(open + 1, close), port)
  if (name !== '' && name !== 'unknown') {
    put(fields, `${side}.domain`, name)
    relate(fields, 'hosts', name)
  }
}

function word(text: string, start: number): string {
  const end = text.indexOf(' ', start)
  return (end < 0 ? text.slice(start) : text.slice(start, end)).replace(/[,;:]$/, '')
}

/** `key=value` of Postfix's lists; a value in angle brackets ends at the bracket, another at a comma or space. */
function named(text: string, key: string): string | undefined {
  let at = text.indexOf(`${key}=`)
  while (at > 0 && text.charCodeAt(at - 1) !== 32) at = text.indexOf(`${key}=`, at + 1)
  if (at < 0) return undefined
  const start = at + key.length + 1
  if (text.charCodeAt(start) === 60) {
    const close = text.indexOf('>', start)
    return close < 0 ? undefined : text.slice(start + 1, close)
  }
  const space = text.indexOf(' ', start)
  const value = (space < 0 ? text.slice(start) : text.slice(start, space)).replace(/[,;]$/, '')
  return value === '' ? undefined : value
}

function putReject(fields: JsonObject, rest: string): void {
  const from = rest.indexOf(' from ')
  const far = from < 0 ? '' : word(rest, from + 6)
  putFar(fields, far)
  const after = rest.indexOf(': ', from < 0 ? 8 : from)
  const semicolon = rest.indexOf('; from=', after)
  const reply = after < 0 ? '' : rest.slice(after + 2, semicolon < 0 ? undefined : semicolon)
  putInteger(fields, 'postfix.reply_code', reply.slice(0, 3))
  const status = /^\d{3} (\d\.\d{1,3}\.\d{1,3}) /.exec(reply)
  put(fields, 'postfix.dsn', status?.[1])
  put(fields, 'event.reason', reply)
  put(fields, 'event.type', ['denied'])
  put(fields, 'event.action', 'message_rejected')
  put(fields, 'event.outcome', 'failure')
  put(fields, 'postfix.stage', word(rest, rest.indexOf(': ') + 2))
  putEnvelope(fields, rest)
}

function putEnvelope(fields: JsonObject, rest: string): void {
  const from = named(rest, 'from')
  const to = named(rest, 'to')
  if (from !== undefined && from !== '') put(fields, 'email.from.address', [from])
  if (to !== undefined && to !== '') put(fields, 'email.to.address', [to])
  put(fields, 'postfix.helo', named(rest, 'helo'))
  put(fields, 'network.protocol', named(rest, 'proto')?.toLowerCase())
  putSasl(fields, rest)
}

function putSasl(fields: JsonObject, rest: string): void {
  const user = named(rest, 'sasl_username')
  put(fields, 'postfix.sasl_method', named(rest, 'sasl_method'))
  if (user === undefined) return
  put(fields, 'user.name', user)
  relate(fields, 'user', user)
}

/** `host[ip]: SASL LOGIN authentication failed: UGFzc3dvcmQ6[, sasl_username=…]` and the other warnings. */
function putWarning(fields: JsonObject, text: string): void {
  put(fields, 'log.level', 'warning')
  const sasl = text.indexOf(': SASL ')
  const failed = text.indexOf(' authentication failed', sasl)
  if (sasl < 0 || failed < 0) {
    if (text.includes('[')) putFar(fields, word(text, 0))
    put(fields, 'event.reason', text)
    return
  }
  putFar(fields, text.slice(0, sasl))
  put(fields, 'postfix.sasl_method', text.slice(sasl + 7, failed))
  put(fields, 'event.category', ['authentication', 'email'])
  put(fields, 'event.type', ['start'])
  put(fields, 'event.action', 'sasl_login')
  put(fields, 'event.outcome', 'failure')
  const user = named(text, 'sasl_username')
  put(fields, 'user.name', user)
  relate(fields, 'user', user)
  const told = text.slice(failed + 22).replace(/^: /, '')
  const more = told.indexOf(', sasl_username=')
  const reason = more < 0 ? told : told.slice(0, more)
  put(fields, 'event.reason', reason === '' ? undefined : reason)
}

function putClient(fields: JsonObject, rest: string): void {
  putFar(fields, word(rest, 7))
  putSasl(fields, rest)
  if (named(rest, 'sasl_username') === undefined) {
    put(fields, 'event.action', 'message_received')
    return
  }
  put(fields, 'event.category', ['authentication', 'email'])
  put(fields, 'event.type', ['start'])
  put(fields, 'event.action', 'sasl_login')
  put(fields, 'event.outcome', 'success')
}

function putMessageId(fields: JsonObject, rest: string): void {
  const id = rest.slice(11)
  put(fields, 'email.message_id', id.startsWith('<') && id.endsWith('>') ? id.slice(1, -1) : id)
  put(fields, 'event.action', 'message_cleaned_up')
}

function putSender(fields: JsonObject, rest: string): void {
  putEnvelope(fields, rest)
  putInteger(fields, 'postfix.size', named(rest, 'size'))
  putInteger(fields, 'postfix.recipients', named(rest, 'nrcpt'))
  put(fields, 'event.action', 'message_queued')
  if (rest.includes('status=expired')) {
    put(fields, 'event.action', 'message_expired')
    put(fields, 'event.outcome', 'failure')
  }
}

const outcomes: { readonly [status: string]: readonly [action: string, outcome: string] } = {
  sent: ['message_delivered', 'success'],
  bounced: ['message_bounced', 'failure'],
  deferred: ['message_deferred', 'failure'],
  expired: ['message_expired', 'failure'],
  undeliverable: ['message_undeliverable', 'failure'],
}

function putDelivery(fields: JsonObject, rest: string): void {
  const status = named(rest, 'status') ?? ''
  const [action, outcome] = (Object.hasOwn(outcomes, status) ? outcomes[status] : undefined) ?? [
    'message_delivery',
    'unknown',
  ]
  put(fields, 'event.action', action)
  put(fields, 'event.outcome', outcome)
  put(fields, 'email.to.address', [named(rest, 'to') ?? ''])
  put(fields, 'postfix.orig_to', named(rest, 'orig_to'))
  const relay = named(rest, 'relay')
  put(fields, 'postfix.relay', relay)
  if (relay !== undefined) putFar(fields, relay, 'destination')
  put(fields, 'postfix.dsn', named(rest, 'dsn'))
  put(fields, 'postfix.status', status)
  const delay = Number(named(rest, 'delay') ?? Number.NaN)
  if (Number.isFinite(delay)) put(fields, 'postfix.delay', delay)
  const open = rest.indexOf('(', rest.indexOf('status='))
  if (open > 0 && rest.endsWith(')')) put(fields, 'event.reason', rest.slice(open + 1, -1))
}

function putBounce(fields: JsonObject, rest: string): void {
  put(fields, 'event.action', 'bounce_sent')
  put(fields, 'postfix.notification_id', rest.slice(rest.lastIndexOf(': ') + 2))
}

/** `connect from`, `disconnect from … ehlo=1 auth=0/1`, `lost connection after AUTH from`, TLS and timeouts. */
function putConnection(fields: JsonObject, rest: string): void {
  const from = rest.indexOf(' from ')
  if (from < 0 || from > 120) return
  const head = rest.slice(0, from)
  putFar(fields, word(rest, from + 6))
  const after = /^(?:lost connection|timeout) after (\S{1,20})/.exec(head)
  put(fields, 'postfix.stage', after?.[1])
  const action = head === 'connect' || head === 'CONNECT' ? 'connect' : head === 'disconnect' ? 'disconnect' : undefined
  put(fields, 'event.action', action ?? (after !== null ? 'connection_lost' : undefined))
  if (action !== undefined || after !== null) {
    put(fields, 'event.category', ['email', 'network'])
    put(fields, 'event.type', ['connection', action === 'connect' ? 'start' : 'end'])
  }
  // `auth=0/3`: three tries, none let in.
  const auth = between(`${rest} `, ' auth=', ' ')
  const slash = auth?.indexOf('/') ?? -1
  if (auth !== undefined && slash > 0) {
    const tries = integer(auth.slice(slash + 1)) ?? 0
    put(fields, 'postfix.auth_failures', tries - (integer(auth.slice(0, slash)) ?? 0))
  }
}
