import type { EventDocument, Mark } from '../../../core/event/event.ts'
import { isObject } from '../../../core/lib/json.ts'
import { decodeJson } from '../../decode/json.ts'
import type { SyslogFields } from '../../decode/syslog-fields.ts'
import { decodeWindowsXml } from '../../decode/windows-xml.ts'
import type { Context } from '../draft.ts'
import { jsonDocument } from '../json-document.ts'
import { isWinlog } from './windows-document.ts'

interface Made {
  readonly document: EventDocument
  readonly own: number | undefined
}

/** Formats whose records are Windows events. */
const windowsFormats = ['evtx', 'evtx-json', 'windows-json', 'windows-xml'] as const

/** True for the formats whose records are Windows events, whichever way they are written. */
export function isWindowsFormat(format: string): boolean {
  return windowsFormats.some((one) => one === format)
}

const xmlStart = /^[\ufeff\s]*<(?:\?xml\b|(?:\w+:)?Event[\s>])/

/** True for text that begins as the XML of a Windows event does. */
export function looksLikeWindowsXml(text: string): boolean {
  const code = text.charCodeAt(0)
  return (code === 60 || code <= 32 || code === 0xfeff) && xmlStart.test(text)
}

/** A record that is a Windows event, as XML or as a JSON object of any known layout. Text says why it is none. */
export function readWindows(text: string, context: Context, marks: Mark[]): Made | string {
  // Rendered events hold line ends; that is how they are written and nothing odd.
  const odd = marks.indexOf('control_characters')
  if (odd >= 0 && !reallyOdd.test(text)) marks.splice(odd, 1)
  const xml = looksLikeWindowsXml(text)
  const decoded = xml ? decodeWindowsXml(text) : decodeJson(text)
  if (!decoded.ok) return `not ${xml ? 'the XML of a Windows event' : 'a JSON object'}: ${decoded.error}`
  // What an event log file held that was no record to read.
  const { evtx } = decoded.value.value
  if (isObject(evtx) && typeof evtx.problem === 'string') return `${evtx.problem} (byte ${String(evtx.offset)})`
  const made = jsonDocument(decoded.value, text, 'auto', context, marks)
  return isWinlog(made.document.winlog)
    ? made
    : 'not a Windows event: neither System and EventID, nor winlog, nor EventID and Channel'
}

// As in decode/text.ts, but for the line ends.
const reallyOdd = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/

/** The Windows event that a syslog line carries as JSON or XML; undefined for any other line. */
export function readCarriedWindows(
  fields: SyslogFields,
  text: string,
  context: Context,
  marks: Mark[],
): Made | undefined {
  const body = fields.message.trimStart()
  const xml = body.startsWith('<Event') && looksLikeWindowsXml(body)
  if (!xml && !(body.startsWith('{') && (body.includes('"EventID"') || body.includes('"winlog"')))) return undefined
  const decoded = xml ? decodeWindowsXml(body) : decodeJson(body)
  if (!decoded.ok) return undefined
  const found: Mark[] = []
  const made = jsonDocument(decoded.value, text, 'auto', context, found)
  if (!isWinlog(made.document.winlog)) return undefined
  marks.push(...found)
  return made
}
