import { ecsFields } from './ecs-fields.ts'

/**
 * The field dictionary: what ECS and we ourselves call things, and of what type they are. A help for completion, display
 * and mappings; an event may hold any other field as well.
 */

/** `text` is for long texts that one searches within; `object` for fields that hold others, their names open. */
export type FieldType = keyof typeof ecsFields

/** What the platform stamps on events; see `Stamps`. */
const ownFields: Readonly<Record<string, FieldType>> = {
  'vonggac.unit.id': 'keyword',
  'vonggac.unit.ids': 'keyword',
  'vonggac.source.id': 'keyword',
  'vonggac.marks': 'keyword',
  'vonggac.truncated': 'keyword',
}

/** Made when first asked for: 2,600 names are not every page's business. */
let dictionary: ReadonlyMap<string, FieldType> | undefined

function known(): ReadonlyMap<string, FieldType> {
  if (dictionary === undefined) {
    const types = Object.keys(ecsFields) as FieldType[]
    const entries = types.flatMap((type) =>
      ecsFields[type]
        .trim()
        .split(/\s+/)
        .map((name) => [name, type] as const),
    )
    dictionary = new Map([...entries, ...Object.entries(ownFields)].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
  return dictionary
}

/** The type of a field of ECS or of ours; undefined for any other. */
export function fieldType(name: string): FieldType | undefined {
  return known().get(name)
}

/** True for a field of ECS, false for ours and any other. */
export function isEcsField(name: string): boolean {
  return known().has(name) && !Object.hasOwn(ownFields, name)
}

/** All names of the dictionary, in the order of their letters. */
export function fieldNames(): readonly string[] {
  return [...known().keys()]
}
