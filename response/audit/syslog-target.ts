import { createSocket } from 'node:dgram'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { CodedError } from '../../core/lib/errors.ts'

/** Milliseconds that the other side may take. */
const patience = 10_000
/** Facility 13 (log audit), severity 5 (notice): RFC 5424 §6.2.1. */
const priority = 13 * 8 + 5

/** A syslog server, as `udp://`, `tcp://` or `tls://host:port` names it. */
export interface SyslogTarget {
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly host: string
  readonly port: number
}

/** Reads the address of a syslog server; port 514, over TLS 6514, where it names none. Throws `bad-request`. */
export function syslogTarget(url: string): SyslogTarget {
  const parts = /^(udp|tcp|tls):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?\/?$/i.exec(url)
  const [, transport, host, port] = parts ?? []
  const number = Number(port ?? (transport === 'tls' ? 6514 : 514))
  if (transport === undefined || host === undefined || number < 1 || number > 65_535) {
    throw new CodedError('bad-request', `audit.headSyslog: "${url}" is no syslog server`, {
      hint: 'udp://, tcp:// or tls:// with a host and a port, e.g. tls://log.tinh.gov.vn:6514',
    })
  }
  const kind = transport.toLowerCase() as SyslogTarget['transport']
  return { transport: kind, host: host.replace(/^\[|\]$/g, ''), port: number }
}

/** One message of RFC 5424 §6: the text is ASCII, so that it needs no mark of UTF-8. */
export function syslogMessage(text: string, { time, host }: { readonly time: number; readonly host: string }): string {
  const name = host.replace(/[^\x21-\x7e]/g, '').slice(0, 255) || '-'
  return `<${priority}>1 ${new Date(time).toISOString()} ${name} vonggac - audit-head - ${text}`
}

/**
 * Sends one message: over UDP as a datagram (RFC 5426), over TCP and TLS with its length in front (RFC 6587 §3.4.1, RFC 5425
 * §4.3). Syslog acknowledges nothing: over TCP and TLS it resolves when the other side has closed after the last byte.
 */
export function sendSyslog(target: SyslogTarget, message: string, ca: string | undefined): Promise<void> {
  return target.transport === 'udp' ? sendDatagram(target, message) : sendFramed(target, message, ca)
}

function sendDatagram({ host, port }: SyslogTarget, message: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    const end = (error?: Error | null) => {
      socket.close()
      if (error) reject(error)
      else resolve()
    }
    socket.once('error', end)
    socket.send(message, port, host, end)
  })
}

function sendFramed({ transport, host, port }: SyslogTarget, message: string, ca: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const secure = { host, port, servername: host, ...(ca === undefined ? {} : { ca }) }
    const socket: Socket = transport === 'tls' ? connectTls(secure) : connectTcp({ host, port })
    let failure: Error | undefined
    socket.setTimeout(patience, () => socket.destroy(new Error(`${host}:${port} did not answer in time`)))
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () =>
      socket.end(`${Buffer.byteLength(message)} ${message}`),
    )
    socket.once('error', (error) => {
      failure = error
    })
    // What is read is thrown away, so that its end is seen.
    socket.resume()
    socket.once('close', () => (failure === undefined ? resolve() : reject(failure)))
  })
}
