import type { Json, JsonObject } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'

/** A value as text: numbers in decimal, true and false as words; hexadecimal stays as it is written. */
export function plainText(value: Json): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A value with every leaf as text, as Windows means them; nulls are left out. */
export function textual(value: Json): Json {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null) return ''
  if (Array.isArray(value)) {
    const list = (value as readonly Json[]).filter((one) => one !== null).map(textual)
    return list
  }
  const out: JsonObject = {}
  if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const one = value[key]
      if (one !== undefined && one !== null) out[key] = textual(one)
    }
  }
  return out
}

/**
 * Data without names: under `Data` in their order, as rules address them, and as `param1`, `param2`, … as Winlogbeat
 * names them.
 */
export function addUnnamed(data: JsonObject, unnamed: readonly string[]): void {
  if (unnamed.length === 0) return
  data.Data = unnamed.length === 1 ? (unnamed[0] ?? '') : unnamed
  for (const [at, value] of unnamed.entries()) data[`param${at + 1}`] ??= value
}

/** The value of a field of event data that says something: neither empty nor a dash nor the empty GUID. */
export function said(data: JsonObject | undefined, name: string): string | undefined {
  if (data === undefined || !Object.hasOwn(data, name)) return undefined
  const value = data[name]
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : undefined
  return value === '' || value === '-' || value === emptyGuid || value === `{${emptyGuid}}` ? undefined : value
}

const emptyGuid = '00000000-0000-0000-0000-000000000000'

/** The field as it came where it is text, even when it is empty: what equality with the vendor's field needs. */
export function verbatim(data: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(data, name) ? data[name] : undefined
  return typeof value === 'string' ? value : undefined
}

/** A whole number written in decimal or as `0x…`; undefined for anything else. */
export function whole(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:\d{1,15}|0[xX][0-9a-fA-F]{1,13})$/.test(text)) return undefined
  return Number(text)
}

/** The 64 keyword bits of an event as `0x…`, also where a shipper wrote them as a signed number. */
export function keywordMask(value: Json | undefined): string | undefined {
  const whole = typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && maskForm.test(value)
  if (!whole || value === undefined) return undefined
  return `0x${BigInt.asUintN(64, BigInt(value as string | number)).toString(16)}`
}

const maskForm = /^(?:0x[0-9a-fA-F]{1,16}|-?\d{1,19})$/

/** The last part of a Windows or UNIX path; undefined where the text has none. */
export function baseName(path: string): string | undefined {
  const at = Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'))
  const name = path.slice(at + 1)
  return name === '' || name === '-' || name.startsWith('<') ? undefined : name
}
