import type { JsonObject } from '../../core/lib/json.ts'
import { isUnsafeKey } from './json.ts'

/** A record of the ArcSight Common Event Format, revision 25 (CEF:0 and CEF:1). */
export interface Cef {
  readonly version: string
  readonly vendor: string
  readonly product: string
  readonly deviceVersion: string
  readonly eventClass: string
  readonly name: string
  readonly severity: string
  /** Extension as the sender named it, values unescaped. */
  readonly extension: JsonObject
  /** Custom fields by what their `…Label` says: `cs1Label=VirusName cs1=EICAR` gives `VirusName: EICAR`. */
  readonly labels: JsonObject
  readonly unsafeKey: boolean
}

const bar = 124
const backslash = 92
const equals = 61
const space = 32

/** A CEF record that begins at the start of the text; undefined when it is none. Never throws. */
export function decodeCef(text: string): Cef | undefined {
  if (!text.startsWith('CEF:')) return undefined
  const header: string[] = []
  let at = 4
  for (let field = 0; field < 7; field++) {
    const part = headerField(text, at)
    // The last field may end the line: then there is no extension.
    if (part.end > text.length && field < 6) return undefined
    header.push(part.text)
    at = part.end
  }
  const { fields, unsafeKey } = decodeExtension(text.slice(at))
  const [version = '', vendor = '', product = '', deviceVersion = '', eventClass = '', name = '', severity = ''] =
    header
  return {
    version,
    vendor,
    product,
    deviceVersion,
    eventClass,
    name,
    severity: severity.trim(),
    extension: fields,
    labels: labelled(fields),
    unsafeKey,
  }
}

/** One header field up to an unescaped `|`; `\|` and `\\` are escapes. */
function headerField(text: string, start: number): { text: string; end: number } {
  let out = ''
  let from = start
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === bar) return { text: out + text.slice(from, i), end: i + 1 }
    if (code !== backslash) continue
    const next = text.charCodeAt(i + 1)
    if (next === bar || next === backslash) {
      out += text.slice(from, i)
      from = i + 1
      i += 1
    }
  }
  return { text: out + text.slice(from), end: text.length + 1 }
}

/**
 * `key=value key=value`: a value goes on, spaces and all, up to the space before the next key; an `=` within it is
 * written `\=`. LEEF without its tabs reads the same. Linear in the text.
 */
export function decodeExtension(text: string): { fields: JsonObject; unsafeKey: boolean } {
  const fields: JsonObject = {}
  let unsafeKey = false
  let key: string | undefined
  let from = 0
  const close = (end: number) => {
    if (key === undefined) return
    if (isUnsafeKey(key)) unsafeKey = true
    if (key !== '__proto__') fields[key] = unescaped(text.slice(from, end).trimEnd())
  }
  // Where the run of key characters that ends here began; -1 where there is none.
  let run = -1
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === equals) {
      if (run >= 0 && i > run && (run === 0 || isBlank(text.charCodeAt(run - 1)))) {
        close(run)
        key = text.slice(run, i)
        from = i + 1
      }
      run = -1
    } else if (isKeyCharacter(code)) {
      if (run < 0) run = i
    } else {
      run = -1
    }
  }
  close(text.length)
  return { fields, unsafeKey }
}

function isBlank(code: number): boolean {
  return code === space || code === 9 || code === bar
}

/** Letters, digits, `_`, and what real products put into keys: `.`, `-`, `[`, `]`. */
function isKeyCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 46 ||
    code === 45 ||
    code === 91 ||
    code === 93
  )
}

/** `\=`, `\\`, `\|`, `\n` and `\r`; a backslash before anything else is itself (Windows paths are sent unescaped). */
function unescaped(text: string): string {
  let at = text.indexOf('\\')
  if (at < 0) return text
  let out = ''
  let from = 0
  while (at >= 0 && at < text.length - 1) {
    const next = text[at + 1]
    const meant = next === '=' || next === '\\' || next === '|' ? next : next === 'n' ? '\n' : next === 'r' ? '\r' : ''
    // `C:\new` is a path, `line one\nline two` a line end: a drive or another backslash path tells them apart.
    if (meant !== '' && !((next === 'n' || next === 'r') && text.slice(1, 3) === ':\\')) {
      out += text.slice(from, at) + meant
      from = at + 2
      at = text.indexOf('\\', at + 2)
    } else {
      at = text.indexOf('\\', at + 1)
    }
  }
  return out + text.slice(from)
}

function labelled(fields: JsonObject): JsonObject {
  const labels: JsonObject = {}
  for (const key of Object.keys(fields)) {
    if (!key.endsWith('Label')) continue
    const name = fields[key]
    const value = fields[key.slice(0, -5)]
    if (typeof name !== 'string' || name === '' || name === '__proto__' || value === undefined) continue
    labels[name] = value
  }
  return labels
}
