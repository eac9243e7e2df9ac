import { crc32, inflateRawSync } from 'node:zlib'
import { CodedError, told } from './errors.ts'

/** How much an archive may hold: entries, bytes of one unpacked file, bytes of all that is unpacked. */
export interface ZipBounds {
  readonly entries: number
  readonly fileBytes: number
  readonly allBytes: number
}

/** An unpacked file: its path within the archive, with `/`. */
interface ZipFile {
  readonly path: string
  readonly bytes: Uint8Array
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

const [endMark, entryMark, fileMark] = [0x06054b50, 0x02014b50, 0x04034b50]
/** Beyond these the sizes stand in ZIP64 records (APPNOTE 4.4.1.4). */
const [all16, all32] = [0xffff, 0xffffffff]
/** File type bits of Unix modes: a symbolic link. */
const [typeBits, linkType] = [0o170000, 0o120000]

/**
 * Server side only (`node:zlib`). Unpacks the files of an archive that `wanted` names (PKWARE APPNOTE 6.3.9; stored and deflated entries), and gives the
 * archive's comment. Symbolic links and folders are passed over. Rejects with `bad-request` what is cut short or damaged, has
 * a password, or names a place outside; with `too-large` what unpacks to more than the bounds, before it is unpacked.
 */
export function readZip(
  bytes: Uint8Array,
  bounds: ZipBounds,
  wanted: (path: string) => boolean,
): { readonly files: readonly ZipFile[]; readonly comment: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(buffer)
  const count = buffer.readUInt16LE(end + 10)
  if (count > bounds.entries) throw tooLarge(`${count} entries`, `at most ${bounds.entries}`)
  const files: ZipFile[] = []
  let total = 0
  for (const entry of entriesOf(buffer, buffer.readUInt32LE(end + 16), count)) {
    if (!wanted(entry.name)) continue
    if (entry.size > bounds.fileBytes) throw tooLarge(`${entry.name} unpacks to ${entry.size} bytes`, 'leave it out')
    total += entry.size
    if (total > bounds.allBytes) throw tooLarge(`it unpacks to more than ${bounds.allBytes} bytes`, 'pack fewer files')
    files.push({ path: entry.name, bytes: unpack(buffer, entry) })
  }
  return { files, comment: buffer.toString('latin1', end + 22, end + 22 + buffer.readUInt16LE(end + 20)) }
}

/** Where the end record stands: within the last 64 kB, behind everything but the comment. */
function endOf(buffer: Buffer): number {
  for (let at = buffer.length - 22; at >= Math.max(0, buffer.length - 22 - all16); at--) {
    if (buffer.readUInt32LE(at) !== endMark || at + 22 + buffer.readUInt16LE(at + 20) > buffer.length) continue
    if (buffer.readUInt16LE(at + 10) === all16 || buffer.readUInt32LE(at + 16) === all32) {
      throw tooLarge('it is in the ZIP64 format', 'pack fewer files')
    }
    return at
  }
  throw damaged('its end is missing')
}

function* entriesOf(buffer: Buffer, start: number, count: number): Generator<Entry> {
  let at = start
  for (let seen = 0; seen < count; seen++) {
    if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== entryMark) throw damaged('its table of files is broken')
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => buffer.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ]
    const name = buffer.toString('utf8', at + 46, at + 46 + nameLength)
    const mode = buffer.readUInt32LE(at + 38) >>> 16
    if (leadsOutside(name))
      throw new CodedError(
        'bad-request',
        `the archive names a place outside: ${name.slice(0, 100)}`,
        told('archive-outside'),
      )
    const plain = !name.endsWith('/') && (mode & typeBits) !== linkType
    if (plain && (buffer.readUInt16LE(at + 8) & 1) === 1) throw damaged('it has a password', 'pack it without one')
    if (plain) {
      yield {
        name,
        method: buffer.readUInt16LE(at + 10),
        crc: buffer.readUInt32LE(at + 16),
        packed: buffer.readUInt32LE(at + 20),
        size: buffer.readUInt32LE(at + 24),
        offset: buffer.readUInt32LE(at + 42),
      }
    }
    at += 46 + nameLength + extra + comment
  }
}

/** An absolute path, a drive, a way up, or a separator of Windows, which some tools take for one. */
const leadsOutside = (name: string) =>
  name.startsWith('/') ||
  /^[a-z]:/i.test(name) ||
  name.includes('\\') ||
  name.includes('\0') ||
  /(^|\/)\.\.(\/|$)/.test(name)

function unpack(buffer: Buffer, { name, method, crc, packed, size, offset }: Entry): Uint8Array {
  if (offset + 30 > buffer.length || buffer.readUInt32LE(offset) !== fileMark) throw damaged(`${name} is not there`)
  const start = offset + 30 + buffer.readUInt16LE(offset + 26) + buffer.readUInt16LE(offset + 28)
  if (start + packed > buffer.length) throw damaged(`${name} is cut short`)
  const body = buffer.subarray(start, start + packed)
  const found = method === 0 ? Buffer.from(body) : method === 8 ? inflate(body, name, size) : undefined
  if (found === undefined) throw damaged(`${name} is packed by method ${method}`, 'pack it as a plain zip')
  if (found.length !== size || crc32(found) !== crc) throw damaged(`${name} is not what was packed`)
  return found
}

/** Unpacks no more than the entry says: one that lies about its size is stopped there. */
function inflate(body: Buffer, name: string, size: number): Buffer {
  try {
    return inflateRawSync(body, { maxOutputLength: Math.max(1, size) })
  } catch (cause) {
    throw new CodedError('bad-request', `the archive is damaged: ${name} cannot be unpacked`, {
      cause,
      hint: again,
      ...told('archive-damaged'),
    })
  }
}

const again = 'download or pack it again'
const damaged = (what: string, hint = again) =>
  new CodedError('bad-request', `the archive is damaged: ${what}`, { hint, ...told('archive-damaged') })
const tooLarge = (what: string, hint: string) =>
  new CodedError('too-large', `the archive is too large: ${what}`, { hint, ...told('archive-large') })
