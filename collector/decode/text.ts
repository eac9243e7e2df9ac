import { Buffer, isUtf8 } from 'node:buffer'
import type { Mark } from '../../core/event/event.ts'

/** At most this many bytes of a record are kept, 1 MiB. */
export const maxRecordBytes = 1024 * 1024
/** A record longer than this is marked `too_long` even where all of it is kept, 64 KiB. */
const longRecordBytes = 64 * 1024
/** A field other than `event.original` keeps this many characters; stores refuse whole documents over longer ones. */
export const maxFieldLength = 8192

export interface DecodedText {
  /** What is readable of it: each invalid byte sequence is U+FFFD, everything else is as it came. */
  readonly text: string
  readonly marks: readonly Mark[]
  /** The exact bytes in base64, only where `text` could not say them all. */
  readonly exact?: string
}

// Tab is everyday. C0, DEL, C1 (ANSI escapes begin in either) and the bidirectional overrides that make a line read
// differently from what it says are not.
const odd = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/

const none: readonly Mark[] = []
const controls: readonly Mark[] = ['control_characters']

/**
 * Bytes to text. Nothing is removed: control characters stay in the text and are marked, invalid UTF-8 (RFC 3629)
 * reads U+FFFD and its exact bytes are kept beside, and what is over 1 MiB is cut and marked. Never throws.
 */
export function decodeText(record: Uint8Array | string, cut = false): DecodedText {
  if (typeof record === 'string') return decodeText(Buffer.from(record, 'utf8'), cut)
  const whole = record.length <= maxRecordBytes
  const kept = whole ? record : record.subarray(0, lastCharacterStart(record, maxRecordBytes))
  const bytes = Buffer.isBuffer(kept) ? kept : Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength)
  const text = bytes.toString('utf8')
  const long = cut || record.length > longRecordBytes
  // Without a single U+FFFD nothing was replaced, so the exact check is only needed where one shows.
  const valid = !text.includes('\ufffd') || isUtf8(bytes)
  if (valid && !long) return { text, marks: odd.test(text) ? controls : none }
  const marks: Mark[] = []
  if (!valid) marks.push('invalid_utf8')
  if (odd.test(text)) marks.push('control_characters')
  if (long) marks.push('too_long')
  return valid ? { text, marks } : { text, marks, exact: bytes.toString('base64') }
}

/** The largest place up to `end` where a UTF-8 character begins, so that a cut does not make invalid text. */
function lastCharacterStart(bytes: Uint8Array, end: number): number {
  for (let at = end; at > end - 4; at--) {
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return at
  }
  return end
}

/** The beginning of `text` that a field may hold, never half a surrogate pair. */
export function fieldPrefix(text: string): string {
  if (text.length <= maxFieldLength) return text
  const last = text.charCodeAt(maxFieldLength - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxFieldLength - 1 : maxFieldLength)
}
