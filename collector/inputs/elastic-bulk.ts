import type { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type Clock, systemClock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { Signal } from '../../core/telemetry/signals.ts'
import type { Delivery } from '../delivery.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Sender } from '../record.ts'
import type { BodySlot, BodySlots } from './body-slots.ts'
import { openBodySlots } from './body-slots.ts'
import type { BulkAction } from './bulk-body.ts'
import { parseBulkBody } from './bulk-body.ts'
import { bulkBody, clusterHealth, documentBody, handshake, license, problemBody } from './elastic-answers.ts'
import type { CheckKey, KnownKey } from './intake-auth.ts'
import { createIntakeAuth } from './intake-auth.ts'
import type { IntakeRoute } from './intake-route.ts'
import { routeOf } from './intake-route.ts'
import { type Listening, listen, peerAddress } from './listening.ts'
import { parseNdjson } from './ndjson-body.ts'
import { isOmelasticsearch, isWorthRetrying } from './omelasticsearch.ts'
import { readBody } from './request-body.ts'

export interface ElasticBulkInput {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly pipeline: Pipeline
  /** The key that id and secret belong to; undefined when they are wrong. */
  readonly checkKey: CheckKey
  readonly onSignal?: Signal
  readonly clock?: Clock
  /** Which bodies were already answered; kept in a file so that it outlives the process. Default: in memory. */
  readonly slots?: BodySlots
  /** Certificate and key (PEM): then it speaks HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Most bytes of a body, before and after unpacking. Default 64 MiB. */
  readonly mostBytes?: number
}

type IntakeTarget = Extract<IntakeRoute, { kind: 'bulk' | 'document' | 'ndjson' }>

const mostBytesInFlight = 256 * 1024 * 1024
const retryAfterSeconds = '1'
/** How long after a refusal omelasticsearch is kept from thinking that all is well, so that it waits before it retries. */
const unwellAfterRefusal = 1000

/**
 * The HTTP intake: as much of Elasticsearch as rsyslog, Vector, Fluent Bit and the official clients need to deliver.
 * A request is answered once all its events are durable; while the store or the queue takes nothing it is refused,
 * never acknowledged.
 */
export async function listenElasticBulk(input: ElasticBulkInput): Promise<Listening> {
  const { pipeline, onSignal } = input
  const clock = input.clock ?? systemClock
  const slots = input.slots ?? openBodySlots()
  const most = input.mostBytes ?? 64 * 1024 * 1024
  const authenticate = createIntakeAuth(input.checkKey, clock)
  let inFlight = 0
  let open = 0
  let closing = false
  let refusedAt = 0
  let idle: (() => void) | undefined

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = routeOf(request.method ?? 'GET', request.url ?? '/')
    const key = await authenticate(request.headers.authorization)
    if (key === undefined) {
      onSignal?.('key-refused', { peer: peerAddress(request.socket) })
      throw new CodedError('wrong-key', 'the intake key is missing or wrong', {
        hint: 'Authorization: ApiKey base64(id:secret), or Basic with the id as user name',
      })
    }
    switch (route.kind) {
      case 'handshake':
        return send(response, 200, handshake(request.headers['user-agent']))
      case 'health':
        return send(response, 200, clusterHealth)
      case 'license':
        return send(response, 200, license)
      case 'cat-health':
        if (isOmelasticsearch(request) && clock.now() - refusedAt < unwellAfterRefusal) {
          response.destroy()
          return
        }
        response.setHeader('content-type', 'text/plain; charset=utf-8')
        response.end('vonggac green 1 1 1 1 0 0 0 0 - 100.0%\n')
        return
      case 'setup':
        return send(response, 200, JSON.stringify(route.answer))
      case 'bulk':
      case 'document':
      case 'ndjson':
        return intake(request, response, route, key)
      case 'unknown':
        throw new CodedError('not-found', 'there is no such endpoint', {
          hint: 'POST /_bulk, POST /{index}/_doc or POST /ingest/ndjson',
        })
    }
  }

  async function intake(
    request: IncomingMessage,
    response: ServerResponse,
    route: IntakeTarget,
    key: KnownKey,
  ): Promise<void> {
    const started = clock.now()
    if (!isJson(request.headers['content-type'])) {
      throw new CodedError('bad-content-type', 'the content type is not JSON', {
        hint: 'application/x-ndjson or application/json',
      })
    }
    if (closing) throw new CodedError('store-busy', 'the intake is closing')
    if (pipeline.isFull() || inFlight > mostBytesInFlight) throw busy()
    let counted = 0
    try {
      const body = await readBody(request, most)
      counted = body.length
      inFlight += counted
      // Senders keep to one request at a time, so this bounds what waits even where many read at once.
      if (pipeline.isFull()) throw busy()
      const actions = actionsOf(body, route, requestIdOf(request))
      const sender = senderOf(key, request, route.kind === 'ndjson' ? 'ndjson' : 'bulk')
      const copy = await deliver(request, response, body, actions, sender)
      if (route.kind === 'ndjson') {
        send(response, 200, JSON.stringify({ accepted: actions.length, alreadyThere: copy.allDuplicates }))
      } else if (route.kind === 'bulk') {
        send(response, 200, bulkBody(actions, copy.ids, copy.allDuplicates, clock.now() - started))
      } else {
        const id = route.id ?? copy.ids[0] ?? ''
        send(response, copy.allDuplicates ? 200 : 201, documentBody(route.index, id, copy.allDuplicates))
      }
    } finally {
      inFlight -= counted
    }
  }

  function deliver(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    actions: readonly BulkAction[],
    sender: Sender,
  ): ReturnType<Pipeline['accept']> {
    const kept = actions.filter((action) => action.verb === 'index' || action.verb === 'create')
    let slot: BodySlot | undefined
    if (kept.some((action) => action.id === undefined)) {
      slot = slots.take(sender.id, hash('sha1', body, 'base64url'))
      follow(slot, request, response)
    }
    const delivery: Delivery = {
      sender,
      format: 'auto',
      records: kept.map((action) => ({ bytes: action.source ?? '' })),
      identityOf: (index) => identityOf(kept[index], slot, index),
      whenRefused: 'refuse',
    }
    return pipeline.accept(delivery)
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const coded =
      error instanceof CodedError ? error : new CodedError('internal', 'the intake failed', { cause: error })
    if (response.headersSent || (isOmelasticsearch(request) && isWorthRetrying(coded.code))) {
      refusedAt = clock.now()
      response.destroy()
      return
    }
    sendRefusal(response, coded)
  }

  const serve = (request: IncomingMessage, response: ServerResponse) => {
    open += 1
    response.on('close', () => {
      open -= 1
      if (open === 0) idle?.()
    })
    // Elasticsearch's clients refuse to talk to anything that does not say this.
    response.setHeader('x-elastic-product', 'Elasticsearch')
    answer(request, response).catch((error: unknown) => refuse(request, response, error))
  }
  const options = { keepAliveTimeout: 75_000, requestTimeout: 120_000 }
  const server =
    input.tls === undefined ? createServer(options, serve) : createTlsServer({ ...options, ...input.tls }, serve)
  const port = await listen(server, input.host, input.port)
  return {
    port,
    async close() {
      closing = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      // What is being taken in is still answered; a client that never finishes its request is not waited for.
      if (open > 0) {
        await Promise.race([
          new Promise<void>((resolve) => {
            idle = resolve
          }),
          new Promise<void>((resolve) => setTimeout(resolve, 5000).unref()),
        ])
      }
      server.closeAllConnections()
      await closed
      if (input.slots === undefined) slots.close()
    },
  }
}

