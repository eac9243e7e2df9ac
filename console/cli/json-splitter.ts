import type { JsonObject } from '../../core/lib/json.ts'
import { isObject } from '../../core/lib/json.ts'

/** One value of the input: an object, or what could not be read as one. */
export interface JsonPiece {
  /** Undefined for a piece that is no JSON object. */
  readonly value: JsonObject | undefined
  /** The line it begins on, counted from 1. */
  readonly line: number
  /** The text of the value, as it stands in the input. */
  readonly text?: string
  /** Why there is no value. */
  readonly problem?: string
}

/** Longer values are reported instead of being kept in memory. */
const longest = 64 * 1024 * 1024
/** How far a value that spans lines is followed when a line inside could be a value of its own. */
const patience = 4 * 1024 * 1024

const quote = 34
const backslash = 92
const newline = 10
const openBrace = 123
const openBracket = 91

/**
 * Cuts a stream of text into JSON objects, whichever way they stand in it: one a line, pretty-printed one after another,
 * or in an array. Broken text becomes a piece of its own, and reading goes on at the next line that begins with `{`.
 */
export class JsonSplitter {
  readonly #take: (piece: JsonPiece) => void
  #text = ''
  #line = 1
  /** True within a top-level array. */
  #array = false
  /** True once an object stood on one line: then a line that begins with `{` is always a new one. */
  #oneALine = false
  /** Where the scan of an unfinished value stopped, relative to its start, so that growing text is read once. */
  #scan = freshScan()
  /** Characters of an overlong value that were given up. */
  #dropped = false

  constructor(take: (piece: JsonPiece) => void) {
    this.#take = take
  }

  push(chunk: string): void {
    this.#text = this.#text === '' ? chunk : this.#text + chunk
    this.#run(false)
  }

  /** The input is over: what is left is a piece, if a broken one. */
  end(): void {
    this.#run(true)
  }

