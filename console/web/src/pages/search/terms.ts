import { addTerm as addToQuery } from '../../../../../core/predicate/search-print.ts'

/** A condition on a field: `field=value`, in or out. */
export interface Term {
  readonly field: string
  readonly value: string
  readonly out: boolean
}

/** The query in the search language, and the terms beside it, as the address holds them. */
export interface Terms {
  readonly query: string
  readonly terms: readonly Term[]
}

/** `field=value`, as the address and the API write a condition. */
export function writeTerm({ field, value }: Pick<Term, 'field' | 'value'>): string {
  return `${field}=${value}`
}

/** Reads the address; what has no `=` or no field is left out. */
export function readTerms(params: URLSearchParams): Terms {
  const of = (name: 'only' | 'not') =>
    params.getAll(name).flatMap((pair) => {
      const split = pair.indexOf('=')
      return split < 1 ? [] : [{ field: pair.slice(0, split), value: pair.slice(split + 1), out: name === 'not' }]
    })
  return { query: params.get('query') ?? '', terms: [...of('only'), ...of('not')].slice(0, 50) }
}

/** Adds a term; the same pair stands once, and the newer side of it wins. */
export function addTerm(params: URLSearchParams, term: Term): void {
  removeTerm(params, term)
  params.append(term.out ? 'not' : 'only', writeTerm(term))
}

/** Takes a pair out, whichever side it stands on. */
export function removeTerm(params: URLSearchParams, term: Pick<Term, 'field' | 'value'>): void {
  for (const name of ['only', 'not']) {
    const rest = params.getAll(name).filter((pair) => pair !== writeTerm(term))
    params.delete(name)
    for (const pair of rest) params.append(name, pair)
  }
}

/**
 * Moves the terms into the query, where they can be joined by `or` and `not`. One that asks for presence alone, or whose
 * stars stand for anything, is no exact value and stays.
 */
export function termsIntoQuery(params: URLSearchParams): void {
  const { query, terms } = readTerms(params)
  let text = query
  for (const term of terms.filter(isExact)) {
    text = addToQuery(text, term.field, term.value, term.out ? 'not' : 'only')
    removeTerm(params, term)
  }
  params.set('query', text)
}

/** True for a term that asks for one value, as it is. */
export function isExact({ value }: Term): boolean {
  return !/[*?]/.test(value)
}
