import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { maxRecordBytes } from '../decode/text.ts'
import type { Pipeline } from '../pipeline.ts'
import type { RawRecord, Sender } from '../record.ts'
import { evtxHead, takeInEvtx } from './evtx-file.ts'
import type { Place } from './file-places.ts'

/** Bytes of the beginning by which a file is known again. */
const headBytes = 256
const chunkBytes = 1024 * 1024
/** Chunks of one file before the others get their turn. */
const mostChunks = 16
const newline = 10
const carriageReturn = 13

/** Records with the offsets at which they begin, and where the next one does. */
interface Cut {
  readonly records: RawRecord[]
  readonly offsets: number[]
  readonly next: number
  readonly skipping: boolean
}

/**
 * Takes in what a file holds past its place, some chunks of it, and moves the place on once a chunk is durable. A last line
 * without a newline waits, unless `ended` says that none will come. True when something was taken in. Rejects when the
 * store refuses: what is left is read another time.
 */
export async function takeIn(handle: FileHandle, place: Place, pipeline: Pipeline, ended: boolean): Promise<boolean> {
  await recognise(handle, place)
  const head = await evtxHead(handle)
  if (head !== undefined) return takeInEvtx(handle, head, place, pipeline, ended)
  const sender: Sender = { id: `file:${place.path}`, input: 'file', peer: place.path, address: undefined }
  let took = false
  for (let chunk = 0; chunk < mostChunks; chunk++) {
    const { size } = await handle.stat()
    if (size <= place.offset) return took
    // One byte more than the longest line: that tells a line that is too long from one that is not complete.
    const buffer = Buffer.allocUnsafe(Math.min(size - place.offset, chunkBytes + 1))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, place.offset)
    if (bytesRead === 0) return took
    const last = ended && place.offset + bytesRead >= size
    const cut = cutLines(buffer.subarray(0, bytesRead), place.offset, place.skipping, last)
    if (cut.next === place.offset) return took
    await pipeline.room()
    // Device and inode may be another file's tomorrow; the beginning and the truncations tell which one this was.
    const inode = place.file.slice(place.file.indexOf(':') + 1)
    const file = `${inode}.${place.truncated}.${place.head.slice(0, 12)}`
    await pipeline.accept({
      sender,
      format: 'auto',
      records: cut.records,
      identityOf: (index) => `file:${file}.${cut.offsets[index] ?? 0}`,
      whenRefused: 'refuse',
    })
    place.offset = cut.next
    place.skipping = cut.skipping
    took = true
  }
  return took
}

/** Begins anew where the file was truncated, or where another one has its inode. */
async function recognise(handle: FileHandle, place: Place): Promise<void> {
  const { size } = await handle.stat()
  const begins = await firstLine(handle)
  const same = place.headLength === 0 || hash('sha1', begins.subarray(0, place.headLength), 'base64url') === place.head
  if (size < place.offset || !same) {
    place.truncated += 1
    place.offset = 0
    place.skipping = false
    place.headLength = 0
    place.path = place.at
  }
  // The first line once it is complete, so that a file has one name however early it is looked at.
  if (place.headLength > 0 || begins.length === 0) return
  place.headLength = begins.length
  place.head = hash('sha1', begins, 'base64url')
}

/** The first line with its newline, or as many of its bytes as count; empty while it is not complete. */
async function firstLine(handle: FileHandle): Promise<Buffer> {
  const buffer = Buffer.alloc(headBytes)
  const { bytesRead } = await handle.read(buffer, 0, headBytes, 0)
  const end = buffer.subarray(0, bytesRead).indexOf(newline)
  if (end >= 0) return buffer.subarray(0, end + 1)
  return bytesRead === headBytes ? buffer : Buffer.alloc(0)
}

function cutLines(bytes: Buffer, offset: number, skipping: boolean, last: boolean): Cut {
  const records: RawRecord[] = []
  const offsets: number[] = []
  let at = 0
  let passing = skipping
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, at)) {
    if (!passing) push(at, end, false)
    passing = false
    at = end + 1
  }
  if (passing) at = bytes.length
  else if (bytes.length - at > maxRecordBytes) {
    push(at, at + maxRecordBytes, true)
    at = bytes.length
    passing = true
  } else if (last && at < bytes.length) {
    push(at, bytes.length, false)
    at = bytes.length
  }
  return { records, offsets, next: offset + at, skipping: passing }

  function push(from: number, to: number, cut: boolean): void {
    const end = !cut && to > from && bytes[to - 1] === carriageReturn ? to - 1 : to
    if (end === from) return
    offsets.push(offset + from)
    records.push(cut ? { bytes: bytes.subarray(from, end), cut } : { bytes: bytes.subarray(from, end) })
  }
}
