import { isIP } from 'node:net'
import type { Json, JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'
import { readIso } from '../decode/timestamp.ts'
import type { EcsType } from './ecs-types.ts'
import { ecsType, isEcsRoot } from './ecs-types.ts'

/** Room of the document where values go that ECS has no place for under their own name. */
export const asideRoot = 'json'

/**
 * Makes a sender's object safe to read as ECS, in place: dotted names of ECS fields become nested, a value that ECS
 * types otherwise moves to `json.<field>`, a host or user given as text becomes its name, and `vonggac`, which only the
 * platform may stamp, moves aside whatever it says. True when something had to move.
 */
export function settleTypes(document: JsonObject): boolean {
  const aside: [string, Json][] = []
  for (const key of Object.keys(document)) {
    if (key === 'vonggac' || key.startsWith('vonggac.')) move(document, key, key, aside)
    else if (key.includes('.') && isEcsRoot(key.slice(0, key.indexOf('.')))) nest(document, key, aside)
  }
  for (const key of Object.keys(document)) settle(document, key, key, aside)
  if (aside.length === 0) return false
  const there = document[asideRoot]
  const room: JsonObject = isObject(there) ? there : {}
  if (there !== undefined && !isObject(there)) room[asideRoot] = there
  for (const [name, value] of aside) if (!put(room, name, value)) room[name] = value
  document[asideRoot] = room
  return true
}

/** `"host.name": "web"` as `host: { name: "web" }`; where something else already stands in the way it moves aside. */
function nest(document: JsonObject, key: string, aside: [string, Json][]): void {
  const value = document[key]
  delete document[key]
  if (value !== undefined && !put(document, key, value)) aside.push([key, value])
}

/** Puts a value at a dotted name; false when there already is something, or something that is no object on the way. */
function put(root: JsonObject, name: string, value: Json): boolean {
  const parts = name.split('.')
  const last = parts.pop() ?? ''
  let node = root
  for (const step of [...parts, last]) if (step === '' || step === '__proto__') return false
  for (const step of parts) {
    const next = Object.hasOwn(node, step) ? node[step] : undefined
    if (next !== undefined && !isObject(next)) return false
    const inner: JsonObject = next ?? {}
    node[step] = inner
    node = inner
  }
  if (Object.hasOwn(node, last)) return false
  node[last] = value
  return true
}

function settle(node: JsonObject, key: string, name: string, aside: [string, Json][]): void {
  const value = node[key]
  const type = ecsType(name)
  if (value === undefined || value === null) return
  if (isObject(value) && (type === 'object' || type === undefined)) {
    // Below a name that ECS does not know anything goes.
    if (type === 'object') for (const inner of Object.keys(value)) settle(value, inner, `${name}.${inner}`, aside)
    return
  }
  if (type === undefined || fits(value, type)) return
  if ((name === 'host' || name === 'user') && typeof value === 'string') {
    node[key] = { name: value }
    return
  }
  move(node, key, name, aside)
}

function move(node: JsonObject, key: string, name: string, aside: [string, Json][]): void {
  const value = node[key]
  delete node[key]
  if (value !== undefined) aside.push([name, value])
}

function fits(value: Json, type: EcsType): boolean {
  if (Array.isArray(value)) return type !== 'object' && value.every((item: Json) => item === null || fits(item, type))
  switch (type) {
    case 'object':
      return isObject(value)
    case 'text':
      return !isObject(value)
    case 'ip':
      return typeof value === 'string' && isIP(value) !== 0
    case 'number':
      return (
        typeof value === 'number' ||
        (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
      )
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false'
    case 'date':
      return typeof value === 'number' || (typeof value === 'string' && readIso(value, 0, 'Z') !== undefined)
  }
}
