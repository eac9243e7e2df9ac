/**
 * Server side only. Tape archives as streams of bytes: POSIX ustar (IEEE Std 1003.1, pax, "ustar Interchange Format"),
 * plain files alone; sizes past 8 GiB in GNU's base-256 form.
 */

const block = 512

/**
 * A file's header; after its content comes the padding to whole blocks. With `link` it is a symbolic link to there, of no
 * content. Throws when the name has no slash at which it can be taken apart into 155 and 100 bytes.
 */
export function tarHeader(name: string, size: number, mode: number, modified: number, link?: string): Uint8Array {
  const header = Buffer.alloc(block)
  const [prefix, rest] = splitName(name)
  header.write(rest, 0)
  header.write(prefix, 345)
  if (link !== undefined) header.write(link, 157, 100)
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  if (size < 8 ** 11) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  else {
    header.writeUInt8(0x80, 124)
    header.writeBigUInt64BE(BigInt(size), 128)
  }
  header.write(
    `${Math.floor(modified / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  )
  header.write('        ', 148)
  header.write(link === undefined ? '0' : '2', 156)
  header.write('ustar\0', 257)
  header.write('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

function splitName(name: string): readonly [string, string] {
  if (Buffer.byteLength(name) <= 100) return ['', name]
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)]
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100) return [prefix, rest]
  }
  throw new Error(`the name ${name} is too long for an archive`)
}

/** What follows a file of this size. */
export const tarPadding = (size: number): Uint8Array => Buffer.alloc((block - (size % block)) % block)

/** What ends an archive. */
export const tarEnd = (): Uint8Array => Buffer.alloc(2 * block)

/** A file in an archive; its content must be read to its end before the next one is asked for. */
export interface TarFile {
  readonly name: string
  readonly size: number
  readonly content: AsyncIterable<Buffer>
}

/** Reads an archive. Throws when it ends too early or a header does not fit its sum. */
export async function* readTar(bytes: AsyncIterable<Buffer>): AsyncGenerator<TarFile> {
  const source = bytes[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  /** Up to `most` bytes, at least one; undefined at the end. */
  async function some(most: number): Promise<Buffer | undefined> {
    while (held.length === 0) {
      const next = await source.next()
      if (next.done) return undefined
      held = next.value
    }
    const taken = held.subarray(0, most)
    held = held.subarray(taken.length)
    return taken
  }
  async function* exactly(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      const part = await some(left)
      if (part === undefined) throw new Error('the archive ends in the middle of a file')
      left -= part.length
      yield part
    }
  }
  async function whole(size: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for await (const part of exactly(size)) parts.push(part)
    return Buffer.concat(parts)
  }

  for (;;) {
    const header = await whole(block)
    if (header.every((byte) => byte === 0)) break
    const { name, size } = readHeader(header)
    yield { name, size, content: exactly(size) }
    await whole(tarPadding(size).length)
  }
  // To the end, so that a compressed stream checks its own sum.
  while ((await some(block)) !== undefined);
}

function readHeader(header: Buffer): { name: string; size: number } {
  const text = (from: number, length: number) => {
    const field = header.subarray(from, from + length)
    const end = field.indexOf(0)
    return field.toString('utf8', 0, end === -1 ? length : end)
  }
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (Number.parseInt(text(148, 8), 8) !== sum) throw new Error('a header of the archive is damaged')
  const size = header.readUInt8(124) === 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(text(124, 12), 8)
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('a header of the archive is damaged')
  const prefix = text(345, 155)
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, size }
}
