import type { JsonObject } from '../../core/lib/json.ts'
import { put, putInteger } from './put.ts'

/**
 * The request line `GET /path?query HTTP/1.1` as `http.request.method`, `url.*` and `http.version`. A scanner's garbage
 * that is no request line sets nothing: it stands in the event's original.
 */
export function putRequestLine(root: JsonObject, line: string): void {
  const version = line.lastIndexOf(' HTTP/')
  const first = line.indexOf(' ')
  if (first <= 0 || version < first) return
  const method = line.slice(0, first)
  const target = line.slice(first + 1, version)
  if (isMethod(method)) put(root, 'http.request.method', method)
  put(root, 'http.version', line.slice(version + 6))
  putUrl(root, target)
}

function isMethod(text: string): boolean {
  if (text.length > 32) return false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) | 32
    if (!((code >= 97 && code <= 122) || code === 45 || code === 127)) return false
  }
  return true
}

/**
 * A request's target as `url.original`, `.path` (percent-decoded, as Elastic's URI processor does), `.query`,
 * `.fragment`, `.extension`, and of an absolute one `.scheme`, `.domain` and `.port`.
 */
export function putUrl(root: JsonObject, target: string): void {
  if (target === '' || target === '-') return
  put(root, 'url.original', target)
  let rest = target
  const scheme = rest.indexOf('://')
  if (scheme > 0 && scheme < 12 && !rest.startsWith('/')) {
    put(root, 'url.scheme', rest.slice(0, scheme))
    const slash = rest.indexOf('/', scheme + 3)
    putAuthority(root, slash < 0 ? rest.slice(scheme + 3) : rest.slice(scheme + 3, slash))
    rest = slash < 0 ? '' : rest.slice(slash)
  }
  const hash = rest.indexOf('#')
  if (hash >= 0) {
    put(root, 'url.fragment', rest.slice(hash + 1))
    rest = rest.slice(0, hash)
  }
  const question = rest.indexOf('?')
  if (question >= 0) put(root, 'url.query', rest.slice(question + 1))
  const path = percentDecoded(question < 0 ? rest : rest.slice(0, question))
  put(root, 'url.path', path)
  put(root, 'url.extension', extensionOf(path))
}

/** What follows the last point of a path's last name; undefined where it has none. */
export function extensionOf(path: string): string | undefined {
  const dot = path.lastIndexOf('.')
  return dot > path.lastIndexOf('/') ? path.slice(dot + 1) : undefined
}

function putAuthority(root: JsonObject, authority: string): void {
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const { name, port } = hostAndPort(host)
  put(root, 'url.domain', name)
  putInteger(root, 'url.port', port)
}

/** `name:443`, `[2001:db8::1]:443`, or either without a port; a bare IPv6 address is a name. */
export function hostAndPort(text: string): { name: string; port: string | undefined } {
  if (text.startsWith('[')) {
    const close = text.indexOf(']')
    if (close < 0) return { name: text, port: undefined }
    return { name: text.slice(1, close), port: text.charCodeAt(close + 1) === 58 ? text.slice(close + 2) : undefined }
  }
  const colon = text.indexOf(':')
  if (colon < 0 || text.indexOf(':', colon + 1) >= 0) return { name: text, port: undefined }
  return { name: text.slice(0, colon), port: text.slice(colon + 1) || undefined }
}

/** Percent-encoded UTF-8 as text; what is no valid encoding stays as it is. */
function percentDecoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
