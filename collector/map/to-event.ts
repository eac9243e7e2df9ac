import type { EventDocument, Mark } from '../../core/event/event.ts'
import { decodeJson } from '../decode/json.ts'
import { decodeText, fieldPrefix, maxFieldLength } from '../decode/text.ts'
import { isoTime } from '../decode/timestamp.ts'
import type { RawRecord } from '../record.ts'
import type { Context, Interpreted } from './draft.ts'
import { addTruncated, stampsOf } from './draft.ts'
import type { FormatName } from './formats.ts'
import { jsonDocument } from './json-document.ts'
import { productDocument } from './product-document.ts'
import { isProductFormat, readLine, readProduct } from './read-line.ts'
import { windowsIdentity } from './windows/complete.ts'
import { isWindowsFormat, looksLikeWindowsXml, readWindows } from './windows/read-windows.ts'

/** A record as an ECS event. Never throws: what cannot be read is an event of kind `pipeline_error`. */
export function toEvent(raw: RawRecord, format: FormatName, context: Context): EventDocument {
  return interpret(raw, format, context).document
}

/** As `toEvent`, with what identity and partition need beside the document. */
export function interpret(raw: RawRecord, format: FormatName, context: Context): Interpreted {
  const { text, marks: textMarks, exact } = decodeText(raw.bytes, raw.cut)
  const marks: Mark[] = textMarks.length === 0 ? [] : [...textMarks]
  let made: { document: EventDocument; own: number | undefined }
  try {
    made = read(text, format, context, marks)
  } catch (error) {
    // A mapping that throws is our bug; the sender's event is kept all the same.
    made = undecodable(
      text,
      `mapping failed: ${error instanceof Error ? error.message : String(error)}`,
      context,
      marks,
    )
  }
  // Bytes that text cannot say stand beside it, so that the original is whole.
  if (exact !== undefined) stampsOf(made.document).original_base64 = exact
  return { document: made.document, time: made.own, raw: text, identity: windowsIdentity(made.document) }
}

function read(
  text: string,
  format: FormatName,
  context: Context,
  marks: Mark[],
): { document: EventDocument; own: number | undefined } {
  if (isWindowsFormat(format) || (format === 'auto' && looksLikeWindowsXml(text))) {
    const made = readWindows(text, context, marks)
    return typeof made === 'string' ? undecodable(text, made, context, marks) : made
  }
  if (isProductFormat(format)) {
    return (
      readProduct(text, format, context, marks) ??
      undecodable(text, `neither a line of ${format} nor one with a syslog header before it`, context, marks)
    )
  }
  if (format === 'syslog' || (format === 'auto' && !looksLikeJson(text))) {
    return (
      readLine(text, context, marks) ??
      undecodable(text, 'neither a syslog header (PRI or time) nor a JSON object', context, marks)
    )
  }
  const own = format === 'auto' ? context.mappings?.(text, context) : undefined
  if (own !== undefined) return productDocument(own, text, context, marks)
  const decoded = decodeJson(text)
  if (!decoded.ok) return undecodable(text, `not a JSON object: ${decoded.error}`, context, marks)
  return jsonDocument(decoded.value, text, readingOf(format), context, marks)
}

function readingOf(format: FormatName): 'auto' | 'ecs' | 'json' {
  return format === 'ecs' || format === 'json' ? format : 'auto'
}

function looksLikeJson(text: string): boolean {
  const code = text.charCodeAt(0)
  return code === 123 || (code <= 32 && text.trimStart().startsWith('{'))
}

function undecodable(
  text: string,
  why: string,
  context: Context,
  marks: Mark[],
): { document: EventDocument; own: undefined } {
  marks.push('time_missing', 'undecodable')
  const received = isoTime(context.receivedAt)
  const document: EventDocument = {
    '@timestamp': received,
    message: fieldPrefix(text),
    ecs: { version: '9.4.0' },
    event: { kind: 'pipeline_error', ingested: received, original: text },
    error: { message: why },
    vonggac: { marks: [...new Set(marks)] },
  }
  if (text.length > maxFieldLength) addTruncated(document, ['message'])
  return { document, own: undefined }
}
