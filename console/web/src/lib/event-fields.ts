/** A field of an event with its values, named the ECS way. */
export interface EventField {
  readonly field: string
  readonly values: readonly string[]
}

const mostFields = 600
const deepest = 20

/**
 * An event document as a list of dotted fields, `@timestamp` first, then by name. Past 600 fields or 20 levels the rest
 * is given as JSON, so that a hostile document cannot stop the page.
 */
export function eventFields(document: Readonly<Record<string, unknown>>): EventField[] {
  const fields: EventField[] = []
  collect(document, '', 0, fields)
  return fields.sort((a, b) =>
    a.field === b.field ? 0 : a.field === '@timestamp' ? -1 : b.field === '@timestamp' ? 1 : a.field < b.field ? -1 : 1,
  )
}

function collect(value: unknown, field: string, depth: number, into: EventField[]): void {
  if (into.length >= mostFields || value === undefined) return
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < deepest) {
    const entries = Object.entries(value)
    for (const [name, inner] of entries) collect(inner, field === '' ? name : `${field}.${name}`, depth + 1, into)
    return
  }
  const values = (Array.isArray(value) ? value : [value]).map(asText)
  into.push({ field, values })
}

/** The first value of a dotted field, whether the document nests it or keeps the dots; undefined when absent. */
export function fieldValue(document: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = lookUp(document, field)
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first === null ? undefined : asText(first)
}

function lookUp(document: unknown, field: string): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined
  if (Object.hasOwn(document, field)) return (document as Record<string, unknown>)[field]
  for (let dot = field.indexOf('.'); dot !== -1; dot = field.indexOf('.', dot + 1)) {
    const head = field.slice(0, dot)
    if (!Object.hasOwn(document, head)) continue
    const found = lookUp((document as Record<string, unknown>)[head], field.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
