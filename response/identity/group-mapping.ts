import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Grant } from '../../core/access/actor.ts'
import { grantRefusal } from '../../core/access/granting.ts'
import type { Role } from '../../core/access/permissions.ts'
import { roles } from '../../core/access/permissions.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Problem } from '../../core/lib/errors.ts'

/** A group at the identity provider and the role at a unit that it brings. */
export interface GroupMapping {
  readonly group: string
  readonly role: Role
  readonly unit: string
}

/** Roles that a person gives to a person: whoever runs the platform, leads or audits is never made by a directory. */
const neverMapped: ReadonlySet<Role> = new Set<Role>(['platform-admin', 'duty-lead', 'auditor', 'service-account'])
const keys = ['group', 'role', 'unit'] as const

/** Reads the list of mappings; all problems at once, each with its line. */
export function readGroupMappings(
  text: string,
  file: string,
): { readonly mappings: readonly GroupMapping[]; readonly problems: readonly Problem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const problems: Problem[] = []
  const problem = (offset: number | undefined, message: string, hint?: string) => {
    const { line, col: column } = lines.linePos(offset ?? 0)
    const more = hint === undefined ? {} : { hint }
    problems.push({ code: 'group-mapping', level: 'error', file, line, column, message, ...more })
  }
  for (const error of document.errors) problem(error.pos[0], error.message.split('\n')[0] ?? '')
  const items = isSeq(document.contents) ? document.contents.items : []
  if (document.contents !== null && !isSeq(document.contents)) problem(0, 'must be a list of group, role, unit')
  const mappings: GroupMapping[] = []
  for (const item of items) {
    const at = (item as { range?: [number, number, number] }).range?.[0]
    if (!isMap(item)) {
      problem(at, 'must be a mapping with group, role and unit')
      continue
    }
    const before = problems.length
    for (const { key } of item.items) {
      const name = isScalar(key) ? String(key.value) : '?'
      if (!keys.some((one) => one === name)) problem(at, `unknown key ${name}`, `known here: ${keys.join(', ')}`)
    }
    const [group, role, unit] = keys.map((key) => item.get(key)) as [unknown, unknown, unknown]
    if (typeof group !== 'string' || group === '') problem(at, 'group must be text')
    if (typeof unit !== 'string' || unit === '') problem(at, 'unit must be the id of a unit')
    if (!isMapped(role)) {
      const may = (Object.keys(roles) as Role[]).filter((one) => !neverMapped.has(one))
      problem(at, `the role ${String(role)} does not come from a group`, `these may: ${may.join(', ')}`)
    }
    if (problems.length === before) mappings.push({ group, role, unit } as GroupMapping)
  }
  return { mappings, problems }
}

const isMapped = (role: unknown): role is Role =>
  typeof role === 'string' && Object.hasOwn(roles, role) && !neverMapped.has(role as Role)

/**
 * The grants that these groups bring to somebody who holds `own` already: what a duty lead could give, and nothing else. A
 * mapping to a unit that is no more brings nothing.
 */
export function mappedGrants(
  mappings: readonly GroupMapping[],
  groups: readonly string[],
  own: readonly Grant[],
  units: UnitTree,
  now: number,
): readonly Grant[] {
  const lead = { id: 'mapping', name: 'mapping', grants: [{ role: 'duty-lead', unit: units.root }] } as const
  const held = new Set(groups.map((group) => group.toLowerCase()))
  const found = new Map<string, Grant>()
  for (const { group, role, unit } of mappings) {
    if (!held.has(group.toLowerCase()) || neverMapped.has(role)) continue
    const grant: Grant = { role, unit, mapped: true }
    const there = own.some((one) => one.role === role && one.unit === unit)
    if (!there && grantRefusal(lead, grant, own, units, now) === undefined) found.set(`${role}@${unit}`, grant)
  }
  return [...found.values()]
}
