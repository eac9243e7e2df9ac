/** A condition on a field: `field=value`, in or out. */
export interface Term {
  readonly field: string
  readonly value: string
  readonly out: boolean
}

/** Terms and free text as the address holds them. */
export interface Terms {
  readonly text: string
  readonly terms: readonly Term[]
}

/** A field's name: letters, digits and what ECS and vendors join them with; the first `=` ends it. */
const typed = /^([-!]?)([\p{L}_@][\p{L}\p{N}_.@-]*)\s*(!?=)\s*(?:"([^"]*)"|(.+))$/u

/**
 * Reads what was typed: `event.outcome=failure` is a condition, `-field=value` or `field!=value` one that must not hold;
 * a value may stand in quotes. Anything else is free text and gives undefined.
 */
export function parseTerm(input: string): Term | undefined {
  const parts = typed.exec(input.trim())
  if (parts === null) return undefined
  const [, sign, field = '', operator, quoted, bare] = parts
  const value = quoted ?? bare?.trim() ?? ''
  return value === '' ? undefined : { field, value, out: (sign !== '') !== (operator === '!=') }
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
  return { text: params.get('text') ?? '', terms: [...of('only'), ...of('not')].slice(0, 50) }
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

/** What may follow what has been typed so far: names of fields, or values of a field once `=` stands. At most eight. */
export function suggest(
  input: string,
  fields: readonly string[],
  valuesOf: (field: string) => readonly string[],
): string[] {
  const split = input.indexOf('=')
  if (split > 0) {
    const field = input.slice(0, split).replace(/^[-!]|!$/g, '')
    const begun = input.slice(split + 1).toLowerCase()
    return valuesOf(field)
      .filter((value) => value.toLowerCase().includes(begun))
      .slice(0, 8)
      .map((value) => `${input.slice(0, split)}=${value}`)
  }
  const sign = /^[-!]/.exec(input)?.[0] ?? ''
  const begun = input.slice(sign.length).toLowerCase()
  if (begun.length < 2 || /\s/.test(begun)) return []
  const starting = fields.filter((field) => field.startsWith(begun))
  const holding = fields.filter((field) => !field.startsWith(begun) && field.includes(begun))
  return [...starting, ...holding].slice(0, 8).map((field) => `${sign}${field}=`)
}
