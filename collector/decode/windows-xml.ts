import type { Mark } from '../../core/event/event.ts'
import type { Json, JsonObject } from '../../core/lib/json.ts'
import type { Result } from '../../core/lib/result.ts'
import { fail, ok } from '../../core/lib/result.ts'
import type { DecodedJson } from './json.ts'
import { isUnsafeKey } from './json.ts'
import { fieldPrefix, maxFieldLength } from './text.ts'

/** Windows nests five deep; what providers put into UserData stays well below this. */
const maxDepth = 40
/** More elements than this are no event. */
const maxElements = 20_000

interface Open {
  readonly name: string
  readonly attributes: JsonObject | undefined
  children: JsonObject | undefined
  text: string
}

/**
 * One Windows event as XML (Event schema of MS-EVEN6 §2.2.17), as wevtutil, Windows Event Forwarding and shippers render
 * it, into the layout of evtx_dump: `{"Event":{"System":…,"EventData":…}}`, attributes under `#attributes`, data by
 * their names. A small reader of XML 1.0 without document types: the five predefined entities and character references
 * are read, any other entity stays as it is written. An error says what and at which character. Never throws.
 */
export function decodeWindowsXml(text: string): Result<DecodedJson, string> {
  const reader: Reader = { text, at: 0, marks: new Set(), whole: new Map(), leftOut: [], elements: 0 }
  const stack: Open[] = []
  const root: Open = { name: '', attributes: undefined, children: undefined, text: '' }
  while (reader.at < text.length) {
    const open = text.indexOf('<', reader.at)
    const top = stack.at(-1)
    if (open !== reader.at) {
      const piece = text.slice(reader.at, open < 0 ? text.length : open)
      if (top !== undefined) top.text += entities(piece)
      else if (piece.trim() !== '' && piece.trim() !== '\ufeff') return fault(reader, 'text outside of the event')
    }
    if (open < 0) break
    reader.at = open
    const problem = tag(reader, stack, root)
    if (problem !== undefined) return fault(reader, problem)
    if (stack.length === 0 && root.children !== undefined) {
      if (!/^(?:\s|<!--[\s\S]*?-->)*$/.test(text.slice(reader.at, reader.at + 1000))) {
        return fault(reader, 'something follows the event')
      }
      return ok({
        value: root.children,
        marks: [...reader.marks],
        truncated: [...reader.whole.keys()],
        whole: reader.whole,
        leftOut: reader.leftOut,
      })
    }
  }
  return fault(reader, stack.length === 0 ? 'no event' : `<${stack.at(-1)?.name ?? ''}> is not closed`)
}

interface Reader {
  readonly text: string
  at: number
  readonly marks: Set<Mark>
  readonly whole: Map<string, string>
  readonly leftOut: string[]
  elements: number
}

function fault(reader: Reader, what: string): Result<DecodedJson, string> {
  return fail(`${what.slice(0, 120)} (character ${reader.at})`)
}

/** Reads what begins with `<` and answers what is wrong with it. */
function tag(reader: Reader, stack: Open[], root: Open): string | undefined {
  const { text, at } = reader
  const next = text.charCodeAt(at + 1)
  if (next === 33) return declaration(reader, stack)
  if (next === 63) return skip(reader, '?>')
  if (next === 47) {
    const end = text.indexOf('>', at)
    if (end < 0) return 'a tag is not closed'
    const name = local(text.slice(at + 2, end).trim())
    const top = stack.pop()
    if (top === undefined || top.name !== name) return `</${name}> closes nothing`
    reader.at = end + 1
    close(reader, stack, stack.at(-1) ?? root, top)
    return undefined
  }
  reader.elements++
  if (reader.elements > maxElements) return 'too many elements'
  nameEnd.lastIndex = at + 1
  const stop = nameEnd.exec(text)
  if (stop === null || stop.index === at + 1) return 'a tag without a name'
  const name = local(text.slice(at + 1, stop.index))
  reader.at = stop.index
  const attributes = attributesOf(reader)
  if (typeof attributes === 'string') return attributes
  const element: Open = { name, attributes: attributes.found, children: undefined, text: '' }
  if (attributes.empty) {
    close(reader, stack, stack.at(-1) ?? root, element)
    return undefined
  }
  if (stack.length >= maxDepth) return 'elements are nested too deep'
  stack.push(element)
  return undefined
}

