import type { WildcardPart } from '../../core/predicate/predicate.ts'

const run: WildcardPart = { any: 'run' }
const one: WildcardPart = { any: 'one' }

/**
 * Text of a Sigma value as literal pieces and wildcards (Sigma 2.1, Escaping). `*` is any run of characters, `?` exactly
 * one; `\*` and `\?` are literal; `\\` is one backslash, so `\\*` is a backslash and a wildcard and `\\\*` a backslash
 * and a literal star; a backslash before anything else, or at the end, is itself.
 */
export function parseValue(text: string): WildcardPart[] {
  const parts: WildcardPart[] = []
  let literal = ''
  let from = 0
  // Stretches are cut out of the rule's text, not put together anew: no copy of them is kept.
  for (const { 0: sign, index } of text.matchAll(special)) {
    literal += text.slice(from, index)
    // What is escaped begins the next stretch.
    from = index + 1
    if (sign.length > 1) continue
    if (literal !== '') parts.push(literal)
    literal = ''
    parts.push(sign === '*' ? run : one)
  }
  literal += text.slice(from)
  if (literal !== '') parts.push(literal)
  return parts
}

const special = /\\[\\*?]|[*?]/g

/** True for a wildcard that stands for any run of characters. */
const isRun = (part: WildcardPart | undefined): boolean => typeof part === 'object' && part.any === 'run'

/** True if there is no wildcard among the parts. */
export const isLiteral = (parts: readonly WildcardPart[]): boolean => parts.every((part) => typeof part === 'string')

/** The parts with a run before and/or behind, unless one is there already. */
export function surround(parts: readonly WildcardPart[], before: boolean, behind: boolean): WildcardPart[] {
  const out = [...parts]
  if (before && !isRun(out[0])) out.unshift(run)
  if (behind && (out.length === 0 || !isRun(out.at(-1)))) out.push(run)
  return out
}

/** The parts with neighbouring literals joined and runs of runs made one. */
export function tidy(parts: readonly WildcardPart[]): WildcardPart[] {
  const out: WildcardPart[] = []
  for (const part of parts) {
    const last = out.at(-1)
    if (typeof part === 'string' && typeof last === 'string') out[out.length - 1] = last + part
    else if (part !== '' && !(isRun(part) && isRun(last))) out.push(part)
  }
  return out
}
