import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'
import type { JsonObject } from '../../core/lib/json.ts'
import { BinaryXml } from './evtx-binary-xml.ts'
import { eventObject } from './evtx-object.ts'

/** One record of a Windows event log file. */
export interface EvtxRecord {
  /** The number that the log gave it. */
  readonly id: bigint
  /** Where it begins in the file. */
  readonly offset: number
  /** In the layout of evtx_dump, `{"Event":{"System":…}}`. */
  readonly event: JsonObject
}

/** What could not be read, and where. */
export interface EvtxProblem {
  readonly offset: number
  readonly problem: string
  /** Set where it is a single record that is lost. */
  readonly ofRecord?: true
}

type Found = EvtxRecord | EvtxProblem

/** Bytes before the first chunk. */
export const fileHead = 4096
const chunkSize = 65_536
const chunkHead = 512
const fileSignature = Buffer.from('ElfFile\0', 'latin1')
const chunkSignature = Buffer.from('ElfChnk\0', 'latin1')
/** Set in the file's head while the log is open: the last chunk's sums need not be right then. */
const dirtyFlag = 1

/** True for bytes that begin as a Windows event log file does. */
export function isEvtx(beginning: Uint8Array): boolean {
  return beginning.length >= 8 && fileSignature.compare(beginning, 0, 8) === 0
}

/**
 * Reads a Windows event log file (EVTX: MS-EVEN6 §2.2.12 for the binary XML; the file's layout as Microsoft's log
 * service writes it) from its bytes as they come. A file cut short, a damaged chunk or record gives what can be read
 * and a problem with its offset. Never throws.
 */
export class EvtxReader {
  #kept: Buffer[] = []
  #length = 0
  /** Where the kept bytes begin in the file. */
  #offset = 0
  #begun = false
  #ended = false
  #dirty = false
  readonly #resumeAt: number

  /** `resumeAt`: where the bytes behind the head stand in the file, when its first chunks are left out. */
  constructor(resumeAt = 0) {
    this.#resumeAt = resumeAt
  }

  push(bytes: Uint8Array): readonly Found[] {
    if (this.#ended) return []
    this.#kept.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    this.#length += bytes.byteLength
    const found: Found[] = []
    if (!this.#begun) {
      if (this.#length < fileHead) return found
      this.#begin(this.#take(fileHead), found)
    }
    while (!this.#ended && this.#length >= chunkSize) {
      const offset = this.#offset
      this.#chunk(this.#take(chunkSize), offset, found)
    }
    return found
  }

  /** The file is over: the records of its last, unfinished chunk. */
  end(): readonly Found[] {
    const found: Found[] = []
    if (this.#ended) return found
    if (!this.#begun) {
      const head = this.#take(this.#length)
      if (head.length >= 8 && !isEvtx(head)) return [{ offset: 0, problem: notEvtx }]
      const problem = head.length === 0 ? 'the file is empty' : 'the file is cut short: its head is not whole'
      return [{ offset: head.length, problem }]
    }
    const offset = this.#offset
    if (this.#length === 0) return found
    const rest = this.#take(this.#length)
    // Zeros that fill up a file are no loss.
    if (rest.every((byte) => byte === 0)) return found
    found.push({ offset: offset + rest.length, problem: `the file is cut short in the chunk at ${offset}` })
    const whole = Buffer.alloc(chunkSize)
    rest.copy(whole)
    this.#chunk(whole, offset, found, rest.length)
    return found
  }

  #begin(head: Buffer, found: Found[]): void {
    this.#begun = true
    if (this.#resumeAt > 0) this.#offset = this.#resumeAt
    if (!isEvtx(head)) {
      this.#ended = true
      found.push({ offset: 0, problem: notEvtx })
      return
    }
    this.#dirty = (head.readUInt32LE(120) & dirtyFlag) !== 0
    if (this.#resumeAt === 0 && !this.#dirty && crc32(head.subarray(0, 120)) !== head.readUInt32LE(124)) {
      found.push({ offset: 0, problem: 'the head of the file is damaged (checksum)' })
    }
  }

  /** The next bytes, taken out of what is kept. */
  #take(length: number): Buffer {
    const all = this.#kept.length === 1 && this.#kept[0] !== undefined ? this.#kept[0] : Buffer.concat(this.#kept)
    const rest = all.subarray(length)
    this.#kept = rest.length === 0 ? [] : [rest]
    this.#length = rest.length
    this.#offset += length
    return all.subarray(0, length)
  }

  #chunk(chunk: Buffer, offset: number, found: Found[], present = chunkSize): void {
    if (chunkSignature.compare(chunk, 0, 8) !== 0) {
      if (!chunk.every((byte) => byte === 0)) {
        found.push({ offset, problem: 'a chunk is damaged: it does not begin as one' })
        this.#records(chunk, offset, chunkSize, found, true)
      }
      return
    }
    const free = chunk.readUInt32LE(48)
    const end = free >= chunkHead && free <= chunkSize ? free : chunkSize
    let whole = present === chunkSize
    if (whole && !this.#dirty && crc32(chunk.subarray(chunkHead, end)) !== chunk.readUInt32LE(52)) {
      whole = false
      found.push({ offset, problem: 'a chunk is damaged (checksum); what can be read of it follows' })
    }
    this.#records(chunk, offset, Math.min(end, present), found, !whole)
  }

  /** All records of a chunk; in a damaged one, what begins as a record but cannot be read was told already. */
  #records(chunk: Buffer, offset: number, end: number, found: Found[], damaged: boolean): void {
    const xml = new BinaryXml(chunk)
    let at = chunkHead
    while (at + 28 <= end) {
      const size = chunk.readUInt32LE(at) === recordSignature ? chunk.readUInt32LE(at + 4) : 0
      if (size < 28 || at + size > end || chunk.readUInt32LE(at + size - 4) !== size) {
        if (!damaged) found.push({ offset: offset + at, problem: 'a record is damaged: it has no end' })
        const next = chunk.indexOf(recordBytes, at + 1)
        if (next < 0) return
        at = next
        continue
      }
      try {
        const event = eventObject(xml.read(at + 24, at + size - 4))
        found.push({ id: chunk.readBigUInt64LE(at + 8), offset: offset + at, event })
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        found.push({ offset: offset + at, problem: `a record cannot be read: ${why}`, ofRecord: true })
      }
      at += size
    }
  }
}

const notEvtx = 'not a Windows event log file: it does not begin with ElfFile'
const recordSignature = 0x2a2a
const recordBytes = Buffer.from([0x2a, 0x2a, 0, 0])
