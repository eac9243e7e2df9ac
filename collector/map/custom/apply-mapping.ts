import type { Json, JsonObject } from '../../../core/lib/json.ts'
import { isObject } from '../../../core/lib/json.ts'
import { decodeCsv } from '../../decode/csv.ts'
import { decodeJson, isUnsafeKey } from '../../decode/json.ts'
import { decodeKeyValue } from '../../decode/key-value.ts'
import { readTime } from '../event-time.ts'
import type { LineContext, Mapped } from '../product.ts'
import { append, integer, put, putIp, relate } from '../put.ts'
import type { CustomMapping, FieldRule, Reading } from './mapping.ts'
import { mapKey } from './mapping.ts'
import { readFormatted } from './time-format.ts'

/** The line by this mapping; undefined where it is not for it. Never throws. */
export function applyMapping(mapping: CustomMapping, line: string, context: LineContext): Mapped | undefined {
  const { match } = mapping
  if (match.programs.length > 0 && !match.programs.includes((context.program ?? '').toLowerCase())) return undefined
  for (const text of match.contains) if (!line.includes(text)) return undefined
  if (match.regex !== undefined && !match.regex.test(line)) return undefined
  const values = valuesOf(mapping.read, line)
  if (values === undefined) return undefined
  for (const name of match.has) if (valueAt(values, name) === undefined) return undefined
  const fields: JsonObject = { event: {} }
  for (const rule of mapping.fields) putRule(fields, rule, values)
  const { kept, unsafeKey } = vendorValues(values)
  put(fields, mapping.module, merged(fields[mapping.module], kept))
  return {
    module: mapping.module,
    dataset: mapping.dataset,
    fields,
    message: mapping.message === undefined ? undefined : textAt(values, mapping.message),
    time: timeOf(mapping, values, context),
    host: hostOf(fields),
    unsafeKey,
  }
}

function valuesOf(read: Reading, line: string): JsonObject | undefined {
  switch (read.as) {
    case 'regex':
      return read.pattern.groups(line)
    case 'json': {
      const decoded = decodeJson(line)
      return decoded.ok ? decoded.value.value : undefined
    }
    case 'key-value': {
      const decoded = decodeKeyValue(line)
      return decoded.count > 0 ? decoded.fields : undefined
    }
    case 'csv': {
      const cells = decodeCsv(line, read.separator)
      // Another number of cells is another kind of line.
      if (cells.length < read.columns.length) return undefined
      const values: JsonObject = {}
      for (const [i, name] of read.columns.entries()) if (name !== '') values[name] = (cells[i] ?? '').trim()
      return values
    }
  }
}

/** A value by its name; in JSON a dotted name also reaches into objects. */
function valueAt(values: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(values, name)) return values[name]
  let node: Json | undefined = values
  for (const step of name.split('.')) node = isObject(node) && Object.hasOwn(node, step) ? node[step] : undefined
  return node
}

function textAt(values: JsonObject, name: string): string | undefined {
  const value = valueAt(values, name)
  return typeof value === 'string' ? value : value === undefined || value === null ? undefined : String(value)
}

function putRule(fields: JsonObject, rule: FieldRule, values: JsonObject): void {
  const given = rule.from.map((name) => valueAt(values, name)).find((value) => value !== undefined && value !== '')
  const value = rule.value ?? mapped(rule, given)
  if (value === undefined || value === null) return
  if (rule.split !== undefined && typeof value === 'string') {
    for (const part of value.split(rule.split)) putTyped(fields, rule, part.trim(), true)
  } else {
    putTyped(fields, rule, value, Array.isArray(value))
  }
}

function mapped(rule: FieldRule, given: Json | undefined): Json | undefined {
  if (given === undefined || given === null) return rule.otherwise
  if (rule.map !== undefined) return rule.map.get(mapKey(String(given))) ?? rule.otherwise
  return rule.lower && typeof given === 'string' ? given.toLowerCase() : given
}

/** Writes the value as ECS types the field; what does not fit stays where the vendor's values are. */
function putTyped(fields: JsonObject, rule: FieldRule, value: Json, list: boolean): void {
  const { field, type } = rule
  if (list && !Array.isArray(value)) {
    append(fields, field, String(value))
  } else if (type === 'ip') {
    putIp(fields, field, typeof value === 'string' ? value.trim() : value)
    if (field === 'source.ip' || field === 'destination.ip') put(fields, field.replace('.ip', '.address'), value)
  } else if (type === 'long') {
    put(fields, field, integer(typeof value === 'string' ? value.trim() : value))
  } else if (type === 'float') {
    const number = Number(value)
    if (Number.isFinite(number)) put(fields, field, number)
  } else if (type === 'boolean') {
    if (value === true || value === false) put(fields, field, value)
    else if (value === 'true' || value === 'false') put(fields, field, value === 'true')
  } else if (type === 'keyword' || type === 'text') {
    put(fields, field, Array.isArray(value) ? value : String(value))
    if (field === 'user.name' || field === 'user.target.name') relate(fields, 'user', value)
    if (field === 'host.name') relate(fields, 'hosts', value)
  } else if (type !== 'object') {
    put(fields, field, value)
  }
}

function timeOf(mapping: CustomMapping, values: JsonObject, context: LineContext) {
  const { time } = mapping
  if (time === undefined) return undefined
  const zone = time.zone ?? context.zone
  if (time.format === undefined) return readTime(valueAt(values, time.from), zone, context.receivedAt)
  const read = readFormatted(textAt(values, time.from)?.trim() ?? '', time.format, zone)
  // A zone that the mapping names is known, not assumed.
  return read !== undefined && time.zone !== undefined ? { ...read, zoneAssumed: false } : read
}

function hostOf(fields: JsonObject): string | undefined {
  const host = fields.host
  return isObject(host) && typeof host.name === 'string' ? host.name : undefined
}

/** The values as the system wrote them; a dot in a name would nest in the store. */
function vendorValues(values: JsonObject): { kept: JsonObject; unsafeKey: boolean } {
  const kept: JsonObject = {}
  let unsafeKey = false
  for (const key of Object.keys(values)) {
    const value = values[key]
    if (isUnsafeKey(key)) unsafeKey = true
    if (value !== undefined && key !== '__proto__') kept[key.replaceAll('.', '_')] = value
  }
  return { kept, unsafeKey }
}

function merged(there: Json | undefined, kept: JsonObject): JsonObject {
  return isObject(there) ? { ...kept, ...there } : kept
}