/** The sender's `_id` where there is one, else the copy of the body and the place in it. */
function identityOf(action: BulkAction | undefined, slot: BodySlot | undefined, index: number): string {
  if (action?.id !== undefined) {
    const target = action.index ?? ''
    return `id:${target.length}:${target}${action.id}`
  }
  return `body:${slot?.k ?? ''}.${index}`
}

/** The response is delivered when all of it went out over a connection that still stood. */
function follow(slot: BodySlot, request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (response.statusCode < 300 && !request.socket.destroyed) slot.delivered()
    else slot.abandoned()
  })
  response.once('close', () => slot.abandoned())
}

function actionsOf(body: Buffer, route: IntakeTarget, requestId: string | undefined): readonly BulkAction[] {
  if (route.kind === 'ndjson') return parseNdjson(body, requestId)
  if (route.kind === 'document') return [{ verb: 'index', index: route.index, id: route.id, source: body }]
  const parsed = parseBulkBody(body, route.index)
  if (!parsed.ok) throw new CodedError('bad-request', parsed.error)
  return parsed.value
}

/** The sender's own name of the request: it promises the same lines under the same name. */
function requestIdOf(request: IncomingMessage): string | undefined {
  const id = request.headers['x-request-id']
  return typeof id === 'string' && id !== '' ? id.slice(0, 200) : undefined
}

function senderOf(key: KnownKey, request: IncomingMessage, input: 'bulk' | 'ndjson'): Sender {
  return { id: `${input}:${key.id}`, input, key: key.id, peer: key.name, address: peerAddress(request.socket) }
}

function isJson(type: string | undefined): boolean {
  if (type === undefined) return true
  const media = (type.split(';', 1)[0] ?? '').trim().toLowerCase()
  return (
    media === 'application/json' ||
    media === 'application/x-ndjson' ||
    /^application\/vnd\.elasticsearch\+(x-nd)?json$/.test(media)
  )
}

function busy(): CodedError {
  return new CodedError('too-many-tries', 'more is waiting than the platform takes', {
    hint: 'send again a little later',
  })
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(body)
}

function sendRefusal(response: ServerResponse, error: CodedError): void {
  const { status, body } = problemBody(error)
  if (status === 401) response.setHeader('www-authenticate', 'ApiKey, Basic realm="vonggac", charset="UTF-8"')
  if (status === 429 || status === 503) response.setHeader('retry-after', retryAfterSeconds)
  // The rest of a body that is too large is not worth reading.
  if (status === 413) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': 'application/problem+json; charset=utf-8' })
  response.end(body)
}
