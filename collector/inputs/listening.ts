import type { Server, Socket } from 'node:net'

/** An input that is open: the port it really listens on, and how to close it. */
export interface Listening {
  readonly port: number
  /** Stops listening, takes in what has arrived, closes connections. The pipeline is stopped after its inputs. */
  close(): Promise<void>
}

/** Starts the server; resolves with the port it got. Rejects when it cannot listen there. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** The far end's address; IPv4 in its own form even where the socket is IPv6. Undefined once the socket is gone. */
export function peerAddress(socket: Socket): string | undefined {
  const address = socket.remoteAddress
  return address?.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}
