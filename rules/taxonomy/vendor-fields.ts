import { isEcsField } from '../../core/event/fields.ts'

/**
 * The event fields for a rule's field where a service's own JSON is the log: by the table, and under `root` with the
 * name as the service writes it (`eventType`) and as Elastic's integrations write it (`event_type`). Names of ECS and
 * whole names below the root stand for themselves.
 */
export function vendorFields(
  root: string,
  table: { readonly [field: string]: readonly string[] } = {},
): (field: string) => readonly string[] {
  const own = `${root.split('.', 1)[0]}.`
  return (field) => {
    const raw = field.startsWith(own) ? field : `${root}.${field}`
    if (Object.hasOwn(table, field)) return [...new Set([...(table[field] ?? []), raw])]
    if (isEcsField(field) || raw === field) return [field]
    return [...new Set([`${root}.${snakeCase(field)}`, raw])]
  }
}

/** `securityContext.isProxy` as `security_context.is_proxy`. */
function snakeCase(field: string): string {
  return field.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}
