import { setupAnswer } from './elastic-setup.ts'

/** What a request asks for. */
export type IntakeRoute =
  | { readonly kind: 'handshake' | 'health' | 'cat-health' | 'license' | 'unknown' }
  | { readonly kind: 'ndjson' }
  | { readonly kind: 'setup'; readonly answer: object }
  | { readonly kind: 'bulk'; readonly index: string | undefined }
  | { readonly kind: 'document'; readonly index: string; readonly id: string | undefined }

const unknown: IntakeRoute = { kind: 'unknown' }

/**
 * The few paths of Elasticsearch's API that senders use, and the path of NDJSON. `/{index}/{type}` without an underscore is what rsyslog's
 * omelasticsearch still writes for a type.
 */
export function routeOf(method: string, url: string): IntakeRoute {
  const parts = partsOf(url)
  if (parts === undefined) return unknown
  const [first, second, third, more] = parts
  if (first === 'ingest' && second === 'ndjson' && third === undefined) {
    return method === 'POST' ? { kind: 'ndjson' } : unknown
  }
  if (method === 'GET' || method === 'HEAD') {
    if (first === undefined) return { kind: 'handshake' }
    if (first === '_cluster' && second === 'health') return { kind: 'health' }
    if (first === '_cat' && second === 'health') return { kind: 'cat-health' }
    if (first === '_license' || (first === '_xpack' && second === 'license')) return { kind: 'license' }
  }
  const answer = setupAnswer(method, parts)
  if (answer !== undefined) return { kind: 'setup', answer }
  if ((method !== 'POST' && method !== 'PUT') || first === undefined || more !== undefined) return unknown
  if (parts.at(-1) === '_bulk') return { kind: 'bulk', index: parts.length > 1 ? first : undefined }
  if (first.startsWith('_') || second === undefined) return unknown
  if (second === '_doc' || second === '_create' || !second.startsWith('_')) {
    return { kind: 'document', index: first, id: third }
  }
  return unknown
}

function partsOf(url: string): string[] | undefined {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent)
  } catch {
    return undefined
  }
}
