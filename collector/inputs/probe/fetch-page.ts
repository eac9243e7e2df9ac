import { Buffer } from 'node:buffer'
import { get, type IncomingMessage } from 'node:http'
import { get as getTls } from 'node:https'
import type { Socket } from 'node:net'
import { checkServerIdentity, type PeerCertificate, TLSSocket } from 'node:tls'

/** What is wrong with a certificate for a browser; `ok` for nothing. */
export type CertificateState = 'ok' | 'expired' | 'wrong-name' | 'untrusted'

export interface SeenCertificate {
  readonly state: CertificateState
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  /** Epoch milliseconds. */
  readonly from: number
  readonly until: number
  /** SHA-256, hex. */
  readonly fingerprint: string
}

/** One visit of a page. */
export interface Visit {
  /** Address at which the last answer was given, after redirects. */
  readonly at: string
  readonly redirects: number
  /** Undefined when nothing was answered. */
  readonly status?: number
  readonly body?: string
  readonly bytes?: number
  /** Milliseconds until all of it was read, of which the look-up of the name took so many. */
  readonly took: number
  readonly lookup?: number
  readonly ip?: string
  readonly tls?: { readonly version: string; readonly cipher: string; readonly certificate: SeenCertificate }
  /** Why nothing was answered: the system's code (`ECONNREFUSED`, `ENOTFOUND`, `timeout` …) and its words. */
  readonly failure?: { readonly code: string; readonly message: string }
}

const mostBytes = 2 * 1024 * 1024
const mostRedirects = 5

type Seen = { -readonly [K in 'lookup' | 'ip' | 'tls']?: Visit[K] }

/**
 * Visits a page as a browser would, over a connection of its own. A certificate that is not accepted is seen and told,
 * and the page is read all the same. At most five redirects are followed and 2 MiB read; never rejects.
 */
export async function visit(url: string, timeout: number): Promise<Visit> {
  const started = performance.now()
  const signal = AbortSignal.timeout(timeout)
  const seen: Seen = {}
  let at = url
  let redirects = 0
  const told = () => ({ at, redirects, took: Math.round(performance.now() - started), ...seen })
  try {
    for (;;) {
      const response = await request(at, signal, seen)
      const status = response.statusCode ?? 0
      const { location } = response.headers
      if (status >= 300 && status < 400 && location !== undefined) {
        response.destroy()
        const next = new URL(location, at)
        if (next.protocol !== 'http:' && next.protocol !== 'https:') throw coded('bad-redirect', next.protocol)
        if (redirects === mostRedirects) throw coded('too-many-redirects', next.href)
        redirects += 1
        at = next.href
        continue
      }
      const { body, bytes } = await read(response)
      return { ...told(), status, body, bytes }
    }
  } catch (error) {
    const code = signal.aborted ? 'timeout' : codeOf(error)
    return { ...told(), failure: { code, message: error instanceof Error ? error.message : String(error) } }
  }
}

function request(url: string, signal: AbortSignal, seen: Seen): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const options = {
      agent: false,
      signal,
      // What a browser would not accept is looked at and told, not passed by.
      rejectUnauthorized: false,
      headers: { 'user-agent': 'Mozilla/5.0 (compatible; vonggac-probe/1.0)', accept: 'text/html,*/*;q=0.8' },
    } as const
    const name = new URL(url).hostname
    const sent = url.startsWith('https:') ? getTls(url, options, resolve) : get(url, options, resolve)
    sent.on('error', reject)
    sent.on('socket', (socket: Socket) => {
      socket.on('lookup', () => {
        seen.lookup = Math.round(performance.now() - started)
      })
      socket.on('connect', () => {
        if (socket.remoteAddress !== undefined) seen.ip = socket.remoteAddress
      })
      if (!(socket instanceof TLSSocket)) return
      socket.on('secureConnect', () => {
        const certificate = socket.getPeerCertificate()
        if (Object.keys(certificate).length === 0) return
        seen.tls = {
          version: socket.getProtocol() ?? '',
          cipher: socket.getCipher().standardName,
          certificate: seenCertificate(certificate, name, socket.authorizationError),
        }
      })
    })
  })
}

function seenCertificate(certificate: PeerCertificate, name: string, error: unknown): SeenCertificate {
  const until = Date.parse(certificate.valid_to)
  let state: CertificateState = 'ok'
  if (until < Date.now()) state = 'expired'
  else if (checkServerIdentity(name.replace(/^\[|\]$/g, ''), certificate) !== undefined) state = 'wrong-name'
  // Node leaves null here where the chain is sound.
  else if (error !== null && error !== undefined) state = 'untrusted'
  return {
    state,
    subject: one(certificate.subject.CN),
    issuer: one(certificate.issuer.CN) || one(certificate.issuer.O),
    names: (certificate.subjectaltname ?? '')
      .split(', ')
      .map((entry) => entry.replace(/^(?:DNS|IP Address):/, ''))
      .filter((entry) => entry !== '')
      .slice(0, 50),
    from: Date.parse(certificate.valid_from),
    until,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))

async function read(response: IncomingMessage): Promise<{ body: string; bytes: number }> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    chunks.push(chunk)
    if (bytes > mostBytes) break
  }
  return { body: Buffer.concat(chunks).toString('utf8'), bytes }
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed'
}
