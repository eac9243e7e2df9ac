import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate, zstdDecompress } from 'node:zlib'
import { CodedError } from '../../core/lib/errors.ts'

const inflaters = { gzip: promisify(gunzip), deflate: promisify(inflate), zstd: promisify(zstdDecompress) } as const

/**
 * The whole body of a request, unpacked from gzip, deflate or zstd, never more than `most` bytes on the wire or after.
 * Rejects with CodedError: `too-large`, `bad-content-type` for an encoding it does not know, `bad-request` for a body
 * that is not what its encoding says or that broke off.
 */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const inflater = Object.hasOwn(inflaters, encoding) ? inflaters[encoding as keyof typeof inflaters] : undefined
  if (inflater === undefined && encoding !== 'identity' && encoding !== '') {
    throw new CodedError('bad-content-type', `content encoding ${encoding.slice(0, 40)} is not supported`, {
      hint: 'gzip, deflate, zstd or none',
    })
  }
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > most) throw tooLarge(most)
  const packed = await collect(request, most)
  if (inflater === undefined || packed.length === 0) return packed
  try {
    return await inflater(packed, { maxOutputLength: most })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(most)
    throw new CodedError('bad-request', `the body is not ${encoding}`, { cause: error })
  }
}

async function collect(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request) {
      length += chunk.length
      if (length > most) throw tooLarge(most)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new CodedError('bad-request', 'the body broke off', { cause: error })
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length)
}

function tooLarge(most: number): CodedError {
  return new CodedError('too-large', `a body may have ${most} bytes`, { hint: 'send smaller batches' })
}
