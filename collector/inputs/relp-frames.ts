import { Buffer } from 'node:buffer'
import { fail, ok, type Result } from '../../core/lib/result.ts'

/** A frame of RELP: `TXNR SP COMMAND SP DATALEN [SP DATA] LF`. */
export interface RelpFrame {
  readonly txnr: number
  readonly command: string
  readonly data: Buffer
  /** Set when the data was longer than it may be: its beginning was kept. */
  readonly cut: boolean
}

/** Cuts a byte stream into RELP frames. */
export interface RelpFramer {
  /** The frames complete with this chunk. An error is final: after it the stream cannot be read any more. */
  push(chunk: Buffer): { readonly frames: RelpFrame[]; readonly broken?: string }
}

/** `TXNR SP COMMAND SP DATALEN` is at most this long: nine digits, 32 letters, nine digits, two spaces. */
const longestHeader = 9 + 1 + 32 + 1 + 9
const header = /^(\d{1,9}) ([A-Za-z]{1,32}) (\d{1,9})$/
const space = 32
const newline = 10

/**
 * Frames by the RELP specification as librelp has it: numbers of at most nine digits, commands of at most 32 letters,
 * no space before absent data. Of data longer than `most` bytes the beginning is kept and marked as cut; the connection
 * goes on.
 */
export function createRelpFramer(most: number): RelpFramer {
  let head = ''
  let frame: { txnr: number; command: string; parts: Buffer[]; kept: number; left: number; cut: boolean } | undefined

  function readHeader(chunk: Buffer, at: number): Result<number, string> {
    let end = at
    while (end < chunk.length) {
      const byte = chunk[end]
      if (byte === newline || (byte === space && spaces(head + chunk.toString('latin1', at, end)) === 2)) break
      end += 1
      if (head.length + end - at > longestHeader) return fail('the header is too long')
    }
    head += chunk.toString('latin1', at, end)
    if (end === chunk.length) return ok(end)
    const read = header.exec(head)
    if (read === null) return fail(`no RELP frame: ${JSON.stringify(head.slice(0, 40))}`)
    const left = Number(read[3])
    if (chunk[end] === newline && left > 0) return fail('the data is missing')
    frame = { txnr: Number(read[1]), command: read[2] ?? '', parts: [], kept: 0, left, cut: left > most }
    head = ''
    // With data the space is passed over, without it the newline closes the frame.
    return ok(chunk[end] === space ? end + 1 : end)
  }

  return {
    push(chunk) {
      const frames: RelpFrame[] = []
      let at = 0
      while (at < chunk.length) {
        if (frame === undefined) {
          const next = readHeader(chunk, at)
          if (!next.ok) return { frames, broken: next.error }
          at = next.value
          continue
        }
        if (frame.left > 0) {
          const end = Math.min(chunk.length, at + frame.left)
          const kept = Math.min(end, at + most - frame.kept)
          if (kept > at) frame.parts.push(chunk.subarray(at, kept))
          frame.kept += Math.max(0, kept - at)
          frame.left -= end - at
          at = end
          continue
        }
        if (chunk[at] !== newline) return { frames, broken: 'a frame does not end in a newline' }
        const { txnr, command, parts, cut } = frame
        frames.push({ txnr, command, data: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts), cut })
        frame = undefined
        at += 1
      }
      return { frames }
    },
  }
}

function spaces(text: string): number {
  let count = 0
  for (let i = text.indexOf(' '); i >= 0; i = text.indexOf(' ', i + 1)) count += 1
  return count
}

/** The answer to a frame, ready to be written (RELP specification, command `rsp`). */
export function relpAnswer(txnr: number, text: string): string {
  return `${txnr} rsp ${Buffer.byteLength(text)} ${text}\n`
}
