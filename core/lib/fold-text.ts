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
  return bySigns(text) ?? searchForm(text)
}

function searchForm(text: string): string {
  return foldCase(text).normalize('NFD').replace(nonSpacingMarks, '').replace(crossedD, 'd').normalize('NFC')
}

/** Latin letters up to U+024F, combining marks, and the letters of Vietnamese (U+1E00 …): each folds on its own. */
const foldsOnItsOwn = (code: number): boolean => (code < 0x370 ? code !== 0x345 : code >= 0x1e00 && code <= 0x1eff)
const folded = new Map<number, string>()

/** The fold of a text sign by sign, ten times as quick; undefined where signs may change their neighbours. */
function bySigns(text: string): string | undefined {
  let result = ''
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 97 && code <= 122) {
      result += text[i]
      continue
    }
    if (!foldsOnItsOwn(code)) return undefined
    let fold = folded.get(code)
    if (fold === undefined) {
      fold = searchForm(String.fromCharCode(code))
      folded.set(code, fold)
    }
    result += fold
  }
  return result
}
