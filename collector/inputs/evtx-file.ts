import { Buffer } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import { EvtxReader, fileHead, isEvtx } from '../decode/evtx.ts'
import type { Pipeline } from '../pipeline.ts'
import type { RawRecord, Sender } from '../record.ts'
import type { Place } from './file-places.ts'

const chunkSize = 65_536
/** Chunks of one file before the others get their turn. */
const mostChunks = 16

/** The head of a Windows event log file; undefined for any other file. */
export async function evtxHead(handle: FileHandle): Promise<Buffer | undefined> {
  const signature = Buffer.alloc(8)
  await handle.read(signature, 0, signature.length, 0)
  if (!isEvtx(signature)) return undefined
  const head = Buffer.alloc(fileHead)
  const { bytesRead } = await handle.read(head, 0, fileHead, 0)
  return head.subarray(0, bytesRead)
}

/**
 * Takes in the records of a Windows event log file past its place, a chunk at a time, and moves the place on once a chunk
 * is durable. What cannot be read becomes an event that says so, with its offset. An unfinished chunk waits, unless
 * `ended` says that no more will come. True when something was taken in. Rejects when the store refuses.
 */
export async function takeInEvtx(
  handle: FileHandle,
  head: Buffer,
  place: Place,
  pipeline: Pipeline,
  ended: boolean,
): Promise<boolean> {
  const sender: Sender = { id: `file:${place.path}`, input: 'file', peer: place.path, address: undefined }
  let took = false
  for (let turn = 0; turn < mostChunks; turn++) {
    const { size } = await handle.stat()
    const from = Math.max(place.offset, head.length)
    if (size <= place.offset) return took
    const wanted = Math.min(chunkSize, Math.max(size - from, 0))
    const whole = head.length === fileHead && wanted === chunkSize
    if (!whole && !ended) return took
    const chunk = Buffer.alloc(wanted)
    const { bytesRead } = await handle.read(chunk, 0, wanted, from)
    const { records, offsets } = recordsIn(head, chunk.subarray(0, bytesRead), place, from)
    if (records.length > 0) {
      await pipeline.room()
      await pipeline.accept({
        sender,
        format: 'evtx',
        records,
        // Records name themselves by computer, channel and number; these are for what cannot be read.
        identityOf: (index) => `file:${place.file}.${place.truncated}.${offsets[index] ?? 0}`,
        whenRefused: 'refuse',
      })
    }
    place.offset = from + bytesRead
    took = true
  }
  return took
}

function recordsIn(
  head: Buffer,
  chunk: Buffer,
  place: Place,
  from: number,
): { records: RawRecord[]; offsets: number[] } {
  const reader = new EvtxReader(place.offset >= fileHead ? from : 0)
  const found = [...reader.push(head), ...reader.push(chunk), ...reader.end()]
  return {
    records: found.map((one) => {
      const text = 'event' in one ? one.event : { evtx: { file: place.path, offset: one.offset, problem: one.problem } }
      return { bytes: Buffer.from(JSON.stringify(text)) }
    }),
    offsets: found.map(({ offset }) => offset),
  }
}
