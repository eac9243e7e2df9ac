import { crc32, deflateRawSync } from 'node:zlib'

/** An entry of an invented archive; what is set otherwise makes it lie. */
export interface ZipEntry {
  readonly name: string
  readonly text: string
  /** Unix mode, for links. */
  readonly mode?: number
  readonly stored?: boolean
  readonly encrypted?: boolean
  /** The size it says that it unpacks to. */
  readonly claims?: number | undefined
}

/** The bytes of an archive. */
export function zipFile(entries: readonly ZipEntry[], comment = ''): Buffer {
  const bodies: Buffer[] = []
  const table: Buffer[] = []
  let offset = 0
  for (const { name, text, mode = 0o100644, stored = false, encrypted = false, claims } of entries) {
    const plain = Buffer.from(text)
    const packed = stored ? plain : deflateRawSync(plain)
    const path = Buffer.from(name)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(encrypted ? 1 : 0, 2)
    shared.writeUInt16LE(stored ? 0 : 8, 4)
    shared.writeUInt32LE(crc32(plain), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(claims ?? plain.length, 18)
    shared.writeUInt16LE(path.length, 22)
    const row = Buffer.alloc(14)
    row.writeUInt32LE((mode << 16) >>> 0, 6)
    row.writeUInt32LE(offset, 10)
    table.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, row, path)
    const body = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, path, packed])
    bodies.push(body)
    offset += body.length
  }
  const central = Buffer.concat(table)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...bodies, central, end, Buffer.from(comment)])
}
