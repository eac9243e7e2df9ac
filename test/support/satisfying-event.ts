import type { AnyField, Leaf, Predicate, WildcardPart } from '../../core/predicate/predicate.ts'

/** What a field's text must be: a whole, or how it begins, what it holds and how it ends. */
interface Wanted {
  whole?: string | number
  start: string
  readonly middle: string[]
  end: string
}
type Values = Map<string, Wanted>

/**
 * An event made to satisfy a predicate, as far as can be read off it: of each `any` one alternative that is free of what is
 * wanted already, a text for each pattern, nothing for what is negated; `attempt` counts through the alternatives. Whoever
 * uses it asks the matcher whether it does: a regular expression is met by its longest plain stretch alone.
 */
export function satisfyingEvent(predicate: Predicate, attempt = 0): Record<string, unknown> {
  const values: Values = new Map()
  satisfy(predicate, values, attempt)
  const event: Record<string, unknown> = {}
  for (const [field, { whole, start, middle, end }] of values) {
    put(event, field.split('.'), whole ?? (`${start}${middle.join(' ')}${end}` || 'x'))
  }
  return event
}

function satisfy(node: Predicate, values: Values, attempt: number): void {
  switch (node.kind) {
    case 'true':
    case 'false':
    case 'not':
      return
    case 'all':
      for (const part of node.of) satisfy(part, values, attempt)
      return
    case 'any': {
      if (node.of.some((part) => isMet(part, values))) return
      const free = node.of.filter((part) => fieldsIn(part).every((field) => !values.has(field)))
      const from = free.length > 0 ? free : node.of
      const chosen = from[attempt % from.length]
      if (chosen !== undefined) satisfy(chosen, values, attempt)
      return
    }
    default:
      meet(node, values)
  }
}

/** True when an `equals` of the part is met already, as several selections often name one log source. */
function isMet(part: Predicate, values: Values): boolean {
  if (part.kind === 'all') return part.of.every((one) => isMet(one, values))
  return part.kind === 'equals' && values.get(part.field)?.whole === part.value
}

function wantedOf(values: Values, field: string): Wanted {
  const known = values.get(field) ?? { start: '', middle: [], end: '' }
  values.set(field, known)
  return known
}

function meet(leaf: Leaf, values: Values): void {
  switch (leaf.kind) {
    case 'equals':
      wantedOf(values, leaf.field).whole = leaf.value
      return
    case 'wildcard':
      meetPattern(wantedOf(values, leaf.field), leaf.pattern)
      return
    case 'regex':
      wantedOf(values, leaf.field).middle.push(plainStretch(leaf.pattern))
      return
    case 'compare':
      wantedOf(values, leaf.field).whole = leaf.value + (leaf.op === 'gt' ? 1 : leaf.op === 'lt' ? -1 : 0)
      return
    case 'cidr':
      wantedOf(values, leaf.field).whole = leaf.network.replace(/\/.*$/, '')
      return
    case 'exists':
      wantedOf(values, leaf.field)
      return
    case 'fieldEquals':
      wantedOf(values, leaf.field).whole = 'same'
      wantedOf(values, leaf.other).whole = 'same'
      return
    case 'anyField':
      meetAny(wantedOf(values, 'message'), leaf.test)
  }
}

function meetPattern(wanted: Wanted, pattern: readonly WildcardPart[]): void {
  const isRun = (part: WildcardPart | undefined) => typeof part === 'object' && part.any === 'run'
  const [open, openEnd] = [isRun(pattern[0]), isRun(pattern.at(-1))]
  const text = pattern.map((part) => (typeof part === 'string' ? part : part.any === 'one' ? 'x' : '')).join('')
  if (open && openEnd) wanted.middle.push(text)
  else if (open) wanted.end = text
  else if (openEnd) wanted.start = text
  else wanted.whole = text
}

function meetAny(wanted: Wanted, test: AnyField['test']): void {
  if (test.kind === 'wildcard') meetPattern(wanted, test.pattern)
  else wanted.middle.push(test.kind === 'equals' ? test.value : plainStretch(test.pattern))
}

function plainStretch(pattern: string): string {
  const [longest = 'x'] = pattern
    .replace(/\\(.)/g, '$1')
    .split(/[[\](){}|^$*+?.]/)
    .toSorted((a, b) => b.length - a.length)
  return longest
}

function fieldsIn(node: Predicate): readonly string[] {
  if (node.kind === 'all' || node.kind === 'any') return node.of.flatMap(fieldsIn)
  return 'field' in node ? [node.field] : node.kind === 'anyField' ? ['message'] : []
}

function put(target: Record<string, unknown>, path: readonly string[], value: string | number): void {
  const [head = '', ...rest] = path
  const child = target[head]
  if (rest.length === 0) {
    if (typeof child !== 'object') target[head] = value
    return
  }
  const next = typeof child === 'object' && child !== null ? (child as Record<string, unknown>) : {}
  target[head] = next
  put(next, rest, value)
}
