/** What a key press asks for in a list or beside it. `close` waits for a digit, `help` lasts as long as it is held. */
export type Command =
  | 'down'
  | 'up'
  | 'extendDown'
  | 'extendUp'
  | 'open'
  | 'close'
  | 'select'
  | 'acknowledge'
  | 'judge'
  | 'except'
  | 'escalate'
  | 'undo'
  | 'group'
  | 'search'
  | 'help'

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** Commands by the key's place on the board (`event.code`), so that Telex and other layouts do not move them. */
const byCode: Readonly<Record<string, Command>> = {
  KeyJ: 'down',
  KeyK: 'up',
  KeyA: 'acknowledge',
  KeyM: 'acknowledge',
  KeyC: 'judge',
  KeyD: 'judge',
  KeyX: 'select',
  KeyU: 'undo',
  KeyG: 'group',
  KeyT: 'except',
  KeyE: 'escalate',
  Enter: 'open',
  Escape: 'close',
}

/** With Shift: the row before or after is chosen too. */
const shifted: Readonly<Record<string, Command>> = {
  KeyJ: 'extendDown',
  ArrowDown: 'extendDown',
  KeyK: 'extendUp',
  ArrowUp: 'extendUp',
}

/** The command of a key press; undefined for anything else and for every chord with Ctrl, Alt or Meta. */
export function commandOf(press: KeyPress & { readonly shiftKey: boolean }): Command | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined
  if (press.code === 'Slash' || press.code === 'NumpadDivide') return press.shiftKey ? 'help' : 'search'
  return press.shiftKey ? shifted[press.code] : byCode[press.code]
}

/** The digit 1–9 of a key press, from either row of digits. */
export function digitOf({ code, ctrlKey, metaKey, altKey }: KeyPress): number | undefined {
  if (ctrlKey || metaKey || altKey) return undefined
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1]
  return digit === undefined ? undefined : Number(digit)
}
