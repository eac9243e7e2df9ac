import type { JsonObject } from '../../core/lib/json.ts'
import { readTime } from './event-time.ts'
import { putModsecurity } from './modsecurity-message.ts'
import type { ProductMapping } from './product.ts'
import { put, putEndpoint, putInteger, putIp, relate } from './put.ts'
import { hostAndPort, putRequestLine } from './web-request.ts'

/**
 * nginx's error log: `2026/11/30 12:04:05 [error] 31#31: *7 open() "…" failed (2: No such file or directory), client:
 * 203.0.113.5, server: _, request: "GET /x HTTP/1.1", host: "…", referrer: "…"`.
 */
export const mapNginxError: ProductMapping = (line, context) => {
  const open = line.charCodeAt(4) === 47 && line.charCodeAt(7) === 47 ? 19 : -1
  if (open < 0 || !line.startsWith(' [', open)) return undefined
  const close = line.indexOf('] ', open)
  const hash = line.indexOf('#', close)
  const colon = line.indexOf(': ', hash)
  if (close < 0 || close > 40 || hash < 0 || colon < 0 || colon - close > 60) return undefined
  const fields: JsonObject = { event: { category: ['web'], type: ['error'] } }
  put(fields, 'log.level', line.slice(open + 2, close))
  putInteger(fields, 'process.pid', line.slice(close + 2, hash))
  putInteger(fields, 'process.thread.id', line.slice(hash + 1, colon))
  let message = line.slice(colon + 2)
  if (message.startsWith('*')) {
    const space = message.indexOf(' ')
    if (space > 0) {
      putInteger(fields, 'nginx.error.connection_id', message.slice(1, space))
      message = message.slice(space + 1)
    }
  }
  putContext(fields, message)
  const modsecurity = putModsecurity(fields, message)
  const stamp = `${line.slice(0, 4)}-${line.slice(5, 7)}-${line.slice(8, 19)}`
  const time = readTime(stamp, context.zone, context.receivedAt)
  return modsecurity
    ? { module: 'modsecurity', dataset: 'modsecurity.error', fields, message, time }
    : { module: 'nginx', dataset: 'nginx.error', fields, message, time }
}

/** What nginx says of the request, from the end of the message: `, client: …, server: …, request: "…", host: "…"`. */
function putContext(fields: JsonObject, message: string): void {
  const client = message.lastIndexOf(', client: ')
  if (client < 0) return
  const tail = message.slice(client + 2)
  const address = upTo(tail, 'client: ', ', ')
  if (address !== undefined) {
    putEndpoint(fields, 'source', address)
    putIp(fields, 'client.ip', address)
  }
  const server = upTo(tail, 'server: ', ', ')
  if (server !== undefined && server !== '_') put(fields, 'server.domain', server)
  const request = upTo(tail, 'request: "', '", ') ?? upTo(tail, 'request: "', '"')
  if (request !== undefined) putRequestLine(fields, request)
  const upstream = upTo(tail, 'upstream: "', '"')
  if (upstream !== undefined) put(fields, 'nginx.error.upstream', upstream)
  const host = upTo(tail, ', host: "', '"')
  if (host !== undefined) {
    const { name } = hostAndPort(host)
    put(fields, 'url.domain', name)
    relate(fields, 'hosts', name)
  }
  put(fields, 'http.request.referrer', upTo(tail, ', referrer: "', '"'))
}

function upTo(text: string, open: string, close: string): string | undefined {
  const start = text.indexOf(open)
  if (start < 0) return undefined
  const end = text.indexOf(close, start + open.length)
  const value = end < 0 ? text.slice(start + open.length) : text.slice(start + open.length, end)
  return value === '' ? undefined : value
}
