import { hash } from 'node:crypto'
import type { JsonObject } from '../../../core/lib/json.ts'
import type { SeenCertificate, Visit } from './fetch-page.ts'
import { changeBetween, readPage } from './page.ts'

/** What is remembered of a page between two visits. */
export interface Remembered {
  /** Visits in a row that found it down, and that found it slow. */
  readonly failures: number
  readonly slow: number
  /** Of the last visit that found it up; undefined before the first. */
  readonly title?: string
  readonly words?: readonly string[]
  readonly suspicious?: readonly string[]
}

const day = 86_400_000

/**
 * The event of a visit, in ECS, with what changed since the last one under `probe`: whether the title and how much of
 * the text changed, what is suspicious and was not there before, how many visits in a row it has been down or slow, and
 * how long its certificate lasts.
 */
export function judgeVisit(
  url: string,
  seen: Visit,
  before: Remembered,
  now: number,
  slowAfter: number,
): { readonly document: JsonObject; readonly remembered: Remembered } {
  const { hostname, port, protocol, pathname } = new URL(url)
  const domain = hostname.replace(/^\[|\]$/g, '')
  const up = seen.status !== undefined && seen.status < 400
  const failures = up ? 0 : before.failures + 1
  const slow = up && seen.took >= slowAfter ? before.slow + 1 : 0
  const page = up && seen.body !== undefined ? readPage(seen.body) : undefined
  const known = before.words !== undefined
  const added = page?.suspicious.filter((name) => !before.suspicious?.includes(name)) ?? []
  const titleChanged = known && page !== undefined && page.title !== before.title
  const document: JsonObject = {
    '@timestamp': new Date(now).toISOString(),
    ecs: { version: '9.4.0' },
    event: {
      kind: 'event',
      module: 'probe',
      dataset: 'probe.http',
      category: ['web'],
      type: ['info'],
      action: 'page_probed',
      outcome: up ? 'success' : 'failure',
      duration: seen.took * 1_000_000,
      ...(!up && { reason: seen.failure?.code ?? `HTTP ${seen.status}` }),
    },
    message: up
      ? `${url}: HTTP ${seen.status}, ${seen.took} ms${page?.title ? `, ${page.title}` : ''}`
      : `${url}: ${seen.failure?.message ?? `HTTP ${seen.status}`}`,
    host: { name: domain },
    observer: { type: 'probe', vendor: 'Vọng Gác' },
    url: {
      full: url,
      scheme: protocol.slice(0, -1),
      domain,
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      path: pathname,
    },
    ...(seen.ip !== undefined && { server: { ip: seen.ip, domain } }),
    ...(seen.status !== undefined && {
      http: { request: { method: 'GET' }, response: { status_code: seen.status, body: { bytes: seen.bytes ?? 0 } } },
    }),
    ...(seen.tls !== undefined && { tls: tlsFields(seen.tls) }),
    ...(seen.failure !== undefined && { error: { code: seen.failure.code, message: seen.failure.message } }),
    probe: {
      failures,
      slow,
      took: seen.took,
      redirects: seen.redirects,
      at: seen.at,
      ...(seen.lookup !== undefined && { lookup: seen.lookup }),
      ...(page !== undefined && {
        title: page.title,
        content: hash('sha1', [...page.words].sort().join(' '), 'hex'),
        words: page.words.size,
        suspicious: [...page.suspicious],
        suspicious_new: added,
        title_changed: titleChanged,
        changed: known ? changeBetween(new Set(before.words), page.words) : 0,
      }),
      ...(titleChanged && before.title !== undefined && { title_before: before.title }),
      ...(seen.tls !== undefined && {
        certificate: {
          state: seen.tls.certificate.state,
          days_left: Math.floor((seen.tls.certificate.until - now) / day),
        },
      }),
    },
  }
  const remembered: Remembered =
    page === undefined
      ? { ...before, failures, slow }
      : { failures, slow, title: page.title, words: [...page.words], suspicious: page.suspicious }
  return { document, remembered }
}

function tlsFields({ version, cipher, certificate }: NonNullable<Visit['tls']>): JsonObject {
  return {
    version_protocol: 'tls',
    version: version.replace('TLSv', ''),
    cipher,
    server: { hash: { sha256: certificate.fingerprint.toUpperCase() }, x509: x509(certificate) },
  }
}

function x509({ subject, issuer, names, from, until }: SeenCertificate): JsonObject {
  return {
    subject: { common_name: [subject] },
    issuer: { common_name: [issuer] },
    alternative_names: [...names],
    not_before: new Date(from).toISOString(),
    not_after: new Date(until).toISOString(),
  }
}
