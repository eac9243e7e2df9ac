import { createServer as createPlain, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecure, type Server as SecureServer } from 'node:https'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Made } from './certificates.ts'

/** Something between the platform and Elasticsearch that makes it slow, unwilling, or of doubtful identity. */
export interface ElasticProxy {
  readonly url: string
  /** Every answer to a bulk request comes so many milliseconds late. */
  delay: number
  /** Every so manieth bulk request is answered with 429; 0: none. */
  refuseEvery: number
  /** Whether one that is answered with 429 reaches Elasticsearch all the same: its answer is what was lost. */
  storesRefused: boolean
  readonly refused: number
  /** Bulk requests under way at once, at most, so far. */
  readonly mostAtOnce: number
  /** Shows another certificate from now on, to everybody anew. */
  show(made: Made): void
}

/** Listens on 127.0.0.1 and passes on to `target`, over TLS when it is given a certificate. */
export async function elasticProxy(t: TestContext, target: string, made?: Made): Promise<ElasticProxy> {
  let bulks = 0
  let refused = 0
  let now = 0
  let mostAtOnce = 0
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    void pass(incoming, outgoing).catch(() => outgoing.destroy())
  }
  const server: Server | SecureServer = made === undefined ? createPlain(listener) : createSecure(made, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  const proxy = {
    url: `${made === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    delay: 0,
    refuseEvery: 0,
    storesRefused: false,
    get refused() {
      return refused
    },
    get mostAtOnce() {
      return mostAtOnce
    },
    show(other: Made) {
      if ('setSecureContext' in server) server.setSecureContext(other)
      server.closeAllConnections()
    },
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const isBulk = incoming.url?.startsWith('/_bulk') === true && chunks.join('').includes('-events-')
    if (!isBulk) return forward(incoming, outgoing, chunks, false)
    bulks += 1
    now += 1
    mostAtOnce = Math.max(mostAtOnce, now)
    const refuse = proxy.refuseEvery > 0 && bulks % proxy.refuseEvery === 0
    try {
      await wait(proxy.delay)
      if (!refuse || proxy.storesRefused) await forward(incoming, outgoing, chunks, refuse)
      if (!refuse) return
      refused += 1
      const error = { type: 'es_rejected_execution_exception', reason: 'rejected execution of coordinating operation' }
      outgoing.writeHead(429, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' })
      outgoing.end(JSON.stringify({ error, status: 429 }))
    } finally {
      now -= 1
    }
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse, chunks: readonly Buffer[], mute: boolean) {
    const { method, url, headers } = incoming
    return new Promise<void>((resolve, reject) => {
      const asked = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
        if (mute) answer.resume()
        else {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        }
        answer.on('end', resolve)
        answer.on('error', reject)
      })
      asked.on('error', reject)
      asked.end(Buffer.concat(chunks))
    })
  }
  return proxy
}
