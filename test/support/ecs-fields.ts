import { readFileSync, writeFileSync } from 'node:fs'
import { EcsFlat, EcsVersion } from '@elastic/ecs'

/**
 * Writes `core/event/ecs-fields.ts` out of the ECS package; `node test/support/ecs-fields.ts` after the package was
 * updated. A test compares the two.
 */
const ecsFieldsFile = 'core/event/ecs-fields.ts'

/** ECS types by what the field dictionary calls them: what differs only in how Elasticsearch keeps it is one type. */
const types: Readonly<Record<string, string>> = {
  keyword: 'keyword',
  constant_keyword: 'keyword',
  wildcard: 'text',
  match_only_text: 'text',
  long: 'long',
  integer: 'long',
  float: 'float',
  double: 'float',
  scaled_float: 'float',
  date: 'date',
  boolean: 'boolean',
  ip: 'ip',
  geo_point: 'geo_point',
  object: 'object',
  flattened: 'object',
  nested: 'object',
}

/** What the file should hold. Throws on a type that is not in the table above. */
export function ecsFieldsSource(): string {
  const byType = new Map<string, Map<string, string[]>>()
  for (const [name, { type }] of Object.entries<{ type: string }>(EcsFlat)) {
    const ours = types[type]
    if (ours === undefined) throw new Error(`${name} has the unknown type ${type}`)
    const sets = byType.get(ours) ?? new Map<string, string[]>()
    const set = name.split('.')[0] ?? name
    byType.set(ours, sets.set(set, [...(sets.get(set) ?? []), name]))
  }
  const entries = [...byType].sort().map(([type, sets]) => {
    const lines = [...sets.values()].map((names) => names.sort().join(' ')).sort()
    return `  ${type}: \`\n${lines.join('\n')}\`,\n`
  })
  return `/** The fields of ECS ${EcsVersion} by type. Written by test/support/ecs-fields.ts: change nothing here by hand. */
export const ecsFields = {
${entries.join('')}} as const
`
}

/** What it holds. */
export function ecsFieldsOnDisk(): string {
  return readFileSync(ecsFieldsFile, 'utf8')
}

if (import.meta.main) writeFileSync(ecsFieldsFile, ecsFieldsSource())