const nameEnd = /[\s/>]/g

function declaration(reader: Reader, stack: readonly Open[]): string | undefined {
  const { text, at } = reader
  if (text.startsWith('<!--', at)) return skip(reader, '-->')
  if (!text.startsWith('<![CDATA[', at)) return 'document types are not accepted'
  const end = text.indexOf(']]>', at)
  const top = stack.at(-1)
  if (end < 0 || top === undefined) return 'a CDATA section is out of place'
  top.text += text.slice(at + 9, end)
  reader.at = end + 3
  return undefined
}

function skip(reader: Reader, until: string): string | undefined {
  const end = reader.text.indexOf(until, reader.at)
  if (end < 0) return `${until} is missing`
  reader.at = end + until.length
  return undefined
}

/** Attributes from behind the tag's name to behind its `>`. */
function attributesOf(reader: Reader): { found: JsonObject | undefined; empty: boolean } | string {
  const { text } = reader
  let found: JsonObject | undefined
  for (;;) {
    while (isSpace(text.charCodeAt(reader.at))) reader.at++
    const code = text.charCodeAt(reader.at)
    if (code === 62) {
      reader.at++
      return { found, empty: false }
    }
    if (code === 47 && text.charCodeAt(reader.at + 1) === 62) {
      reader.at += 2
      return { found, empty: true }
    }
    const equals = text.indexOf('=', reader.at)
    if (equals < 0 || equals - reader.at > 200) return 'a tag is not closed'
    const name = text.slice(reader.at, equals).trim()
    let from = equals + 1
    while (isSpace(text.charCodeAt(from))) from++
    const mark = text.charCodeAt(from)
    if (mark !== 34 && mark !== 39) return 'an attribute without quotes'
    const to = text.indexOf(mark === 34 ? '"' : "'", from + 1)
    if (to < 0) return 'an attribute is not closed'
    reader.at = to + 1
    found ??= {}
    if (isUnsafeKey(name)) reader.marks.add('unsafe_key')
    if (name !== '__proto__') found[name] = entities(text.slice(from + 1, to))
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13
}

/** A closed element becomes a value of the one around it. */
function close(reader: Reader, stack: readonly Open[], parent: Open, { name, attributes, children, text }: Open): void {
  parent.children ??= {}
  const into = parent.children
  const named = name === 'Data' || name === 'ComplexData' ? attributes?.Name : undefined
  const key = typeof named === 'string' && named !== '' ? named : name
  const where = () => [...stack.map((open) => open.name), key].join('.')
  if (isUnsafeKey(key)) reader.marks.add('unsafe_key')
  if (key === '__proto__') {
    reader.leftOut.push(where())
    return
  }
  let value: Json
  if (children !== undefined) value = attributes === undefined ? children : { '#attributes': attributes, ...children }
  else {
    let kept = text
    if (text.length > maxFieldLength) {
      kept = fieldPrefix(text)
      reader.whole.set(where(), text)
    }
    value =
      attributes === undefined || key === named
        ? kept
        : kept === ''
          ? { '#attributes': attributes }
          : { '#attributes': attributes, '#text': kept }
  }
  const before = Object.hasOwn(into, key) ? into[key] : undefined
  if (before === undefined) into[key] = value
  else if (Array.isArray(before)) before.push(value)
  else into[key] = [before, value]
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

const predefined: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Predefined entities and character references (XML 1.0 §4.1, §4.6); nothing that could grow. */
function entities(text: string): string {
  let at = text.indexOf('&')
  if (at < 0) return text
  let read = ''
  let from = 0
  for (; at >= 0; at = text.indexOf('&', at + 1)) {
    // Looked for no further than a reference is long: many ampersands must not make a long search each.
    const near = text.slice(at + 1, at + 10)
    const length = near.indexOf(';')
    if (length < 0) continue
    const name = near.slice(0, length)
    const character = Object.hasOwn(predefined, name) ? predefined[name] : referenced(name)
    if (character === undefined) continue
    read += text.slice(from, at) + character
    from = at + length + 2
  }
  return read + text.slice(from)
}

function referenced(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name)
  if (digits === null) return undefined
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : String.fromCodePoint(code)
}
