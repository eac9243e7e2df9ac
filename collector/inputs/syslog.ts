import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { randomId } from '../../core/lib/ids.ts'
import type { Signal } from '../../core/telemetry/signals.ts'
import { maxRecordBytes } from '../decode/text.ts'
import type { Pipeline } from '../pipeline.ts'
import type { RawRecord, Sender } from '../record.ts'
import { createFramer } from './framing.ts'
import { createLineOrdinals } from './line-ordinals.ts'
import { type Listening, listen, peerAddress } from './listening.ts'

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

/** Syslog over TLS (RFC 5425), TLS 1.2 or later. All texts are PEM. */
export interface SyslogTls {
  readonly cert: string
  readonly key: string
  /** Authorities that sign senders' certificates. */
  readonly ca?: string
  /** Whether senders show a certificate. One that the authorities did not sign is turned away in either case. */
  readonly clients: 'none' | 'optional' | 'required'
  /**
   * What lines are that a sender with a certificate sends again over another connection: `once` takes the ordinal
   * among identical lines of a connection as identity, `counts` lets every line count (docs/adr/0004).
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
    if (tls === undefined) read(socket, { id: `syslog:${peer}`, input: 'syslog', peer, address: peer }, pipeline)
    else readTls(socket as TLSSocket, peer, tls, input)
  }
  const server = tls === undefined ? createServer(options, take) : createTlsServer({ ...options, ...tlsOptions(tls) })
  if (tls !== undefined) {
    server.on('secureConnection', take)
    server.on('tlsClientError', (error: Error, socket: TLSSocket) =>
      onSignal?.('handshake-failed', { peer: peerAddress(socket), cause: error.message }),
    )
  }
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

function tlsOptions(tls: SyslogTls): TlsOptions {
  return {
    cert: tls.cert,
    key: tls.key,
    minVersion: 'TLSv1.2',
    handshakeTimeout: 20_000,
    requestCert: tls.clients !== 'none',
    // Where none may be shown, a wrong one is turned away after the handshake.
    rejectUnauthorized: tls.clients === 'required',
    ...(tls.ca !== undefined && { ca: tls.ca }),
  }
}

/** The sender is who its certificate says; its address where it shows none. */
function readTls(socket: TLSSocket, peer: string, tls: SyslogTls, { pipeline, onSignal }: SyslogInput): void {
  const shown = tls.clients === 'none' ? undefined : socket.getPeerX509Certificate()
  if (shown !== undefined && !socket.authorized) {
    onSignal?.('handshake-failed', { peer, cause: String(socket.authorizationError) })
    socket.destroy()
    return
  }
  if (shown === undefined) {
    read(socket, { id: `syslog-tls:${peer}`, input: 'syslog-tls', peer, address: peer }, pipeline)
    return
  }
  // The subject, not the fingerprint: it stays when the certificate is renewed.
  const subject = shown.subject.replaceAll('\n', ', ')
  const name = /(?:^|, )CN=([^,]+)/.exec(subject)?.[1] ?? subject
  const sender: Sender = { id: `syslog-tls:${subject}`, input: 'syslog-tls', peer: name, address: peer }
  read(socket, sender, pipeline, tls.resent === 'once')
}

function read(socket: Socket, sender: Sender, pipeline: Pipeline, resentOnce = false): void {
  const framer = createFramer(maxRecordBytes)
  // Every line of a connection counts, equal or not, and so does every connection (docs/adr/0004).
  const connection = randomId()
  const ordinals = resentOnce ? createLineOrdinals() : undefined
  let line = 0
  let ended = false

  function deliver(records: readonly RawRecord[]): void {
    if (records.length === 0) return
    const first = line
    line += records.length
    const places = ordinals && records.map(({ bytes }) => ordinals.next(bytes))
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
