import type { Buffer } from 'node:buffer'
import type { Json } from '../../core/lib/json.ts'

/** Types of a BinXml value (MS-EVEN6 §2.2.12, Type system); an array has 0x80 added. */
const enough = 0x80
/** A fragment of binary XML as a value. */
export const binaryXml = 0x21

/** Names of types whose arrays have elements of a fixed size, in bytes. */
const sizes: { readonly [type: number]: number } = {
  3: 1,
  4: 1,
  5: 2,
  6: 2,
  7: 4,
  8: 4,
  9: 8,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  15: 16,
  17: 8,
  18: 16,
  20: 4,
  21: 8,
}

/**
 * A value of a record as evtx_dump writes it: numbers, true and false, hexadecimal as `0x…`, times in ISO 8601 with
 * microseconds, GUIDs in capitals without braces, SIDs, bytes in hexadecimal; null for the null type. Throws a
 * RangeError for a value that does not fit into its bytes.
 */
export function readValue(bytes: Buffer, type: number, at: number, size: number): Json {
  if (at < 0 || size < 0 || at + size > bytes.length) throw new RangeError('a value ends outside of its chunk')
  if ((type & enough) !== 0) return readArray(bytes, type & ~enough, at, size)
  switch (type) {
    case 0:
      return null
    case 1:
    case 0x23:
      return untilNull(bytes.toString('utf16le', at, at + (size & ~1)))
    case 2:
      return untilNull(bytes.toString('latin1', at, at + size))
    case 13:
      return size >= 4 ? bytes.readInt32LE(at) !== 0 : bytes.readUInt8(at) !== 0
    case 14:
      return bytes.toString('hex', at, at + size).toUpperCase()
    case 16:
    case 20:
    case 21:
    case 0x20:
      return `0x${(size >= 8 ? bytes.readBigUInt64LE(at) : bytes.readUInt32LE(at)).toString(16)}`
    case 19:
      return sidText(bytes, at, size)
    default:
      return readFixed(bytes, type, at, size)
  }
}

function readFixed(bytes: Buffer, type: number, at: number, size: number): Json {
  if (size < (sizes[type] ?? 0)) throw new RangeError(`a value of type ${type} is too short`)
  switch (type) {
    case 3:
      return bytes.readInt8(at)
    case 4:
      return bytes.readUInt8(at)
    case 5:
      return bytes.readInt16LE(at)
    case 6:
      return bytes.readUInt16LE(at)
    case 7:
      return bytes.readInt32LE(at)
    case 8:
      return bytes.readUInt32LE(at)
    case 9:
      return exact(bytes.readBigInt64LE(at))
    case 10:
      return exact(bytes.readBigUInt64LE(at))
    case 11:
      return finite(bytes.readFloatLE(at))
    case 12:
      return finite(bytes.readDoubleLE(at))
    case 15:
      return guidText(bytes, at)
    case 17:
      return fileTime(bytes.readBigUInt64LE(at))
    case 18:
      return systemTime(bytes, at)
    default:
      // A type that is not documented: its bytes.
      return bytes.toString('hex', at, at + size).toUpperCase()
  }
}

function readArray(bytes: Buffer, type: number, at: number, size: number): Json {
  if (type === 1) {
    const texts = bytes.toString('utf16le', at, at + (size & ~1)).split('\0')
    if (texts.at(-1) === '') texts.pop()
    return texts
  }
  if (type === 2) return untilLast(bytes.toString('latin1', at, at + size).split('\0'))
  const step = sizes[type]
  if (step === undefined) return bytes.toString('hex', at, at + size).toUpperCase()
  const list: Json[] = []
  for (let from = at; from + step <= at + size; from += step) list.push(readValue(bytes, type, from, step))
  return list
}

function untilLast(texts: string[]): string[] {
  if (texts.at(-1) === '') texts.pop()
  return texts
}

/** Text ends where its terminator begins. */
function untilNull(text: string): string {
  return text.endsWith('\0') ? text.replace(/\0+$/, '') : text
}

/** A whole number as number, or as text where a number could not say it exactly. */
function exact(value: bigint): Json {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
    ? Number(value)
    : `${value}`
}

function finite(value: number): Json {
  return Number.isFinite(value) ? value : String(value)
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0')

function guidText(bytes: Buffer, at: number): string {
  const tail = bytes.toString('hex', at + 8, at + 16).toUpperCase()
  return `${hex(bytes.readUInt32LE(at), 8)}-${hex(bytes.readUInt16LE(at + 4), 4)}-${hex(bytes.readUInt16LE(at + 6), 4)}-${tail.slice(0, 4)}-${tail.slice(4)}`
}

function sidText(bytes: Buffer, at: number, size: number): string {
  const count = bytes.readUInt8(at + 1)
  if (size < 8 + count * 4) throw new RangeError('a SID is too short')
  let text = `S-${bytes.readUInt8(at)}-${bytes.readUIntBE(at + 2, 6)}`
  for (let i = 0; i < count; i++) text += `-${bytes.readUInt32LE(at + 8 + i * 4)}`
  return text
}

/** Milliseconds between 1601, where FILETIME begins, and 1970. */
const epoch = 11_644_473_600_000

/** 100-nanosecond steps since 1601 (MS-DTYP §2.3.3), to the microsecond. */
function fileTime(ticks: bigint): string {
  const micros = ticks / 10n
  const ms = Number(micros / 1000n) - epoch
  if (ms > 8.64e15 || ms > 253_402_300_799_999) return `0x${ticks.toString(16)}`
  return `${new Date(ms).toISOString().slice(0, -1)}${String(micros % 1000n).padStart(3, '0')}Z`
}

function systemTime(bytes: Buffer, at: number): string {
  const word = (index: number): number => bytes.readUInt16LE(at + index * 2)
  const ms = Date.UTC(word(0), word(1) - 1, word(3), word(4), word(5), word(6), word(7))
  return Number.isFinite(ms) ? new Date(ms).toISOString().replace('Z', '000Z') : ''
}
