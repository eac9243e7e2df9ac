/** A stretch of a line: as it came, or symbols that stand for what must not act on the screen. */
export interface Stretch {
  readonly text: string
  /** The character's name when the stretch is one or more of the same symbol: `ESC`, `U+202E`. */
  readonly symbol?: string
  /** Part of a value that made a rule fire. */
  readonly marked: boolean
}

/** C0, DEL and C1 controls; bidirectional controls and invisible characters (Unicode UAX #9 §2, general category Cf). */
const acting =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u

/** Names of the C0 controls in the order of their codes (ECMA-48). */
const c0 =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )

function symbolOf(character: string): { text: string; symbol: string } {
  const code = character.codePointAt(0) ?? 0
  // Unicode has pictures of these: U+2400 and on.
  if (code <= 0x1f) return { text: String.fromCodePoint(0x2400 + code), symbol: c0[code] ?? '' }
  if (code === 0x7f) return { text: '␡', symbol: 'DEL' }
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return { text: `⟨${name}⟩`, symbol: name }
}

/**
 * Makes a raw line safe to look at: escapes, control and bidirectional characters become visible symbols (`␛` for ESC),
 * and every occurrence of the values is marked. Values are found without regard to case; one of one or two characters
 * only as a whole word, so that `1` does not light up half the line.
 */
export function inertText(raw: string, values: readonly string[] = []): Stretch[] {
  const marks = markedAt(raw, values)
  const stretches: { text: string; symbol?: string; marked: boolean }[] = []
  for (let at = 0; at < raw.length; at += 1) {
    const character = raw[at] as string
    const marked = marks[at] === 1
    const part = acting.test(character) ? symbolOf(character) : { text: character }
    const symbol = 'symbol' in part ? part.symbol : undefined
    const last = stretches.at(-1)
    if (last !== undefined && last.symbol === symbol && last.marked === marked) last.text += part.text
    else stretches.push({ ...part, marked })
  }
  return stretches
}

function markedAt(raw: string, values: readonly string[]): Uint8Array {
  const marks = new Uint8Array(raw.length)
  const lower = raw.toLowerCase()
  // Some letters change length when lowered; positions would then be off, and a wrong mark is worse than none.
  if (lower.length !== raw.length) return marks
  for (const value of new Set(values.map((one) => one.toLowerCase()))) {
    if (value === '') continue
    const whole = value.length < 3
    for (let at = lower.indexOf(value); at !== -1; at = lower.indexOf(value, at + value.length)) {
      const end = at + value.length
      if (whole && (isWordCharacter(lower[at - 1]) || isWordCharacter(lower[end]))) continue
      marks.fill(1, at, end)
    }
  }
  return marks
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character)
}
