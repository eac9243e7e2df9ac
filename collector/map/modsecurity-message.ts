import type { JsonObject } from '../../core/lib/json.ts'
import { put, putInteger, relate } from './put.ts'

/** ModSecurity's severities by number (the syslog ones) and by the names that 2.x writes. */
const severities: { readonly [name: string]: number } = {
  EMERGENCY: 0,
  ALERT: 1,
  CRITICAL: 2,
  ERROR: 3,
  WARNING: 4,
  NOTICE: 5,
  INFO: 6,
  DEBUG: 7,
}

/**
 * The wording that ModSecurity 2 and 3 write into the web server's error log: `ModSecurity: Access denied with code 403
 * (phase 2). … [file "…"] [line "…"] [id "949110"] [msg "…"] [severity "CRITICAL"] [tag "…"] [uri "/"] [unique_id "…"]`.
 * False where the message is not ModSecurity's.
 */
export function putModsecurity(fields: JsonObject, message: string): boolean {
  const start = message.indexOf('ModSecurity: ')
  if (start < 0 || start > 200) return false
  const text = message.slice(start + 13)
  const pairs = bracketPairs(text)
  if (pairs.id === undefined && !text.startsWith('Access denied') && !text.startsWith('Warning')) return false
  putRule(fields, pairs)
  const denied = text.startsWith('Access denied')
  const first = text.indexOf(' [')
  put(fields, 'modsecurity.audit.message', first < 0 ? text : text.slice(0, first))
  put(fields, 'event.kind', 'alert')
  put(fields, 'event.category', ['web', 'intrusion_detection'])
  put(fields, 'event.type', denied ? ['access', 'denied'] : ['access', 'info'])
  put(fields, 'event.action', denied ? 'request_blocked' : 'rule_matched')
  put(fields, 'event.outcome', denied ? 'failure' : 'unknown')
  if (denied) {
    const code = /with code (\d{3})/.exec(text)
    if (code !== null) putInteger(fields, 'http.response.status_code', code[1])
  }
  return true
}

/** `[key "value"]` pairs, values up to `"]`; a repeated key (`tag`) is a list. */
function bracketPairs(text: string): { [key: string]: string | string[] } {
  const out: { [key: string]: string | string[] } = Object.create(null)
  let space = -1
  for (let at = text.indexOf('['); at >= 0; ) {
    // Looked for once a place, or a line of nothing but brackets would take its length squared.
    if (space < at) space = text.indexOf(' "', at)
    if (space < 0) return out
    const key = text.slice(at + 1, space)
    if (space - at > 40 || !/^[a-z_]+$/.test(key)) {
      at = text.indexOf('[', at + 1)
      continue
    }
    const close = text.indexOf('"]', space + 2)
    if (close < 0) return out
    const value = text.slice(space + 2, close)
    const before = out[key]
    if (before === undefined) out[key] = value
    else if (typeof before === 'string') out[key] = [before, value]
    else before.push(value)
    at = text.indexOf('[', close + 2)
  }
  return out
}

/** A rule's own facts as `rule.*`, and all of them untouched under `modsecurity.audit`. */
export function putRule(fields: JsonObject, pairs: { readonly [key: string]: string | readonly string[] }): void {
  const one = (key: string) => {
    const value = pairs[key]
    return typeof value === 'string' ? value : value?.[0]
  }
  put(fields, 'rule.id', one('id'))
  put(fields, 'rule.name', one('msg'))
  put(fields, 'rule.version', one('ver'))
  put(fields, 'rule.ruleset', one('file'))
  const severity = one('severity') ?? ''
  putInteger(fields, 'event.severity', Object.hasOwn(severities, severity) ? severities[severity] : severity)
  if (one('uri') !== undefined && (fields.url as JsonObject | undefined)?.original === undefined) {
    put(fields, 'url.path', one('uri'))
    put(fields, 'url.original', one('uri'))
  }
  if (one('hostname') !== undefined) {
    put(fields, 'destination.address', one('hostname'))
    relate(fields, 'hosts', one('hostname'))
  }
  put(fields, 'http.request.id', one('unique_id'))
  for (const [key, value] of Object.entries(pairs)) put(fields, `modsecurity.audit.${key}`, value)
}
