import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'

/** One file of events, or standard input. */
export interface Input {
  readonly name: string
  /** The first bytes, without taking them away. Empty if there are none or they cannot be read. */
  beginning(): Promise<Uint8Array>
  chunks(): AsyncIterable<Uint8Array>
}

/** Opens a file, or standard input for `-`, when it is first asked for something. */
export function input(file: string, stdin: Readable): Input {
  let opened: AsyncIterator<unknown> | undefined
  let first: Promise<IteratorResult<unknown>> | undefined
  const open = () => {
    const source: Readable = file === '-' ? stdin : createReadStream(file, { highWaterMark: 256 * 1024 })
    opened ??= source[Symbol.asyncIterator]()
    first ??= opened.next()
    return { iterator: opened, first }
  }
  const bytes = (chunk: unknown) => (typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array))
  return {
    name: file === '-' ? 'standard input' : file,
    async beginning() {
      const result = await open().first.catch(() => undefined)
      return result === undefined || result.done === true ? new Uint8Array() : bytes(result.value)
    },
    async *chunks() {
      const { iterator, first } = open()
      for (let next = await first; next.done !== true; next = await iterator.next()) yield bytes(next.value)
    },
  }
}
