import { parseAddress } from '../../core/lib/ip.ts'
import type { JsonObject } from '../../core/lib/json.ts'
import type { AccessLine, Word } from '../decode/access-log.ts'
import { decodeAccessLog } from '../decode/access-log.ts'
import { readTime } from './event-time.ts'
import { isPrivateAddress } from './private-address.ts'
import type { LineContext, Mapped, ProductMapping } from './product.ts'
import { append, integer, put, putEndpoint, putInteger, putIp, relate } from './put.ts'
import { putUserAgent } from './user-agent.ts'
import { hostAndPort, putRequestLine } from './web-request.ts'

type Server = 'nginx' | 'apache' | 'web'

/** nginx's access log: combined, and with virtual host, proxies' addresses and times before or behind it. */
export const mapNginxAccess: ProductMapping = (line, context) => mapAccess('nginx', line, context)
/** Apache's access log: common, combined, vhost_combined, and the ssl_request log. */
export const mapApacheAccess: ProductMapping = (line, context) =>
  mapAccess('apache', line, context) ?? mapSslRequest(line, context)
/** An access log of a server that nothing names. */
export const mapAnyAccess: ProductMapping = (line, context) => mapAccess('web', line, context)

function mapAccess(server: Server, line: string, context: LineContext): Mapped | undefined {
  const found = decodeAccessLog(line)
  if (found === undefined) return undefined
  const fields: JsonObject = { event: { category: ['web'], type: ['access'] } }
  const own = `${server}.access`
  putFarEnd(fields, own, server, found)
  if (found.user !== undefined) {
    put(fields, 'user.name', found.user)
    relate(fields, 'user', found.user)
  }
  if (found.ident !== undefined) put(fields, `${own}.identity`, found.ident)
  putRequestLine(fields, found.request)
  if (fields.http === undefined && found.request !== '-') put(fields, `${own}.request`, found.request)
  putStatus(fields, found.status)
  putInteger(fields, 'http.response.body.bytes', found.bytes)
  putResponseTime(fields, own, server, found.number)
  putRest(fields, own, server, found.rest)
  return { module: server, dataset: own, fields, time: readTime(found.time, context.zone, context.receivedAt) }
}

/** Who asked: behind proxies the first public address of the list, else its first. */
function putFarEnd(fields: JsonObject, own: string, server: Server, { vhost, addresses }: AccessLine): void {
  putSource(fields, own, server, addresses)
  if (vhost !== undefined) putVhost(fields, vhost)
}

function putSource(fields: JsonObject, own: string, server: Server, addresses: readonly string[]): void {
  if (server === 'apache' && addresses.length === 1) {
    const { name, port } = hostAndPort(addresses[0] ?? '')
    putEndpoint(fields, 'source', name, port)
    if (parseAddress(name) !== undefined) put(fields, `${own}.remote_addresses`, [name])
    return
  }
  if (addresses.length > 0 && addresses[0] !== 'unix:') put(fields, `${own}.remote_ip_list`, addresses)
  const far =
    addresses.find((address) => parseAddress(address) !== undefined && !isPrivateAddress(address)) ?? addresses[0]
  if (far === undefined) return
  put(fields, 'source.address', far)
  if (!putIp(fields, 'source.ip', far) && far !== 'unix:') put(fields, 'source.domain', far)
}

function putVhost(fields: JsonObject, vhost: string): void {
  const { name, port } = hostAndPort(vhost)
  if (!putIp(fields, 'destination.ip', name)) {
    put(fields, 'destination.domain', name)
    put(fields, 'url.domain', name)
    relate(fields, 'hosts', name)
  }
  putInteger(fields, 'destination.port', port)
}

function putStatus(fields: JsonObject, text: string): void {
  const status = integer(text)
  if (status === undefined) return
  put(fields, 'http.response.status_code', status)
  put(fields, 'event.outcome', status < 400 ? 'success' : 'failure')
}

/** nginx writes seconds and is kept in milliseconds, as Elastic's integration does; Apache's unit is its own. */
function putResponseTime(fields: JsonObject, own: string, server: Server, text: string | undefined): void {
  const value = text === undefined ? Number.NaN : Number(text)
  if (!Number.isFinite(value) || text === '') return
  put(fields, `${own}.response_time`, server === 'apache' ? value : Math.floor(value * 1000))
}

/** Referrer, agent, and then whatever the administrator put behind them. */
function putRest(fields: JsonObject, own: string, server: Server, rest: readonly Word[]): void {
  let place = 0
  for (const word of rest) {
    if (word.name !== undefined) {
      named(fields, own, server, word.name, word.text)
    } else if (word.quoted) {
      if (place === 0) put(fields, 'http.request.referrer', word.text)
      else if (place === 1) putUserAgent(fields, word.text)
      else unnamed(fields, own, server, word.text)
      place += 1
    } else if (place >= 2) {
      unnamed(fields, own, server, word.text)
    }
  }
}

