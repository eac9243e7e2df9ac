import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'

/** Bytes of an answer: metadata, keys and tokens are small, and a provider that sends more is not read on. */
const mostBytes = 1_048_576

interface Wanted {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/**
 * Asks the identity provider over a connection that trusts `ca` (PEM) besides nothing, or what the system trusts when it
 * is undefined. Redirects are not followed. Rejects when the deadline of the signal passes.
 */
export const providerFetch =
  (ca: string | undefined) =>
  (address: string, { method, headers, body, signal }: Wanted): Promise<Response> =>
    new Promise((resolve, fail) => {
      // A deadline that has passed is told as one, whatever the connection says of it.
      const reject = (error: Error) => fail(signal?.aborted ? signal.reason : error)
      const ask = new URL(address).protocol === 'https:' ? tlsRequest : plainRequest
      const options = {
        method,
        headers: { ...headers, connection: 'close' },
        ...(ca === undefined ? {} : { ca }),
        ...(signal === undefined ? {} : { signal }),
      }
      const asked = ask(address, options, (reply) => {
        const chunks: Buffer[] = []
        let bytes = 0
        reply.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > mostBytes) asked.destroy(new Error('the answer of the identity provider is too long'))
          else chunks.push(chunk)
        })
        reply.on('error', reject)
        reply.on('end', () => {
          const told = new Headers()
          for (const [name, value] of Object.entries(reply.headers)) told.set(name, [value].flat().join(', '))
          const status = reply.statusCode ?? 502
          const empty = [101, 204, 205, 304].includes(status)
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: told }))
        })
      })
      asked.on('error', reject)
      if (typeof body === 'string' || body instanceof URLSearchParams) asked.write(String(body))
      else if (body instanceof Uint8Array) asked.write(body)
      asked.end()
    })
