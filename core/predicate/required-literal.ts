/** Shorter literals sift too little to be worth a walk through a dictionary. */
const shortest = 3

/**
 * The longest stretch of plain ASCII that every text matched by a pattern (RE2 syntax) must hold, whatever its case; undefined
 * when none is sure. What it does not understand it takes for "anything".
 */
export function requiredLiteral(pattern: string): string | undefined {
  if (/\\[QE]|\(\?[a-zA-Z]*x/.test(pattern)) return undefined
  const stretches: string[] = []
  let stretch = ''
  const end = (): void => {
    stretches.push(stretch)
    stretch = ''
  }
  let at = 0
  while (at < pattern.length) {
    const piece = pieceAt(pattern, at)
    if (piece === '|') return undefined
    at += piece.length
    const quantifier = /^(?:[*+?]|\{[^}]*\})[?+]?/.exec(pattern.slice(at))?.[0] ?? ''
    at += quantifier.length
    const literal = literalOf(piece)
    const atLeastOnce = quantifier === '' || quantifier.startsWith('+')
    if (literal === undefined || !atLeastOnce) {
      // `^`, `$` and word boundaries take no character, but what stands on their two sides is still not one stretch.
      end()
    } else {
      stretch += literal
      if (quantifier !== '') end()
    }
  }
  end()
  const longest = stretches.reduce((best, one) => (one.length > best.length ? one : best), '')
  return longest.length >= shortest ? longest : undefined
}

/** One unit of the pattern: a character, an escape, a class, or a group as a whole. */
function pieceAt(pattern: string, at: number): string {
  const first = pattern[at] ?? ''
  if (first === '\\')
    return /^\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|..)|[0-7]{1,3}|.)/s.exec(pattern.slice(at))?.[0] ?? first
  if (first === '[') return pattern.slice(at, endOfClass(pattern, at))
  if (first !== '(') return first
  let depth = 0
  for (let i = at; i < pattern.length; i++) {
    const sign = pattern[i]
    if (sign === '\\') i++
    else if (sign === '[') i = endOfClass(pattern, i) - 1
    else if (sign === '(') depth++
    else if (sign === ')' && --depth === 0) return pattern.slice(at, i + 1)
  }
  return pattern.slice(at)
}

function endOfClass(pattern: string, at: number): number {
  let i = at + 1
  if (pattern[i] === '^') i++
  // A bracket that comes first is itself a member.
  if (pattern[i] === ']') i++
  for (; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern.startsWith('[:', i)) i = Math.max(i, pattern.indexOf(':]', i) + 1)
    else if (pattern[i] === ']') return i + 1
  }
  return pattern.length
}

function literalOf(piece: string): string | undefined {
  if (/^[A-Za-z0-9 _\-:;,=<>@#%&!'"/~`]$/.test(piece)) return piece
  const escaped = /^\\([^A-Za-z0-9])$/.exec(piece)?.[1]
  return escaped !== undefined && escaped >= ' ' && escaped <= '~' ? escaped : undefined
}
