/** The selections that `them` or a pattern names: neither names those that begin with `_`, unless the pattern does. */
export function namesOf(pattern: string, all: readonly string[]): string[] {
  if (pattern === 'them') return all.filter((name) => !name.startsWith('_'))
  const hidden = pattern.startsWith('_')
  return all.filter((name) => (hidden || !name.startsWith('_')) && fits(pattern, name))
}

/** Glob matching in linear space and at most quadratic time. */
function fits(pattern: string, name: string): boolean {
  let p = 0
  let n = 0
  let star = -1
  let resume = 0
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = n
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++resume
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
