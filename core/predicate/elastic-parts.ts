import { cutWhole } from './elastic-terms.ts'

/** A clause of Elasticsearch's query language. */
export type ElasticQuery = { readonly [clause: string]: unknown }

/** Elasticsearch refuses a `bool` 30 deep (`indices.query.bool.max_nested_depth`); a leaf may add three to its own. */
const deepest = 10
/** Lucene refuses more clauses than about a thousand in one query (`indices.query.bool.max_clause_count`). */
const mostClauses = 600

/** Holds for every document; the one object, by which it is known. */
export const everything: ElasticQuery = { match_all: {} }
/** Holds for none. */
export const nothing: ElasticQuery = { match_none: {} }

/** A clause with what must be known of it to join it with others. */
export interface Part {
  readonly query: ElasticQuery
  readonly exact: boolean
  readonly depth: number
  readonly clauses: number
  /** Holds only where the field is there, or is cut. */
  readonly about?: string
  /** Holds wherever that field is there, or is cut. */
  readonly isPresence?: true
  /** The terms of which the field must have one: alternatives of one field become one list. */
  readonly listed?: readonly string[]
}

/** One clause as a part. */
export const part = (query: ElasticQuery, exact = true): Part => ({ query, exact, depth: 0, clauses: 1 })
const isEverything = ({ query }: Part): boolean => query === everything
const isNothing = ({ query }: Part): boolean => query === nothing

/** How parts are joined; what is too many or too deep for a query is left out where it stands. */
export const joints = {
  constant: (value: boolean): Part => part(value ? everything : nothing),
  all(parts: readonly Part[]): Part {
    const exact = parts.every((one) => one.exact)
    const impossible = parts.find(isNothing)
    if (impossible !== undefined) return impossible
    const asked = parts.filter((one) => !isEverything(one))
    const kept = fitting(asked)
    return joined(kept, exact && kept.length === asked.length, everything, (filter) => ({ bool: { filter } }))
  },
  any(parts: readonly Part[]): Part {
    const sure = parts.find((one) => isEverything(one) && one.exact) ?? parts.find(isEverything)
    if (sure !== undefined) return sure
    const possible = mergeTerms(withoutImplied(parts.filter((one) => !isNothing(one))))
    if (!fits(possible)) return part(everything, false)
    return joined(
      possible,
      possible.every((one) => one.exact),
      nothing,
      (should) => ({ bool: { should } }),
    )
  },
}

const clausesOf = (parts: readonly Part[]): number => parts.reduce((sum, { clauses }) => sum + clauses, 0)
const fits = (parts: readonly Part[]): boolean =>
  clausesOf(parts) <= mostClauses && parts.every(({ depth }) => depth < deepest)

/** As many of the parts, the small ones first, as a query takes. */
function fitting(parts: readonly Part[]): readonly Part[] {
  if (fits(parts)) return parts
  const kept: Part[] = []
  for (const one of parts.toSorted((a, b) => a.clauses - b.clauses)) if (fits([...kept, one])) kept.push(one)
  return kept
}

/** Alternatives without those that hold only where another one holds as well. */
function withoutImplied(parts: readonly Part[]): readonly Part[] {
  const present = new Map<string, Part>()
  for (const one of parts) if (one.isPresence && one.about !== undefined) present.set(one.about, one)
  if (present.size === 0) return parts
  return parts.filter((one) => one.about === undefined || (present.get(one.about) ?? one) === one)
}

function joined(
  parts: readonly Part[],
  exact: boolean,
  none: ElasticQuery,
  join: (queries: readonly ElasticQuery[]) => ElasticQuery,
): Part {
  const [only] = parts
  if (only === undefined) return part(none, exact)
  if (parts.length === 1) return { ...only, exact }
  return {
    query: join(parts.map(({ query }) => query)),
    exact,
    depth: Math.max(...parts.map(({ depth }) => depth)) + 1,
    clauses: clausesOf(parts),
  }
}

/** Parts that ask one field for any of some terms, as one. */
function mergeTerms(parts: readonly Part[]): readonly Part[] {
  const byName = new Map<string, Part[]>()
  const others: Part[] = []
  for (const one of parts) {
    if (one.listed === undefined || one.about === undefined) others.push(one)
    else {
      const some = byName.get(one.about)
      if (some === undefined) byName.set(one.about, [one])
      else some.push(one)
    }
  }
  const lists = [...byName].map(([name, some]) => {
    const [only] = some
    if (some.length === 1 && only !== undefined) return only
    const texts = [...new Set(some.flatMap(({ listed }) => listed ?? []))]
    return oneOfTerms(
      name,
      texts,
      some.every(({ exact }) => exact),
    )
  })
  return [...lists, ...mergeKeywords(others)]
}

/** Holds where the field has one of the terms, or is cut. */
export function oneOfTerms(name: string, texts: readonly string[], exact: boolean): Part {
  const query = anyOf([...fieldsOf(name).map((where) => terms(where, texts)), terms('cut', [name, cutWhole])])
  return { ...part(query, exact), depth: 2, clauses: 3, about: name, listed: texts }
}

function mergeKeywords(parts: readonly Part[]): readonly Part[] {
  const lists = new Map<string, { exact: boolean; texts: Set<string> }>()
  const rest: Part[] = []
  for (const one of parts) {
    const [field, texts] = Object.entries((one.query.terms ?? {}) as Record<string, readonly string[]>)[0] ?? []
    if (field === undefined || texts === undefined) {
      rest.push(one)
      continue
    }
    const list = lists.get(field) ?? { exact: true, texts: new Set<string>() }
    lists.set(field, list)
    list.exact &&= one.exact
    for (const text of texts) list.texts.add(text)
  }
  return [...[...lists].map(([field, { exact, texts }]) => part(terms(field, [...texts]), exact)), ...rest]
}

/** A field has one of the terms. */
export const terms = (field: string, texts: readonly string[]): ElasticQuery => ({ terms: { [field]: texts } })
/** One of the clauses holds. */
export const anyOf = (queries: readonly ElasticQuery[]): ElasticQuery =>
  queries.length === 1 && queries[0] !== undefined ? queries[0] : { bool: { should: queries } }
/** The clause does not hold. */
export const noneOf = (query: ElasticQuery): ElasticQuery => ({ bool: { must_not: [query] } })

/** The index fields in which terms of this name can stand; see `isStamp`. */
export function fieldsOf(name: string): readonly string[] {
  const [first] = name.split('.')
  if (first === 'event') return name.startsWith('event.original') ? ['vendor', 'own'] : ['own']
  return first === 'vonggac' || first === 'ecs' || first === 'related' ? ['own'] : ['vendor']
}