  #run(last: boolean): void {
    let at = 0
    while (at >= 0 && at < this.#text.length) {
      const from = this.#skipBlank(at)
      if (from >= this.#text.length) {
        at = from
        break
      }
      const next = this.#one(from, last)
      if (next < 0) {
        at = from
        break
      }
      at = next
    }
    this.#text = this.#text.slice(at)
    if (this.#text.length > longest) {
      this.#take({ value: undefined, line: this.#line, problem: `longer than ${longest} characters` })
      this.#countLines(0, this.#text.length)
      this.#dropped = true
      this.#scan = freshScan()
      this.#text = ''
    }
  }

  /** Reads what begins at `at` and answers where to go on, or -1 when more text is needed. */
  #one(at: number, last: boolean): number {
    const code = this.#text.charCodeAt(at)
    if (this.#dropped) return this.#skipDropped(at)
    if (!this.#array && code === openBracket) {
      this.#array = true
      return at + 1
    }
    if (this.#array && this.#text[at] === ']') {
      this.#array = false
      return at + 1
    }
    if (code === openBrace) return this.#object(at, last)
    return this.#scalar(at, last)
  }

  #object(at: number, last: boolean): number {
    if (!this.#array && this.#scan.at === 0) {
      const end = this.#lineEnd(at, last)
      if (end < 0 && this.#text.length - at < patience) return -1
      const text = end < 0 ? '' : this.#text.slice(at, end)
      const value = end < 0 ? undefined : parsed(text)
      if (value !== undefined) {
        this.#oneALine = true
        this.#take({ value, line: this.#line, text })
        return end
      }
    }
    const scan = this.#scan
    if (scan.end === 0) scanValue(this.#text, at, scan, this.#oneALine && !this.#array)
    if (scan.end > 0) return this.#closed(at, at + scan.end, last)
    const stuck = scan.stopped || last || (scan.resume > 0 && scan.at > patience)
    return stuck ? this.#giveUp(at, this.#text.length, last, 'the value is not finished') : -1
  }

  /** The brackets of the value at `at` are closed at `end`: it is one if it can be read and nothing odd follows. */
  #closed(at: number, end: number, last: boolean): number {
    const text = this.#text.slice(at, end)
    const value = parsed(text)
    if (value === undefined) return this.#giveUp(at, end, last, whyNot(text))
    if (!this.#array) {
      let next = end
      while (/[ \t\r]/.test(this.#text.charAt(next))) next++
      if (next >= this.#text.length && !last) return -1
      if (!['', '\n', ',', '{', '['].includes(this.#text.charAt(next))) {
        return this.#giveUp(at, end, last, 'something follows the value on its line')
      }
    }
    this.#scan = freshScan()
    this.#take({ value, line: this.#line, text })
    this.#countLines(at, end)
    return end
  }

  /** The value at `at` is broken: report it and go on at the next line that begins with `{`, else behind the line. */
  #giveUp(at: number, end: number, last: boolean, problem: string): number {
    const { resume } = this.#scan
    const next = this.#array ? end : resume > 0 ? at + resume : this.#lineEnd(end, last)
    if (next < 0) return -1
    if (resume > 0) this.#oneALine = true
    this.#scan = freshScan()
    this.#take({ value: undefined, line: this.#line, problem })
    this.#countLines(at, next)
    return next
  }

  /** Where the line ends that `at` stands in; -1 when that is not known yet. */
  #lineEnd(at: number, last: boolean): number {
    const end = this.#text.indexOf('\n', at)
    return end >= 0 ? end : last ? this.#text.length : -1
  }

  /** Anything that does not begin with `{`: a line, or in an array up to the comma. */
  #scalar(at: number, last: boolean): number {
    const stop = this.#array ? /[\n,\]]/g : /\n/g
    stop.lastIndex = at
    const found = stop.exec(this.#text)
    if (found === null && !last) return -1
    const end = found?.index ?? this.#text.length
    this.#take({ value: undefined, line: this.#line, problem: whyNot(this.#text.slice(at, end)) })
    return end
  }

  /** After an overlong value, everything up to a line that begins with `{` belongs to it. */
  #skipDropped(at: number): number {
    const next = this.#text.indexOf('\n{', at)
    const end = next < 0 ? this.#text.length : next + 1
    this.#countLines(at, end)
    this.#dropped = next < 0
    return end
  }

  #skipBlank(from: number): number {
    let at = from
    for (; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at)
      if (code === newline) this.#line++
      // Space, tab, carriage return, byte order mark; and the comma between values.
      else if (code !== 32 && code !== 9 && code !== 13 && code !== 0xfeff && code !== 44) break
    }
    return at
  }

  #countLines(from: number, to: number): void {
    for (let at = this.#text.indexOf('\n', from); at >= 0 && at < to; at = this.#text.indexOf('\n', at + 1))
      this.#line++
  }
}

/** How far a value has been read. Offsets are relative to its first character. */
interface Scan {
  at: number
  depth: number
  inString: boolean
  /** Behind the value; 0 while it is open. */
  end: number
  /** The first line inside that begins with `{`; 0 if there is none. */
  resume: number
  /** Set when the scan stopped at such a line. */
  stopped: boolean
}

const freshScan = (): Scan => ({ at: 0, depth: 0, inString: false, end: 0, resume: 0, stopped: false })

/** Follows brackets and strings from where the scan stopped until the value ends or the text does. */
function scanValue(text: string, start: number, scan: Scan, stopAtBrace: boolean): void {
  let at = start + scan.at
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === newline) {
      // No JSON string holds a raw newline: one that is still open here is broken.
      scan.inString = false
      if (at + 1 >= text.length) break
      if (scan.resume === 0 && text.charCodeAt(at + 1) === openBrace) {
        scan.resume = at + 1 - start
        if (stopAtBrace) {
          scan.stopped = true
          return
        }
      }
    } else if (scan.inString) {
      if (code === backslash) {
        if (at + 1 >= text.length) break
        at++
      } else if (code === quote) scan.inString = false
    } else if (code === quote) scan.inString = true
    else if (code === openBrace || code === openBracket) scan.depth++
    else if (code === 125 || code === 93) {
      scan.depth--
      if (scan.depth <= 0) {
        scan.end = at + 1 - start
        return
      }
    }
    at++
  }
  scan.at = at - start
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function whyNot(text: string): string {
  try {
    JSON.parse(text)
    return 'not a JSON object'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
