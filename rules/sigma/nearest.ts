/** The candidate that differs from `word` by the fewest single-character changes, if by no more than two. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Math.min(3, Math.max(word.length, 2))
  for (const candidate of candidates) {
    const changes = word.length > 40 ? Infinity : distance(word.toLowerCase(), candidate)
    if (changes < least) {
      least = changes
      best = candidate
    }
  }
  return best
}

function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1
      const replaced = (above[column - 1] as number) + same
      line.push(Math.min(replaced, (above[column] as number) + 1, (line[column - 1] as number) + 1))
    }
    above = line
  }
  return above[b.length] as number
}

/** A hint that names the nearest candidate, or all of them. */
export function suggest(word: string, candidates: readonly string[]): string {
  const close = nearest(word, candidates)
  return close === undefined ? `use one of: ${candidates.join(', ')}` : `did you mean ${close}?`
}
