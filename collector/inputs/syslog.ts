import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { randomId } from '../../core/lib/ids.ts'
import type { Signal } from '../../core/telemetry/signals.ts'
import { maxRecordBytes } from '../decode/text.ts'
import type { Pipeline } from '../pipeline.ts'
import type { RawRecord, Sender } from '../record.ts'
import { type ConnectionLanes, createConnectionLanes } from './connection-lanes.ts'
import { createFramer } from './framing.ts'
import { createLineOrdinals } from './line-ordinals.ts'
import { type Listening, listen, peerAddress } from './listening.ts'
import { type SenderTls, senderServer, tlsPeer } from './sender-tls.ts'

export interface SyslogInput {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly pipeline: Pipeline
  readonly onSignal?: Signal
  /** Default 1000. */
  readonly mostConnections?: number
  readonly tls?: SyslogTls
}

/** Syslog over TLS (RFC 5425). */
export interface SyslogTls extends SenderTls {
  /**
   * What lines are that come again over another connection: `once` takes the ordinal among identical lines of a
   * connection as identity, `counts` lets every line count (docs/adr/0004).
   */
  readonly resent: 'once' | 'counts'
}

/** How long a closing input goes on reading what senders had already sent. */
const closeGrace = 1000

/**
 * Syslog over TCP (RFC 6587), or over TLS (RFC 5425) where `tls` is given. Plain TCP has no acknowledgement, so the input reads only as fast as events become
 * durable: a full pipeline stops the reading and TCP holds the sender. Idle connections stay open.
 */
export async function listenSyslog(input: SyslogInput): Promise<Listening> {
  const { pipeline, onSignal } = input
  const mostConnections = input.mostConnections ?? 1000
  const sockets = new Set<Socket>()
  const { tls } = input
  const lanes = createConnectionLanes()
  const options = { allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: 60_000 }
  const take = (socket: Socket) => {
    const peer = peerAddress(socket) ?? 'unknown'
    if (sockets.size >= mostConnections) {
      onSignal?.('connection-refused', { peer, most: mostConnections })
      socket.destroy()
      return
    }
    sockets.add(socket)
    onSignal?.('connection-opened', { peer })
    socket.on('close', () => {
      sockets.delete(socket)
      onSignal?.('connection-closed', { peer })
    })
    if (tls === undefined) {
      read(socket, { id: `syslog:${peer}`, input: 'syslog', peer, address: peer }, pipeline)
      return
    }
    const shown = tlsPeer(socket as TLSSocket, tls, onSignal)
    if (shown === undefined) return
    const { id, ...known } = shown
    const sender: Sender = { ...known, id: `syslog-tls:${id}`, input: 'syslog-tls', address: peer }
    read(socket, sender, pipeline, tls.resent === 'once' ? lanes : undefined)
  }
  const server = senderServer(options, tls, take, onSignal)
  const port = await listen(server, input.host, input.port)
  return {
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // Our FIN asks the sender to stop; what it has sent until then is still read.
      for (const socket of sockets) socket.end()
      const grace = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, closeGrace)
      await closed
      clearTimeout(grace)
    },
  }
}

/** With `lanes`, a line that comes again over another connection is the same event; without, every line counts (docs/adr/0004). */
function read(socket: Socket, sender: Sender, pipeline: Pipeline, lanes?: ConnectionLanes): void {
  const framer = createFramer(maxRecordBytes)
  const connection = randomId()
  const ordinals = createLineOrdinals()
  let lane: ReturnType<ConnectionLanes['take']> | undefined
  let line = 0
  let ended = false

  function deliver(records: readonly RawRecord[]): void {
    if (records.length === 0) return
    const first = line
    line += records.length
    // With the first line, not before: until then the end of the connection before has been read.
    lane ??= lanes?.take(sender.id)
    const prefix = lane?.number ? `${lane.number}/` : ''
    const places = lane && records.map(({ bytes }) => `${prefix}${ordinals.next(bytes)}`)
    const identityOf = (index: number): string => places?.[index] ?? `${connection}.${first + index}`
    // Held records are only given up at a stop, and then the pipeline says so.
    pipeline.accept({ sender, format: 'auto', records, identityOf, whenRefused: 'hold' }).catch(() => undefined)
    if (!pipeline.isFull()) return
    socket.pause()
    pipeline.room().then(() => socket.resume())
  }

  function finish(): void {
    if (ended) return
    ended = true
    deliver(framer.end())
    lane?.release()
  }

  socket.on('data', (chunk: Buffer) => deliver(framer.push(chunk)))
  socket.on('end', () => {
    finish()
    socket.end()
  })
  // A reset is no reason to lose the line that was being read.
  socket.on('error', () => undefined)
  socket.on('close', finish)
}
