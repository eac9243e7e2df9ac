/**
 * The event fields for a rule's field: by the table, else the name itself where it is dotted or one of the ECS base
 * fields, else none, or what `otherwise` makes of it.
 */
export function fieldsBy(
  table: { readonly [field: string]: readonly string[] },
  otherwise: (field: string) => readonly string[] = () => [],
): (field: string) => readonly string[] {
  return (field) => {
    if (Object.hasOwn(table, field)) return table[field] as readonly string[]
    return field.includes('.') || base.has(field) ? [field] : otherwise(field)
  }
}

const base = new Set(['message', 'tags', 'labels', '@timestamp'])