const forwardedNames = new Set(['xff', 'x-forwarded-for', 'x_forwarded_for', 'forwarded', 'http_x_forwarded_for'])
const hostNames = new Set(['host', 'vhost', 'sn', 'server_name', 'http_host'])

function named(fields: JsonObject, own: string, server: Server, name: string, text: string): void {
  const key = name.toLowerCase()
  if (forwardedNames.has(key)) {
    putForwarded(fields, own, server, text)
    return
  }
  if (hostNames.has(key) && fields.destination === undefined && text !== '-' && text !== '_') putVhost(fields, text)
  if (key === 'rt' || key === 'request_time') putResponseTime(fields, own, server, text)
  if (name !== '__proto__') put(fields, `${own}.${name.replaceAll('-', '_').toLowerCase()}`, text)
}

/** A word without a name is known by its looks: addresses, a time in seconds, a host. */
function unnamed(fields: JsonObject, own: string, server: Server, text: string): void {
  if (text === '' || text === '-') return
  if (addressList(text) !== undefined) putForwarded(fields, own, server, text)
  else if (/^\d{1,9}\.\d{1,6}$/.test(text)) {
    const first = (fields[server] as JsonObject | undefined)?.access as JsonObject | undefined
    if (first?.response_time === undefined) putResponseTime(fields, own, server, text)
    else put(fields, `${own}.upstream_response_time`, Math.floor(Number(text) * 1000))
  } else if (
    fields.destination === undefined &&
    /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}(:\d{1,5})?$/.test(text) &&
    /[a-z]/i.test(text) &&
    text.includes('.')
  )
    putVhost(fields, text)
  else append(fields, `${own}.more`, text)
}

function addressList(text: string): string[] | undefined {
  const found = text.split(',').map((part) => part.trim())
  return found.length <= 64 && found.every((part) => parseAddress(part) !== undefined) ? found : undefined
}

/**
 * X-Forwarded-For is the sender's own claim: kept beside the address that the server saw, which stays `source.ip`
 * unless that is a private proxy's.
 */
function putForwarded(fields: JsonObject, own: string, server: Server, text: string): void {
  const addresses = addressList(text)
  if (addresses === undefined) return
  const first = addresses.find((address) => !isPrivateAddress(address)) ?? addresses[0]
  const source = fields.source as JsonObject | undefined
  const seen = typeof source?.address === 'string' ? source.address : undefined
  if (server === 'apache') {
    put(fields, `${own}.remote_addresses`, seen === undefined ? addresses : [...addresses, seen])
    put(fields, 'network.forwarded_ip', addresses[0])
    putIp(fields, 'client.ip', first)
    return
  }
  put(fields, `${own}.remote_ip_list`, seen === undefined ? addresses : [...addresses, seen])
  put(fields, 'network.forwarded_ip', addresses[0])
  if (seen === undefined || !isPrivateAddress(seen) || first === undefined || isPrivateAddress(first)) return
  put(fields, 'source.address', first)
  putIp(fields, 'source.ip', first)
}

/** `[30/Nov/2026:12:04:05 +0700] 198.51.100.7 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET / HTTP/1.1" 1375` */
function mapSslRequest(line: string, context: LineContext): Mapped | undefined {
  const close = line.indexOf('] ')
  if (line.charCodeAt(0) !== 91 || close < 0 || close > 40 || line.charCodeAt(3) !== 47) return undefined
  const quote = line.indexOf(' "', close)
  const end = line.lastIndexOf('" ')
  if (quote < 0 || end <= quote) return undefined
  const [address, protocol, cipher] = line.slice(close + 2, quote).split(' ')
  if (address === undefined || protocol === undefined || cipher === undefined) return undefined
  const fields: JsonObject = { event: { category: ['web'], type: ['access'] } }
  putEndpoint(fields, 'source', address)
  if (parseAddress(address) !== undefined) put(fields, 'apache.access.remote_addresses', [address])
  put(fields, 'apache.access.ssl.protocol', protocol)
  put(fields, 'apache.access.ssl.cipher', cipher)
  put(fields, 'tls.cipher', cipher)
  const v = protocol.toLowerCase().indexOf('v')
  if (v > 0) {
    const version = protocol.slice(v + 1)
    put(fields, 'tls.version', version.includes('.') ? version : `${version}.0`)
    put(fields, 'tls.version_protocol', protocol.slice(0, v).toLowerCase())
  }
  putRequestLine(fields, line.slice(quote + 2, end))
  putInteger(fields, 'http.response.body.bytes', line.slice(end + 2).trim())
  const time = readTime(line.slice(1, close), context.zone, context.receivedAt)
  return { module: 'apache', dataset: 'apache.access', fields, time }
}
