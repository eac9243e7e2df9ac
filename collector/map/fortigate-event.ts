import type { JsonObject } from '../../core/lib/json.ts'
import { fortigateTables, putTable } from './fortigate-fields.ts'
import { append, put, putInteger, putIp, relate, textOf } from './put.ts'
import { putUrl } from './web-request.ts'

const starts = new Set(['FSSO-logon', 'auth-logon'])
const ends = new Set(['FSSO-logoff', 'auth-logout'])

/** FortiGate's `type=event`: system, user, vpn, wireless and the rest. */
export function putFortigateEvent(fields: JsonObject, pairs: JsonObject): void {
  const action = textOf(pairs, 'action') ?? ''
  const subtype = textOf(pairs, 'subtype')
  putTable(fields, pairs, fortigateTables.event)
  put(fields, 'event.kind', 'event')
  if (textOf(pairs, 'result') === 'ERROR' || textOf(pairs, 'status') === 'negotiate_error') {
    put(fields, 'event.outcome', 'failure')
  } else if (textOf(pairs, 'result') === 'OK' || starts.has(action) || ends.has(action)) {
    put(fields, 'event.outcome', 'success')
  }
  if (starts.has(action)) append(fields, 'event.type', 'start')
  if (ends.has(action)) append(fields, 'event.type', 'end')
  if (action === 'perf-stats') {
    append(fields, 'event.type', 'info')
    append(fields, 'event.category', 'host')
  }
  if (subtype === 'update') {
    append(fields, 'event.type', 'info')
    append(fields, 'event.category', 'host')
    append(fields, 'event.category', 'malware')
  }
  if (subtype === 'user') append(fields, 'event.category', 'authentication')
  if (subtype === 'vpn') putVpn(fields, pairs)
  const url = textOf(pairs, 'url')
  if (url !== undefined) putUrl(fields, url)
}

/** In VPN logs `remip` is the client and `locip` the firewall, so the two ends change places. */
function putVpn(fields: JsonObject, pairs: JsonObject): void {
  append(fields, 'event.type', 'connection')
  append(fields, 'event.category', 'network')
  const user = textOf(pairs, 'eapuser') ?? textOf(pairs, 'xauthuser')
  if (user !== undefined && user !== 'N/A') put(fields, 'source.user.name', user)
  const local = (fields.source ?? {}) as JsonObject
  const remote = (fields.destination ?? {}) as JsonObject
  if (local.user !== undefined) {
    remote.user = local.user
    delete local.user
  }
  delete fields.source
  delete fields.destination
  if (Object.keys(remote).length > 0) fields.source = remote
  if (Object.keys(local).length > 0) fields.destination = local
  const action = textOf(pairs, 'action') ?? ''
  if (action === 'ssl-login-fail') {
    append(fields, 'event.category', 'authentication')
    put(fields, 'event.outcome', 'failure')
  }
}

/** Administrators and users who log in, as the message words it. */
export function putFortigateLogin(fields: JsonObject, pairs: JsonObject, message: string): void {
  const lower = message.length > 2000 ? '' : message.toLowerCase()
  if (!lower.includes('login') && !lower.includes('logged in')) return
  const event = fields.event as JsonObject
  put(fields, 'event.kind', 'event')
  if (event.action === undefined) put(fields, 'event.action', 'login')
  append(fields, 'event.category', 'authentication')
  const source = (fields.source ?? {}) as JsonObject
  const named = (source.user as JsonObject | undefined)?.name
  if (named !== undefined) put(fields, 'user.name', named)
  const role = textOf(pairs, 'adminprof')
  if (role !== undefined) {
    append(fields, 'user.roles', role)
    append(fields, 'source.user.roles', role)
  }
  readWording(fields, message)
  if (event.outcome === undefined) {
    const status = textOf(pairs, 'status')?.toLowerCase()
    if (status === 'success' || status === 'failed' || status === 'failure')
      put(fields, 'event.outcome', status === 'success' ? 'success' : 'failure')
    else if (lower.includes('fail')) put(fields, 'event.outcome', 'failure')
    else if (lower.includes('success')) put(fields, 'event.outcome', 'success')
  }
  relate(fields, 'user', (fields.user as JsonObject | undefined)?.name)
}

/**
 * `Administrator admin login failed from ssh(192.0.2.7) because of …`, `Administrator admin logged in successfully from
 * https(192.0.2.7)` and `Login from ssh: Failed for an from 192.0.2.7 port 38654`.
 */
function readWording(fields: JsonObject, message: string): void {
  const words = message.split(' ')
  if (message.startsWith('Administrator ')) {
    if (words[1] !== undefined) put(fields, 'user.name', words[1])
    append(fields, 'user.roles', 'Administrator')
    append(fields, 'source.user.roles', 'Administrator')
    const open = message.indexOf('(')
    const close = message.indexOf(')', open)
    if (open > 0 && close > 0) putIp(fields, 'source.ip', message.slice(open + 1, close))
    const outcome = message.includes(' login failed') ? 'failure' : message.includes('successfully') ? 'success' : ''
    put(fields, 'event.outcome', outcome)
  } else if (message.startsWith('Login from ssh:')) {
    const at = words.indexOf('for')
    const from = words.lastIndexOf('from')
    if (at > 0) put(fields, 'user.name', words[at + 1])
    if (from > at && at > 0) {
      putIp(fields, 'source.ip', words[from + 1])
      if (words[from + 2] === 'port') putInteger(fields, 'source.port', words[from + 3])
    }
    put(fields, 'event.outcome', words[3]?.toLowerCase().startsWith('fail') ? 'failure' : 'success')
  }
}
