import { refang } from './defang.ts'
import { type Indicator, keyOf, type Place } from './indicator.ts'
import { type Recognised, recognise, type UnreadReason } from './recognise.ts'

/** A line or a cell, and where it stands. */
export interface Piece {
  readonly place: Place
  readonly text: string
}

/** An indicator with the places where it stood, the first ones; `times` counts all of them. */
export interface FoundIndicator extends Indicator {
  readonly places: readonly Place[]
  readonly times: number
  readonly notes: readonly ('port-left-out' | 'file-or-domain')[]
}

/** What was not taken for an indicator. `nothing` is a whole line or cell in which none was found: mostly prose. */
export interface Unread {
  readonly place: Place
  readonly text: string
  readonly reason: UnreadReason
}

export interface ReadIndicators {
  readonly found: readonly FoundIndicator[]
  readonly unread: readonly Unread[]
  /** How many more could not be told, past those that are listed. */
  readonly unreadMore: number
  /** Different indicators past the ceiling, which are left out. */
  readonly beyond: number
}

/** Different indicators that one list may hold. */
export const mostIndicators = 100_000
const mostUnread = 2_000
const mostPlaces = 5
const shownText = 200

/** Reads lines and cells: every indicator once, with where it stood, and what was not understood. Linear in the text. */
export function readPieces(pieces: Iterable<Piece>, most = mostIndicators): ReadIndicators {
  const found = new Map<string, { item: Indicator; places: Place[]; times: number; notes: Set<FoundNote> }>()
  const beyond = new Set<string>()
  const unread: Unread[] = []
  let unreadMore = 0
  const miss = (place: Place, text: string, reason: UnreadReason) => {
    if (unread.length < mostUnread) unread.push({ place, text: text.slice(0, shownText), reason })
    else unreadMore++
  }
  for (const { place, text } of pieces) {
    let some = false
    for (const { raw, result } of lineResults(text)) {
      some = true
      if ('unread' in result) {
        miss(place, raw, result.unread)
        continue
      }
      const key = keyOf(result.indicator)
      const known = found.get(key)
      if (known === undefined) {
        if (found.size >= most) {
          beyond.add(key)
          continue
        }
        const notes = new Set(result.note === undefined ? [] : [result.note])
        found.set(key, { item: result.indicator, places: [place], times: 1, notes })
      } else {
        known.times++
        if (result.note !== undefined) known.notes.add(result.note)
        if (known.places.length < mostPlaces) known.places.push(place)
      }
    }
    if (!some && /[\p{L}\p{N}]/u.test(text)) miss(place, text.trim(), 'nothing')
  }
  return {
    found: [...found.values()].map(({ item, places, times, notes }) => ({ ...item, places, times, notes: [...notes] })),
    unread,
    unreadMore,
    beyond: beyond.size,
  }
}
type FoundNote = FoundIndicator['notes'][number]

interface LineResult {
  readonly raw: string
  readonly result: NonNullable<Recognised>
}

const wholeUrl = /[a-z][a-z0-9+.-]{1,15}:\/\/[^\s<>"“”|`]+/giu
const windowsPath =
  /(?<![\p{L}\p{N}])(?:[a-z]:\\|%[a-z]{1,20}%\\)[^\t"<>|*?,;]{1,300}?\.[a-z0-9]{1,8}(?![\p{L}\p{N}\\.])/giu
const addressRange =
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}[ \t]{0,3}[-–—][ \t]{0,3}\d{1,3}(?:\.\d{1,3}){0,3}(?![\d.]*[\d])/g
const between = /[\s,;|"“”‘’«»`<>]+/u

/** The pieces of a line that are or wanted to be indicators. A line without a blank is as good as a list of one. */
function lineResults(text: string): readonly LineResult[] {
  const line = refang(text)
  const defanged = line !== text
  const results: LineResult[] = []
  const take = (raw: string, result: Recognised) => {
    if (result !== undefined) results.push({ raw, result })
  }
  const rest = line
    .replace(addressRange, (range) => {
      take(range, { unread: 'address-range' })
      return ' '
    })
    .replace(windowsPath, (path) => {
      take(path, recognise(path, { alone: false, defanged: false }))
      return ' '
    })
    .replace(wholeUrl, (url) => {
      for (const one of url.split(/[,;](?=[a-z][a-z0-9+.-]{1,15}:\/\/)/i)) {
        const trimmed = trim(one)
        if (trimmed !== '') take(trimmed, recognise(trimmed, { alone: false, defanged }))
      }
      return ' '
    })
  const tokens = rest.split(between).filter((token) => token !== '')
  const alone = tokens.length <= 1 || separated(rest)
  const before = new Set(defanged ? text.split(between) : [])
  for (const token of tokens) {
    const piece = trim(token)
    if (piece === '') continue
    // One that stood there as it is was not defanged, whatever else on the line was.
    const around = { alone, defanged: defanged && !before.has(token) }
    take(piece, recognise(piece, around) ?? labelled(piece, around))
  }
  return results
}

/** True for a line that is nothing but a list: its parts are divided by commas, semicolons, bars or tabs, none has a blank. */
function separated(line: string): boolean {
  const parts = line.split(/[,;|\t]/).map((part) => part.trim())
  return parts.length > 1 && parts.every((part) => !/\s/.test(part))
}

/** `MD5:…`, `sha256=…`, `IP:…`: what stands behind the label. */
function labelled(piece: string, around: { alone: boolean; defanged: boolean }): Recognised {
  const label = /^[\p{L}\d_-]{1,20}[:=](.+)$/u.exec(piece)
  return label?.[1] === undefined ? undefined : recognise(trim(label[1]), around)
}

const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }
const behind = new Set(['.', ',', ';', ':', '!', '?', '…', "'", '*', ...Object.keys(pairs)])
/** Longer ones are no indicators, and looking for a bracket's pair again and again would take long. */
const longestTrimmed = 4_000
/** Without the punctuation around it; a bracket that was opened within stays. */
function trim(token: string): string {
  if (token.length > longestTrimmed) return token
  let [from, to] = [0, token.length]
  while (from < to && "([{'*•-–—+·►".includes(token[from] ?? '') && !isAddressBracket(token, from)) from++
  /** How many more of a bracket are opened than closed in what is left; counted once. */
  const balances = new Map<string, number>()
  const balance = (closing: string, opening: string): number => {
    const known = balances.get(closing)
    if (known !== undefined) return known
    let count = 0
    for (let at = from; at < to; at++) count += token[at] === opening ? 1 : token[at] === closing ? -1 : 0
    balances.set(closing, count)
    return count
  }
  while (to > from) {
    const last = token[to - 1] ?? ''
    if (!behind.has(last)) break
    const opened = pairs[last]
    if (opened !== undefined && balance(last, opened) >= 0) break
    if (opened !== undefined) balances.set(last, balance(last, opened) + 1)
    to--
  }
  return token.slice(from, to)
}

/** `[2001:db8::1]:443` keeps its bracket. */
const isAddressBracket = (token: string, at: number) =>
  token[at] === '[' && /^\[[0-9a-f:.]+\]/i.test(token.slice(at, at + 50))
