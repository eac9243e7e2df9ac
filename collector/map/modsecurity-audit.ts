import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import { readCtime, readTime } from './event-time.ts'
import { putModsecurity, putRule } from './modsecurity-message.ts'
import type { LineContext, Mapped } from './product.ts'
import { integer, put, putEndpoint, putIp, textOf } from './put.ts'
import { putUserAgent } from './user-agent.ts'
import { putRequestLine, putUrl } from './web-request.ts'

/**
 * ModSecurity's audit log as JSON, of libmodsecurity 3 (everything under `transaction`) and of mod_security2 2.9
 * (`transaction`, `request`, `response`, `audit_data` side by side). Undefined for any other object.
 */
export function mapModsecurityAudit(value: JsonObject, context: LineContext): Mapped | undefined {
  const { transaction } = value
  if (!isObject(transaction)) return undefined
  if (isObject(value.audit_data)) return apacheAudit(value, transaction, context)
  if (transaction.client_ip === undefined || transaction.request === undefined) return undefined
  return nginxAudit(transaction, context)
}

function base(): JsonObject {
  return { event: { kind: 'event', category: ['web'], type: ['access'] } }
}

function nginxAudit(transaction: JsonObject, context: LineContext): Mapped {
  const fields = base()
  const request = part(transaction.request)
  const response = part(transaction.response)
  putEndpoint(fields, 'source', textOf(transaction, 'client_ip'), transaction.client_port)
  putEndpoint(fields, 'destination', textOf(transaction, 'host_ip'), transaction.host_port)
  put(fields, 'http.request.method', textOf(request, 'method'))
  put(fields, 'http.version', request.http_version === undefined ? undefined : String(request.http_version))
  putHeaders(fields, part(request.headers))
  putUrl(fields, textOf(request, 'uri') ?? '')
  putResponse(fields, response.http_code)
  put(fields, 'http.response.mime_type', header(part(response.headers), 'content-type'))
  put(fields, 'http.request.id', textOf(transaction, 'unique_id'))
  const messages = Array.isArray(transaction.messages) ? transaction.messages.filter(isObject) : []
  put(
    fields,
    'modsecurity.audit.messages',
    messages.flatMap((message) => textOf(message, 'message') ?? []),
  )
  putFirstRule(fields, messages)
  const producer = part(transaction.producer)
  put(fields, 'modsecurity.audit.producer', textOf(producer, 'modsecurity'))
  put(fields, 'modsecurity.audit.connector', textOf(producer, 'connector'))
  put(fields, 'modsecurity.audit.server', header(part(response.headers), 'server'))
  if (messages.length > 0) put(fields, 'modsecurity.audit.details', messages)
  return finished(fields, messages.length > 0, textOf(transaction, 'time_stamp'), context)
}

function apacheAudit(value: JsonObject, transaction: JsonObject, context: LineContext): Mapped {
  const fields = base()
  const request = part(value.request)
  const audit = part(value.audit_data)
  putEndpoint(fields, 'source', textOf(transaction, 'remote_address'), transaction.remote_port)
  putEndpoint(fields, 'destination', textOf(transaction, 'local_address'), transaction.local_port)
  putRequestLine(fields, textOf(request, 'request_line') ?? '')
  putHeaders(fields, part(request.headers))
  putResponse(fields, part(value.response).status)
  put(fields, 'http.request.id', textOf(transaction, 'transaction_id'))
  const messages = (Array.isArray(audit.messages) ? audit.messages : []).filter((text) => typeof text === 'string')
  const [first] = messages
  if (first !== undefined) putModsecurity(fields, `ModSecurity: ${first}`)
  put(fields, 'modsecurity.audit.messages', messages)
  const intercepted = part(audit.action).intercepted === true
  if (intercepted) put(fields, 'event.action', 'request_blocked')
  return finished(fields, messages.length > 0, textOf(transaction, 'time'), context)
}

function putFirstRule(fields: JsonObject, messages: readonly JsonObject[]): void {
  const [first] = messages
  if (first === undefined) return
  const details = part(first.details)
  const told: { [key: string]: string | string[] } = {}
  for (const [key, name] of [
    ['ruleId', 'id'],
    ['ver', 'ver'],
    ['file', 'file'],
    ['severity', 'severity'],
    ['data', 'data'],
  ] as const) {
    const value = textOf(details, key)
    if (value !== undefined) told[name] = value
  }
  const message = textOf(first, 'message')
  if (message !== undefined) told.msg = message
  putRule(fields, told)
}

function putHeaders(fields: JsonObject, headers: JsonObject): void {
  const host = header(headers, 'host')
  if (host !== undefined) put(fields, 'url.domain', host.split(':')[0])
  putUserAgent(fields, header(headers, 'user-agent'))
  put(fields, 'http.request.referrer', header(headers, 'referer'))
  const forwarded = header(headers, 'x-forwarded-for')?.split(',')[0]?.trim()
  if (forwarded !== undefined && putIp(fields, 'network.forwarded_ip', forwarded)) return
}

function putResponse(fields: JsonObject, code: Json | undefined): void {
  const status = integer(code)
  if (status === undefined) return
  put(fields, 'http.response.status_code', status)
  put(fields, 'event.outcome', status < 400 ? 'success' : 'failure')
}

function finished(fields: JsonObject, matched: boolean, stamp: string | undefined, context: LineContext): Mapped {
  if (matched) {
    const event = fields.event as JsonObject
    const denied = (part(part(fields.http).response).status_code as number | undefined) === 403
    event.kind = 'alert'
    event.category = ['web', 'intrusion_detection']
    event.type = denied ? ['access', 'denied'] : ['access', 'info']
    event.action ??= denied ? 'request_blocked' : 'rule_matched'
  }
  return {
    module: 'modsecurity',
    dataset: 'modsecurity.auditlog',
    fields,
    message: textOf(part(fields.rule), 'name'),
    time: timeOf(stamp, context),
  }
}

/** `Mon Nov 30 12:04:05 2026` (3.x) or `30/Nov/2026:12:04:05.123456 +0700` (2.9). */
function timeOf(stamp: string | undefined, { zone, receivedAt }: LineContext) {
  if (stamp === undefined) return undefined
  return readCtime(stamp, zone, receivedAt) ?? readTime(stamp, zone, receivedAt)
}

function part(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function header(headers: JsonObject, name: string): string | undefined {
  for (const key of Object.keys(headers)) if (key.toLowerCase() === name) return textOf(headers, key)
  return undefined
}
