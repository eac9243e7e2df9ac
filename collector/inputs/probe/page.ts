import { foldSearch } from '../../../core/lib/fold-text.ts'

/** What a page says, so that two readings of it can be compared. */
export interface PageText {
  readonly title: string
  /** Its words, without letter case, diacritics and everything that has a digit: dates, counters and tokens change by themselves. */
  readonly words: ReadonlySet<string>
  /** Phrases of a defaced or abused page that it holds, by the names below. */
  readonly suspicious: readonly string[]
}

/**
 * What defacers write, and what is planted on public sites for search engines. Folded like the text they are looked for
 * in; longer phrases rather than words, which honest news would hold as well.
 */
const phrases: Readonly<Record<string, RegExp>> = {
  defaced:
    /\b(?:hacked by|h4cked by|owned by|pwned by|defaced by|touched by|hacked and defaced|you have been hacked|da bi hack|bi hack boi|was here greetz?|greetz to)\b/,
  ransom: /\b(?:your files (?:have been|are) encrypted|du lieu cua ban da bi ma hoa|pay .{0,40}bitcoin)\b/,
  gambling:
    /\b(?:nha cai uy tin|ca cuoc bong da|no hu doi thuong|tai xiu online|game bai doi thuong|ban ca doi thuong|lo de online|slot gacor|situs judi|judi online|casino online|soi keo nha cai)\b/,
  pharmacy: /\b(?:buy (?:cheap )?(?:viagra|cialis)|viagra online)\b/,
}

/** Reads an HTML page. Scripts, styles and comments say nothing to its readers. */
export function readPage(html: string): PageText {
  const bare = html
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<(script|style|noscript|template)\b[\s\S]*?<\/\1\s*>/gi, ' ')
  const title = plain(/<title[^>]*>([\s\S]{0,2000}?)<\/title/i.exec(bare)?.[1] ?? '').slice(0, 300)
  const text = foldSearch(plain(bare))
  const words = new Set<string>()
  for (const word of text.match(/[\p{L}\p{N}_-]+/gu) ?? []) {
    if (words.size >= mostWords) break
    if (word.length > 1 && word.length < 40 && !/\p{N}/u.test(word)) words.add(word)
  }
  // Planted links stand where nobody sees them, in titles and attributes too.
  const everything = `${text} ${foldSearch(plain(html.replaceAll(/[<>"'=]/g, ' ')))}`
  const suspicious = Object.keys(phrases).filter((name) => phrases[name]?.test(everything))
  return { title, words, suspicious }
}

const mostWords = 5000

/** Per cent of all words of both readings that only one of them has. */
export function changeBetween(before: ReadonlySet<string>, now: ReadonlySet<string>): number {
  let common = 0
  for (const word of now) if (before.has(word)) common += 1
  const all = before.size + now.size - common
  return all === 0 ? 0 : Math.round((100 * (all - common)) / all)
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,8}));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' '
    })
    .replace(/\s+/g, ' ')
    .trim()
}
