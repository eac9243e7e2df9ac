import { createServer, type Server, type ServerOpts, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls'
import type { Signal } from '../../core/telemetry/signals.ts'
import { peerAddress } from './listening.ts'

/** How an input speaks TLS, 1.2 or later. All texts are PEM. */
export interface SenderTls {
  readonly cert: string
  readonly key: string
  /** Authorities that sign senders' certificates. */
  readonly ca?: string
  /** Whether senders show a certificate. One that the authorities did not sign is turned away in either case. */
  readonly clients: 'none' | 'optional' | 'required'
}

/**
 * A server that is not listening yet: over TLS where `tls` is given, else plain. `take` gets every connection, over TLS
 * once the handshake is done; one that fails is told.
 */
export function senderServer(
  options: ServerOpts,
  tls: SenderTls | undefined,
  take: (socket: Socket) => void,
  onSignal?: Signal,
): Server {
  if (tls === undefined) return createServer(options, take)
  const server = createTlsServer({ ...options, ...serverOptions(tls) })
  server.on('secureConnection', take)
  server.on('tlsClientError', (error: Error, socket: TLSSocket) =>
    onSignal?.('handshake-failed', { peer: peerAddress(socket), cause: error.message }),
  )
  return server
}

/** What `tls.createServer` is to be told. */
function serverOptions(tls: SenderTls): TlsOptions {
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

/** Who is at the other end: `id` tells senders apart, `peer` is the name for people, `key` what units know it by. */
export interface TlsPeer {
  readonly id: string
  readonly peer: string
  readonly key?: string
}

/**
 * The sender is who its certificate says; its address where it shows none. Undefined, and told, for one whose
 * certificate the authorities did not sign: the connection is then closed.
 */
export function tlsPeer(socket: TLSSocket, tls: SenderTls, onSignal?: Signal): TlsPeer | undefined {
  const address = peerAddress(socket) ?? 'unknown'
  const shown = tls.clients === 'none' ? undefined : socket.getPeerX509Certificate()
  if (shown === undefined) return { id: address, peer: address }
  if (!socket.authorized) {
    onSignal?.('handshake-failed', { peer: address, cause: String(socket.authorizationError) })
    socket.destroy()
    return undefined
  }
  // The subject, not the fingerprint: it stays when the certificate is renewed.
  const subject = shown.subject.replaceAll('\n', ', ')
  const names: unknown = shown.toLegacyObject().subject.CN
  const [name = ''] = Array.isArray(names) ? names.map(String) : [String(names ?? '')]
  return { id: subject, peer: name || subject, ...(name !== '' && { key: `cn=${name.toLowerCase()}` }) }
}
