import type { JsonObject } from '../../core/lib/json.ts'
import { decodeExtension } from './cef.ts'
import { isUnsafeKey } from './json.ts'

/** A record of IBM's Log Event Extended Format, 1.0 or 2.0. */
export interface Leef {
  readonly version: string
  readonly vendor: string
  readonly product: string
  readonly deviceVersion: string
  readonly eventId: string
  /** Attributes as the sender named them. */
  readonly attributes: JsonObject
  readonly unsafeKey: boolean
}

/**
 * A LEEF record that begins at the start of the text; undefined when it is none. Attributes are apart by tabs; LEEF 2.0
 * may name another separator, as the character itself or in hexadecimal (`^`, `x7C`, `0x7C`). Where the tabs were turned
 * into spaces on the way, values go on up to the next key. Never throws.
 */
export function decodeLeef(text: string): Leef | undefined {
  if (!text.startsWith('LEEF:')) return undefined
  const parts: string[] = []
  let at = 5
  for (let field = 0; field < 5; field++) {
    const end = text.indexOf('|', at)
    if (end < 0) {
      if (field < 4) return undefined
      parts.push(text.slice(at))
      at = text.length
    } else {
      parts.push(text.slice(at, end))
      at = end + 1
    }
  }
  const [version = '', vendor = '', product = '', deviceVersion = '', eventId = ''] = parts
  let separator = '\t'
  if (version.startsWith('2')) {
    const end = text.indexOf('|', at)
    const named = end >= 0 && end - at <= 4 ? separatorOf(text.slice(at, end)) : undefined
    if (named !== undefined) {
      separator = named
      at = end + 1
    }
  }
  const body = text.slice(at)
  const { fields, unsafeKey } = body.includes(separator) ? separated(body, separator) : decodeExtension(body)
  return { version, vendor, product, deviceVersion, eventId, attributes: fields, unsafeKey }
}

function separatorOf(text: string): string | undefined {
  if (text === '') return '\t'
  if (text.length === 1) return text
  const hex = text.startsWith('0x') || text.startsWith('0X') ? text.slice(2) : /^[xX]/.test(text) ? text.slice(1) : ''
  const code = hex === '' ? Number.NaN : Number.parseInt(hex, 16)
  return Number.isInteger(code) && code > 0 && code < 256 ? String.fromCharCode(code) : undefined
}

function separated(body: string, separator: string): { fields: JsonObject; unsafeKey: boolean } {
  const fields: JsonObject = {}
  let unsafeKey = false
  for (const pair of body.split(separator)) {
    const equals = pair.indexOf('=')
    if (equals <= 0) continue
    const key = pair.slice(0, equals).trim()
    if (isUnsafeKey(key)) unsafeKey = true
    if (key !== '' && key !== '__proto__') fields[key] = pair.slice(equals + 1)
  }
  return { fields, unsafeKey }
}
