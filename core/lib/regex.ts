import { RE2JS, RE2JSException } from 're2js'
import type { Result } from './result.ts'
import { fail, ok } from './result.ts'

/** A pattern that judges a text in time linear in its length: hostile input cannot hang it. */
export interface Regex {
  /** True when the text contains a match. */
  test(text: string): boolean
}

/** Why a pattern is refused. */
export interface RegexProblem {
  /** In RE2's words, e.g. `missing closing ): "(a"`. */
  readonly message: string
  /** Where in the pattern, counted from 0; absent when the engine does not say. */
  readonly position?: number
}

const flagBits: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
}

/** Compiled patterns by flags and text: rules repeat them and a query compiles anew on every page. */
const known = new Map<string, Result<Regex, RegexProblem>>()
const knownLimit = 2_000

/**
 * A regular expression of RE2 syntax (no look-around, no back references). Without flags case counts, `.` stops at a
 * newline, and `^` and `$` are the two ends of the text: `$` does not match before a trailing newline. `i`, `m` and `s`
 * change the three; a leading `(?i)` in the pattern does as well.
 */
export function compileRegex(pattern: string, flags = ''): Result<Regex, RegexProblem> {
  const key = `${flags}/${pattern}`
  const before = known.get(key)
  if (before !== undefined) return before
  const result = compile(pattern, flags)
  if (known.size >= knownLimit) known.clear()
  known.set(key, result)
  return result
}

function compile(pattern: string, flags: string): Result<Regex, RegexProblem> {
  let bits = 0
  for (const flag of flags) {
    const bit = flagBits[flag]
    if (bit === undefined) return fail({ message: `unknown flag "${flag}": i, m and s are known` })
    bits |= bit
  }
  try {
    RE2JS.compile(pattern, bits)
    return ok(asRun(pattern, (bits & RE2JS.DOTALL) !== 0) ?? whenAsked(() => RE2JS.compile(pattern, bits)))
  } catch (error) {
    if (error instanceof RE2JSException) return fail(problemOf(error, pattern))
    throw error
  }
}

/** Made at the first question: of the patterns that are read, most are never asked, and each takes some 20 kB. */
function whenAsked(make: () => Regex): Regex {
  let made: Regex | undefined
  return {
    test(text) {
      made ??= make()
      return made.test(text)
    },
  }
}

/**
 * "So many characters in a row" by counting them. The engine keeps a state for each character that it has counted, at every
 * place: linear as well, but hundreds of times slower.
 */
function asRun(pattern: string, newlines: boolean): Regex | undefined {
  const least = Number(/^(?:\.|\((?:\?:)?\.\))\{(\d{2,4}),?\}$/.exec(pattern)?.[1])
  if (Number.isNaN(least)) return undefined
  return {
    test(text) {
      let run = 0
      for (let i = 0; i < text.length; i++) {
        if (text.charCodeAt(i) === 10 && !newlines) run = 0
        else if (++run >= least) return true
        // A surrogate pair is one character.
        if (text.codePointAt(i)! > 0xffff) i++
      }
      return false
    },
  }
}

/** A pattern that takes texts apart by its named groups `(?<name>…)`, in linear time as well. */
export interface GroupRegex {
  readonly names: readonly string[]
  /** The groups that took part in the first match; undefined where the text holds none. */
  groups(text: string): { [name: string]: string } | undefined
}

/** As `compileRegex`, for taking a text apart. */
export function compileGroups(pattern: string): Result<GroupRegex, RegexProblem> {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(pattern)
  } catch (error) {
    if (error instanceof RE2JSException) return fail(problemOf(error, pattern))
    throw error
  }
  const names = Object.keys(compiled.namedGroups())
  return ok({
    names,
    groups(text) {
      const matcher = compiled.matcher(text)
      if (!matcher.find()) return undefined
      const found: { [name: string]: string } = {}
      for (const name of names) {
        const value = matcher.group(name)
        if (value !== null && name !== '__proto__') found[name] = value
      }
      return found
    },
  })
}

function problemOf(error: Error, pattern: string): RegexProblem {
  const words = error.message.replace(/^error parsing regexp: /, '')
  const fragment = 'input' in error && typeof error.input === 'string' ? error.input : undefined
  if (fragment === undefined || fragment === '') return { message: words }
  const message = words.endsWith(`: \`${fragment}\``) ? `${words.slice(0, -fragment.length - 4)}: "${fragment}"` : words
  // The engine names the piece that it could not read, not its place; only a piece that stands once has a sure one.
  const position = pattern.indexOf(fragment)
  return position >= 0 && pattern.lastIndexOf(fragment) === position ? { message, position } : { message }
}
