import { readFileSync } from 'node:fs'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import { type Unit, unitKinds } from '../../core/access/unit.ts'
import type { Problem } from '../../core/lib/errors.ts'
import { parseNetwork } from '../../core/lib/ip.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'

const keys = ['id', 'name', 'kind', 'parent', 'networks', 'hosts'] as const
type Say = (node: unknown, code: string, message: string, hint?: string) => void
/** Where a unit's keys and values stand in the file. */
interface Placed {
  readonly unit: Unit
  readonly at: (key: (typeof keys)[number], index?: number) => unknown
}

/**
 * Reads a unit tree from a YAML file: a list of units, each with `id`, `name`, `kind`, all but the root with `parent`, and
 * where wanted `networks` and `hosts`. All problems come at once, each with file, line, column and hint; what it gives is a
 * tree (`unitTree` takes it).
 */
export function readUnits(file: string): Result<readonly Unit[], readonly Problem[]> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const message = `cannot read the units: ${(error as Error).message}`
    return fail([{ code: 'units-unreadable', level: 'error', file, message }])
  }
  return unitsOf(text, file)
}

/** As `readUnits`, of a text; `file` names it in problems. */
export function unitsOf(text: string, file: string): Result<readonly Unit[], readonly Problem[]> {
  const problems: Problem[] = []
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  for (const error of document.errors) {
    const message = error.message.split('\n')[0] ?? ''
    problems.push({ code: 'units-yaml', level: 'error', ...place(error.pos[0]), message })
  }
  if (problems.length > 0) return fail(problems)
  const say: Say = (node, code, message, hint) => {
    const offset = (node as Node | null)?.range?.[0] ?? 0
    problems.push({ code, level: 'error', ...place(offset), message, ...(hint === undefined ? {} : { hint }) })
  }
  const { contents } = document
  if (!isSeq(contents) || contents.items.length === 0) {
    say(contents, 'units-type', 'the file must be a list of units', '- id: tinh')
    return fail(problems)
  }
  const placed = contents.items.flatMap((node) => readUnit(node, say) ?? [])
  checkTree(placed, say, contents)
  return problems.length > 0 ? fail(problems) : ok(placed.map(({ unit }) => unit))
}

function readUnit(node: unknown, say: Say): Placed | undefined {
  if (!isMap(node)) {
    say(node, 'units-type', 'a unit must be a mapping of keys', `keys: ${keys.join(', ')}`)
    return undefined
  }
  for (const { key } of node.items) {
    const name = isScalar(key) ? String(key.value) : '?'
    if (!(keys as readonly string[]).includes(name))
      say(key, 'units-unknown-key', `unknown key ${name}`, `known here: ${keys.join(', ')}`)
  }
  const at: Placed['at'] = (key, index) => {
    const value = (node as YAMLMap).get(key, true)
    return (isSeq(value) && index !== undefined ? value.items[index] : value) ?? node
  }
  const textAt = (key: (typeof keys)[number], needed: boolean): string | undefined => {
    const value = (node as YAMLMap).get(key)
    if (typeof value === 'string' && value !== '') return value
    if (needed || value !== undefined) say(at(key), 'units-value', `${key} must be text`)
    return undefined
  }
  const listAt = (key: 'networks' | 'hosts'): readonly string[] | undefined => {
    const value: unknown = (node as YAMLMap).get(key)
    if (value === undefined) return undefined
    const list: unknown = isSeq(value) ? value.toJSON() : undefined
    if (Array.isArray(list) && list.every((item) => typeof item === 'string' && item !== '')) return list
    say(at(key), 'units-value', `${key} must be a list of texts`)
    return undefined
  }
  const id = textAt('id', true)
  const name = textAt('name', true)
  const kind = unitKinds.find((one) => one === node.get('kind'))
  if (kind === undefined) say(at('kind'), 'units-value', 'kind is none that exists', `one of ${unitKinds.join(', ')}`)
  if (id !== undefined && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
    say(at('id'), 'units-value', `id ${id} is not made of small letters, digits and hyphens`)
  const parent = textAt('parent', false)
  const networks = listAt('networks')
  const hosts = listAt('hosts')
  networks?.forEach((network, index) => {
    if (parseNetwork(network) === undefined)
      say(at('networks', index), 'units-value', `${network} is no network`, 'e.g. 10.20.0.0/16 or 2001:db8::/32')
  })
  if (id === undefined || name === undefined || kind === undefined) return undefined
  return {
    unit: {
      id,
      name,
      kind,
      ...(parent !== undefined && { parent }),
      ...(networks !== undefined && { networks }),
      ...(hosts !== undefined && { hosts }),
    },
    at,
  }
}

/** One root, every parent there, nobody under itself, no id, network or host name claimed twice. */
function checkTree(placed: readonly Placed[], say: Say, whole: unknown): void {
  const byId = new Map<string, Unit>()
  const claimed = new Map<string, string>()
  const claim = (what: string, id: string, node: unknown) => {
    const before = claimed.get(what)
    if (before !== undefined) say(node, 'units-claimed-twice', `${what} belongs to ${before} already`)
    else claimed.set(what, id)
  }
  for (const { unit, at } of placed) {
    if (byId.has(unit.id)) say(at('id'), 'units-same-id', `two units have the id ${unit.id}`)
    byId.set(unit.id, unit)
    unit.networks?.forEach((network, index) => {
      claim(network, unit.id, at('networks', index))
    })
    unit.hosts?.forEach((host, index) => {
      claim(host.toLowerCase(), unit.id, at('hosts', index))
    })
  }
  const roots = placed.filter(({ unit }) => unit.parent === undefined)
  if (roots.length === 0) say(whole, 'units-root', 'no unit is the root', 'leave out parent at the province')
  for (const { unit, at } of roots.slice(1))
    say(at('id'), 'units-root', `${unit.id} has no parent, and there is a root already`)
  for (const { unit, at } of placed) {
    if (unit.parent !== undefined && !byId.has(unit.parent))
      say(at('parent'), 'units-parent', `${unit.id} lies under ${unit.parent}, which is not there`)
    else if (isUnderItself(unit, byId)) say(at('parent'), 'units-loop', `${unit.id} lies under itself`)
  }
}

function isUnderItself(unit: Unit, byId: ReadonlyMap<string, Unit>): boolean {
  const passed = new Set<string>()
  for (let above = unit.parent; above !== undefined && !passed.has(above); above = byId.get(above)?.parent) {
    if (above === unit.id) return true
    passed.add(above)
  }
  return false
}
