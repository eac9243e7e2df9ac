import { createHash } from 'node:crypto'
import { configure, ZipWriter } from '@zip.js/zip.js'

configure({ useWebWorkers: false })

/** A file as the manifest lists it. */
export interface ListedFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** Files that the manifest cannot list: itself and its signature. */
export const manifestPath = 'manifest.json'
export const signaturePath = 'manifest.sig'
export const sumsPath = 'SHA256SUMS'

/** A ZIP archive that is written from front to back; what goes in is digested on the way. */
export class PackArchive {
  readonly #zip: ZipWriter<unknown>
  readonly #files: ListedFile[] = []
  readonly #time: Date

  constructor(out: WritableStream<Uint8Array>, time: number) {
    this.#zip = new ZipWriter(out, { level: 6 })
    this.#time = new Date(time)
  }

  get files(): readonly ListedFile[] {
    return this.#files
  }

  async add(path: string, text: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<void> {
    const digest = createHash('sha256')
    let bytes = 0
    const pieces = (async function* () {
      for await (const piece of text) {
        const buffer = typeof piece === 'string' ? Buffer.from(piece) : piece
        digest.update(buffer)
        bytes += buffer.length
        yield new Uint8Array(buffer)
      }
    })()
    await this.#zip.add(path, ReadableStream.from(pieces) as ReadableStream<Uint8Array>, { lastModDate: this.#time })
    this.#files.push({ path, bytes, sha256: digest.digest('hex') })
  }

  async close(): Promise<void> {
    await this.#zip.close()
  }
}
