import { createServer, type Socket } from 'node:net'
import { randomId } from '../../core/lib/ids.ts'
import type { Signal } from '../../core/telemetry/signals.ts'
import { maxRecordBytes } from '../decode/text.ts'
import type { Pipeline } from '../pipeline.ts'
import type { RawRecord, Sender } from '../record.ts'
import { createFramer } from './framing.ts'
import { type Listening, listen, peerAddress } from './listening.ts'

export interface SyslogInput {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly pipeline: Pipeline
  readonly onSignal?: Signal
  /** Default 1000. */
  readonly mostConnections?: number
}

/** How long a closing input goes on reading what senders had already sent. */
const closeGrace = 1000

/**
 * Syslog over TCP (RFC 6587). Plain TCP has no acknowledgement, so the input reads only as fast as events become
 * durable: a full pipeline stops the reading and TCP holds the sender. Idle connections stay open.
 */
export async function listenSyslog(input: SyslogInput): Promise<Listening> {
  const { pipeline, onSignal } = input
  const mostConnections = input.mostConnections ?? 1000
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
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
    read(socket, { id: `syslog:${peer}`, input: 'syslog', peer, address: peer }, pipeline)
  })
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

function read(socket: Socket, sender: Sender, pipeline: Pipeline): void {
  const framer = createFramer(maxRecordBytes)
  // Every line of a connection counts, equal or not, and so does every connection (docs/adr/0004).
  const connection = randomId()
  let line = 0
  let ended = false

  function deliver(records: readonly RawRecord[]): void {
    if (records.length === 0) return
    const first = line
    line += records.length
    const identityOf = (index: number): string => `${connection}.${first + index}`
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
