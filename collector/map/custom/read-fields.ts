import type { Node, YAMLMap } from 'yaml'
import { isMap, isScalar } from 'yaml'
import { fieldType, isEcsField } from '../../../core/event/fields.ts'
import type { Json } from '../../../core/lib/json.ts'
import type { FieldRule } from './mapping.ts'
import { mapKey } from './mapping.ts'
import type { MappingReader } from './mapping-reader.ts'
import { offset } from './mapping-reader.ts'

const fieldKeys = ['from', 'value', 'map', 'default', 'lower', 'split']
const categories = `api authentication configuration database driver email file host iam intrusion_detection library
  malware network package process registry session threat vulnerability web`.split(/\s+/)
const types = `access admin allowed change connection creation deletion denied device end error group indicator info
  installation protocol start user`.split(/\s+/)
const outcomes = ['success', 'failure', 'unknown']
const allowed: { readonly [field: string]: readonly string[] } = {
  'event.category': categories,
  'event.type': types,
  'event.outcome': outcomes,
}
/** What the platform itself sets. */
const reserved = new Set([
  'event.id',
  'event.original',
  'event.ingested',
  'event.module',
  'event.dataset',
  '@timestamp',
])

/** `fields`: which value goes into which field. */
export function readFields(r: MappingReader, top: YAMLMap, module: string): FieldRule[] {
  const node = top.get('fields', true)
  if (!isMap(node) || node.items.length === 0) {
    r.report('fields', offset(node) ?? 0, 'fields is missing', 'e.g. fields: { user.name: nguoi_dung }')
    return []
  }
  return node.items.flatMap(({ key, value }) => {
    const field = isScalar(key) ? String(key.value) : ''
    if (!isField(r, field, module, key)) return []
    const rule = readField(r, field, value as Node | null, offset(key))
    return rule === undefined ? [] : [rule]
  })
}

function isField(r: MappingReader, field: string, module: string, key: unknown): boolean {
  if (reserved.has(field)) {
    r.report(
      'reserved',
      offset(key),
      `${field} is set by the platform`,
      field === '@timestamp' ? 'use time' : 'use module and dataset',
    )
    return false
  }
  if (isEcsField(field) || (module !== '' && field.startsWith(`${module}.`))) return true
  r.report(
    'unknown-field',
    offset(key),
    `${field} is no field of ECS`,
    `use a field of ECS 9, or ${module || 'module'}.…`,
  )
  return false
}

function readField(r: MappingReader, field: string, node: Node | null, at: number | undefined): FieldRule | undefined {
  const rule = {
    field,
    type: fieldType(field),
    from: [] as string[],
    value: undefined,
    map: undefined,
    otherwise: undefined,
    lower: false,
    split: undefined,
  }
  if (isScalar(node) && node.value !== null) {
    r.known(String(node.value), node)
    return { ...rule, from: [String(node.value)] }
  }
  if (!isMap(node)) {
    r.report('field', offset(node) ?? at, `${field} needs the name of a value`, '{ from: … } or { value: … }')
    return undefined
  }
  r.keys(node, fieldKeys, field)
  const from = r.texts(node, 'from')
  for (const name of from) r.known(name, node.get('from', true))
  const constant = node.has('value') ? r.json(node, 'value') : undefined
  if ((from.length === 0) === (constant === undefined))
    r.report('field', offset(node), `${field} needs either from or value`)
  const map = readMap(r, field, node)
  const otherwise = node.has('default') ? r.json(node, 'default') : undefined
  checkAllowed(r, field, [constant, otherwise, ...(map?.values() ?? [])], node)
  return {
    ...rule,
    from,
    value: listOf(field, constant),
    map,
    otherwise: listOf(field, otherwise),
    lower: node.get('lower') === true,
    split: r.text(node, 'split'),
  }
}

function readMap(r: MappingReader, field: string, node: YAMLMap): Map<string, Json> | undefined {
  const map = node.get('map', true)
  if (map === undefined) return undefined
  if (!isMap(map)) {
    r.report('map', offset(map), `${field}: map is a map of values`, "e.g. map: { 'Đăng nhập': login }")
    return undefined
  }
  const out = new Map<string, Json>()
  for (const { key, value } of map.items) {
    const word = isScalar(key) ? String(key.value) : ''
    const json = value === null ? null : ((value as Node).toJS(r.document) as Json)
    out.set(mapKey(word), listOf(field, json) ?? null)
  }
  return out
}

/** `event.category`, `event.type` and `event.outcome` hold fixed words. */
function checkAllowed(r: MappingReader, field: string, values: readonly (Json | undefined)[], node: Node): void {
  const words = allowed[field]
  if (words === undefined) return
  for (const value of values.flat()) {
    if (value === undefined || value === null || words.includes(String(value))) continue
    r.report('value', offset(node), `${field} cannot be ${String(value)}`, `ECS allows ${words.join(', ')}`)
  }
}

function listOf(field: string, value: Json | undefined): Json | undefined {
  return (field === 'event.category' || field === 'event.type') && typeof value === 'string' ? [value] : value
}
