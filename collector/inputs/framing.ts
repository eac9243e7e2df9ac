import { Buffer } from 'node:buffer'
import type { RawRecord } from '../record.ts'

/** Cuts a byte stream into syslog frames. */
export interface Framer {
  /** The frames that are complete with this chunk. The bytes are views into chunks: valid as long as nobody writes. */
  push(chunk: Buffer): RawRecord[]
  /** What is left when the stream ends: a last line without its newline, or a frame that was cut off. */
  end(): RawRecord[]
}

const newline = 10
const carriageReturn = 13
/** `MSG-LEN SP` is at most this long: seven digits and the space. */
const longestCount = 8

/**
 * Frames by RFC 6587: each is either octet-counted (`LEN SP MSG`, §3.4.1) or ends in a newline (§3.4.2), which is found
 * out frame by frame, so that a relay may mix senders. A frame counts as counted when digits and a space are followed
 * by `<`, where a syslog message begins. Of a frame longer than `most` bytes the beginning is kept and marked as cut.
 * How the stream is chopped into chunks makes no difference.
 */
export function createFramer(most: number): Framer {
  let held = Buffer.allocUnsafe(0)
  let heldLength = 0
  /** Bytes still to come of a counted frame; -1 outside of one. */
  let counted = -1
  /** Set while the rest of an overlong newline frame is passed over. */
  let skipping = false

  /** Grows by doubling, so that a frame that trickles in byte by byte costs no more than one that does not. */
  function hold(bytes: Buffer): void {
    const room = Math.min(bytes.length, Math.max(0, most - heldLength) + 1)
    if (heldLength + room > held.length) {
      const larger = Buffer.allocUnsafe(Math.max(1024, 2 * (heldLength + room)))
      held.copy(larger, 0, 0, heldLength)
      held = larger
    }
    bytes.copy(held, heldLength, 0, room)
    heldLength += room
  }

  function takeHeld(): Buffer {
    const taken = held.subarray(0, heldLength)
    held = Buffer.allocUnsafe(0)
    heldLength = 0
    return taken
  }

  function push(chunk: Buffer): RawRecord[] {
    const out: RawRecord[] = []
    let at = 0
    while (at < chunk.length) {
      if (counted >= 0) at = pushCounted(chunk, at, out)
      else if (skipping) at = skipLine(chunk, at)
      else at = pushStart(chunk, at, out)
    }
    return out
  }

  /** At or within a frame whose kind shows only after a few bytes. */
  function pushStart(chunk: Buffer, at: number, out: RawRecord[]): number {
    if (heldLength < longestCount + 1 && startsWithDigits()) {
      const looked =
        heldLength > 0
          ? Buffer.concat([held.subarray(0, heldLength), chunk.subarray(at, at + longestCount + 1)])
          : chunk.subarray(at, at + longestCount + 1)
      const count = readCount(looked)
      if (count === 'unclear') {
        hold(chunk.subarray(at))
        return chunk.length
      }
      if (count !== undefined) {
        const next = at + count.header - heldLength
        heldLength = 0
        counted = count.length
        return next
      }
    }
    return pushLine(chunk, at, out)
  }

  function startsWithDigits(): boolean {
    for (let i = 0; i < heldLength; i++) {
      const byte = held[i] ?? 0
      if (!(byte >= 48 && byte <= 57) && byte !== 32) return false
    }
    return true
  }

  function pushLine(chunk: Buffer, at: number, out: RawRecord[]): number {
    const end = chunk.indexOf(newline, at)
    if (end < 0) {
      hold(chunk.subarray(at))
      if (heldLength > most) {
        emit(takeHeld(), true, out)
        skipping = true
      }
      return chunk.length
    }
    if (heldLength === 0) emit(chunk.subarray(at, end), false, out)
    else {
      hold(chunk.subarray(at, end))
      emit(takeHeld(), false, out)
    }
    return end + 1
  }

  function skipLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(newline, at)
    if (end < 0) return chunk.length
    skipping = false
    return end + 1
  }

  function pushCounted(chunk: Buffer, at: number, out: RawRecord[]): number {
    const end = Math.min(chunk.length, at + counted)
    counted -= end - at
    if (counted === 0 && heldLength === 0) emit(chunk.subarray(at, end), false, out)
    else hold(chunk.subarray(at, end))
    if (counted > 0) return end
    if (heldLength > 0) emit(takeHeld(), false, out)
    counted = -1
    return end
  }

  function emit(bytes: Buffer, cut: boolean, out: RawRecord[]): void {
    const tooLong = cut || bytes.length > most
    let end = tooLong ? Math.min(bytes.length, most) : bytes.length
    // Some counted frames carry the newline too, and some newlines come as CR LF.
    if (!tooLong && end > 0 && bytes[end - 1] === newline) end -= 1
    if (!tooLong && end > 0 && bytes[end - 1] === carriageReturn) end -= 1
    if (end === 0) return
    out.push(
      tooLong
        ? { bytes: bytes.subarray(0, end), cut: true }
        : { bytes: end === bytes.length ? bytes : bytes.subarray(0, end) },
    )
  }

  return {
    push,
    end() {
      const out: RawRecord[] = []
      // A counted frame of which bytes are missing is cut, and so marked.
      const cut = counted > 0
      if (heldLength > 0) emit(takeHeld(), cut, out)
      counted = -1
      skipping = false
      return out
    },
  }
}

/** `LEN SP <` at the start: where the message begins and how long it is. Undefined when it is a plain line. */
function readCount(bytes: Buffer): { header: number; length: number } | 'unclear' | undefined {
  let length = 0
  for (let i = 0; i <= longestCount; i++) {
    const byte = bytes[i]
    if (byte === undefined) return 'unclear'
    if (byte >= 48 && byte <= 57) {
      if (i === longestCount - 1 || (i === 0 && byte === 48)) return undefined
      length = length * 10 + byte - 48
      continue
    }
    if (byte !== 32 || i === 0) return undefined
    const next = bytes[i + 1]
    if (next === undefined) return i + 1 <= longestCount ? 'unclear' : undefined
    return next === 60 ? { header: i + 1, length } : undefined
  }
  return undefined
}
