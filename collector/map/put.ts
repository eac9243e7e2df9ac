import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import { plainIp } from './write-facts.ts'

const paths = new Map<string, readonly string[]>()

/** Splits a dotted field name of our own tables; the same few hundred names come again and again. */
function pathOf(name: string): readonly string[] {
  let path = paths.get(name)
  if (path === undefined) {
    path = name.split('.')
    if (paths.size < 5000) paths.set(name, path)
  }
  return path
}

/** Sets the field of a dotted name. Nothing said (undefined, `''`, `-`) sets nothing. */
export function put(root: JsonObject, name: string, value: Json | undefined): void {
  if (value === undefined || value === null || value === '' || value === '-') return
  const path = pathOf(name)
  let node = root
  for (let i = 0; i < path.length - 1; i++) {
    const step = path[i] as string
    const inner = node[step]
    if (isObject(inner)) {
      node = inner
    } else {
      const made: JsonObject = {}
      node[step] = made
      node = made
    }
  }
  node[path[path.length - 1] as string] = value
}

/** Sets the field where the text is a whole number that can be held exactly. */
export function putInteger(root: JsonObject, name: string, text: Json | undefined): void {
  const value = integer(text)
  if (value !== undefined) put(root, name, value)
}

/** A whole number given as number or decimal text; undefined for anything else. */
export function integer(text: Json | undefined): number | undefined {
  if (typeof text === 'number') return Number.isSafeInteger(text) ? text : undefined
  if (typeof text !== 'string' || text === '' || text.length > 16) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) && text.trim() !== '' ? value : undefined
}

/** Sets a field of type ip where the text is an address, and notes it under `related.ip`. */
export function putIp(root: JsonObject, name: string, text: Json | undefined): boolean {
  const ip = typeof text === 'string' ? plainIp(text) : undefined
  if (ip === undefined) return false
  put(root, name, ip)
  relate(root, 'ip', ip)
  return true
}

/** Sets `<side>.address`, and `.ip` or `.domain` by what the text is, and the port. */
export function putEndpoint(root: JsonObject, side: string, address: string | undefined, port?: Json): void {
  if (address !== undefined && address !== '' && address !== '-') {
    put(root, `${side}.address`, address)
    if (!putIp(root, `${side}.ip`, address)) put(root, `${side}.domain`, address)
  }
  const number = integer(port)
  if (number !== undefined && number >= 0 && number <= 65_535) put(root, `${side}.port`, number)
}

/** Adds to `related.ip`, `.user`, `.hosts` or `.hash`, each once. */
export function relate(root: JsonObject, kind: 'ip' | 'user' | 'hosts' | 'hash', value: Json | undefined): void {
  if (typeof value !== 'string' || value === '' || value === '-') return
  const related: JsonObject = isObject(root.related) ? root.related : {}
  root.related = related
  const before = related[kind]
  if (!Array.isArray(before)) related[kind] = [value]
  else if (!before.includes(value)) related[kind] = [...before, value]
}

/** Adds to a list field such as `event.type`, each once. */
export function append(root: JsonObject, name: string, value: string): void {
  const path = pathOf(name)
  let node: Json | undefined = root
  for (const step of path) node = isObject(node) ? node[step] : undefined
  const before: readonly Json[] = Array.isArray(node) ? node : []
  if (!before.includes(value)) put(root, name, [...before, value])
}

/** The value of a record's field as text; undefined where it is absent or no text. */
export function textOf(fields: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
