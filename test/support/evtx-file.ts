import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'

// Makes small Windows event log files: one template a chunk, its values by type, real offsets and checksums.

/** A value of a record: its BinXml type and its bytes. */
export interface BinaryValue {
  readonly type: number
  readonly bytes: Buffer
}
export const text = (value: string): BinaryValue => ({ type: 1, bytes: Buffer.from(value, 'utf16le') })
export const none: BinaryValue = { type: 0, bytes: Buffer.alloc(0) }
export const uint32 = (value: number): BinaryValue => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return { type: 8, bytes }
}
export const uint64 = (value: bigint): BinaryValue => ({ type: 10, bytes: wide(value) })
export const fileTime = (ms: number): BinaryValue => ({
  type: 17,
  bytes: wide((BigInt(ms) + 11_644_473_600_000n) * 10_000n),
})

function wide(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

/** What stands in a template: an element, a text, or the place of a value. */
export type Node = string | { readonly value: number } | ElementNode
export interface ElementNode {
  readonly name: string
  readonly attributes?: { readonly [name: string]: string | { readonly value: number } }
  readonly content?: readonly Node[]
}

const chunkSize = 65_536

/** Writes binary XML to a growing list of bytes that begins at a known offset of its chunk. */
class Writer {
  readonly #parts: Buffer[] = []
  at: number

  constructor(start: number) {
    this.at = start
  }

  put(bytes: Buffer): void {
    this.#parts.push(bytes)
    this.at += bytes.length
  }

  byte(value: number): void {
    this.put(Buffer.from([value]))
  }

  word(value: number): void {
    const bytes = Buffer.alloc(2)
    bytes.writeUInt16LE(value)
    this.put(bytes)
  }

  long(value: number): void {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    this.put(bytes)
  }

  /** A name that stands where it is used. */
  name(name: string): void {
    this.long(this.at + 4)
    this.long(0)
    this.word(0)
    this.word(name.length)
    this.put(Buffer.from(`${name}\0`, 'utf16le'))
  }

  node(node: Node): void {
    if (typeof node === 'string') {
      this.byte(5)
      this.byte(1)
      this.word(node.length)
      this.put(Buffer.from(node, 'utf16le'))
    } else if ('value' in node) {
      this.byte(0x0e)
      this.word(node.value)
      this.byte(0)
    } else this.element(node)
  }

  element({ name, attributes = {}, content = [] }: ElementNode): void {
    const list = Object.entries(attributes)
    this.byte(list.length > 0 ? 0x41 : 1)
    this.word(0xffff)
    this.long(0)
    this.name(name)
    if (list.length > 0) {
      const inner = new Writer(this.at + 4)
      for (const [attribute, value] of list) {
        inner.byte(6)
        inner.name(attribute)
        inner.node(value)
      }
      const bytes = inner.bytes()
      this.long(bytes.length)
      this.put(bytes)
    }
    this.byte(2)
    for (const one of content) this.node(one)
    this.byte(4)
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts)
  }
}

/** A file with these records in one chunk, all by one template. `chunks` repeats the chunk. */
export function evtxFile(template: ElementNode, records: readonly (readonly BinaryValue[])[], chunks = 1): Buffer {
  const head = Buffer.alloc(4096)
  head.write('ElfFile\0', 'latin1')
  head.writeUInt32LE(128, 32)
  head.writeUInt16LE(1, 36)
  head.writeUInt16LE(3, 38)
  head.writeUInt16LE(4096, 40)
  head.writeUInt16LE(chunks, 42)
  head.writeUInt32LE(crc32(head.subarray(0, 120)), 124)
  const chunk = chunkOf(template, records)
  return Buffer.concat([head, ...Array.from({ length: chunks }, () => chunk)])
}

function chunkOf(template: ElementNode, records: readonly (readonly BinaryValue[])[]): Buffer {
  const chunk = Buffer.alloc(chunkSize)
  chunk.write('ElfChnk\0', 'latin1')
  chunk.writeUInt32LE(128, 40)
  let at = 512
  let definition = 0
  for (const [number, values] of records.entries()) {
    const writer = new Writer(at + 24)
    writer.put(Buffer.from([0x0f, 1, 1, 0, 0x0c, 1]))
    writer.long(7)
    if (definition === 0) {
      definition = writer.at + 4
      writer.long(definition)
      writer.put(Buffer.alloc(20))
      const body = new Writer(writer.at + 4)
      body.put(Buffer.from([0x0f, 1, 1, 0]))
      body.element(template)
      body.byte(0)
      const bytes = body.bytes()
      writer.long(bytes.length)
      writer.put(bytes)
    } else writer.long(definition)
    writer.long(values.length)
    for (const { type, bytes } of values) {
      writer.word(bytes.length)
      writer.byte(type)
      writer.byte(0)
    }
    for (const { bytes } of values) writer.put(bytes)
    writer.byte(0)
    const xml = writer.bytes()
    const size = 24 + xml.length + 4
    chunk.writeUInt32LE(0x2a2a, at)
    chunk.writeUInt32LE(size, at + 4)
    chunk.writeBigUInt64LE(BigInt(number + 1), at + 8)
    xml.copy(chunk, at + 24)
    chunk.writeUInt32LE(size, at + size - 4)
    at += size
  }
  chunk.writeUInt32LE(at, 48)
  chunk.writeUInt32LE(crc32(chunk.subarray(512, at)), 52)
  return chunk
}
