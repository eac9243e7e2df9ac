/**
 * The two text folds, ours on every back end: `foldCase` for equality and Sigma, `foldSearch` for the search bar. Both are
 * idempotent, and neither looks at a locale.
 */

const beyondAscii = /[^\x00-\x7f]/
const finalSigma = /ς/g
const nonSpacingMarks = /\p{Mn}+/gu
const crossedD = /đ/g

/**
 * NFC and Unicode case. A round trip lower → upper → lower reaches the full case folding of Unicode (CaseFolding.txt,
 * status C and F) from what JavaScript has: ß and ẞ become `ss`, ς and Σ become σ, ligatures come apart. On top of that
 * it joins what shares an upper case: ı with i, µ with μ. İ stays i with a dot above, as Unicode folds it by default.
 */
export function foldCase(text: string): string {
  if (!beyondAscii.test(text)) return text.toLowerCase()
  // Decomposed first: U+0345 changes nature when folded, and has to stand in canonical order by then (Unicode §3.13, D145).
  const lower = text.normalize('NFD').toLowerCase().toUpperCase().toLowerCase()
  return lower.replace(finalSigma, 'σ').normalize('NFC')
}

/** As `foldCase`, also without non-spacing marks (Vietnamese tones, hooks and horns) and with đ as d. */
export function foldSearch(text: string): string {
  if (!beyondAscii.test(text)) return text.toLowerCase()
  return foldCase(text).normalize('NFD').replace(nonSpacingMarks, '').replace(crossedD, 'd').normalize('NFC')
}
