import type { JsonObject } from '../../core/lib/json.ts'
import type { Mapped, ProductMapping } from './product.ts'
import { put, putEndpoint, putInteger, relate } from './put.ts'
import { hostAndPort } from './web-request.ts'

const topics = new Set(
  `firewall system dhcp wireless ppp pppoe l2tp pptp sstp ovpn ipsec interface script account hotspot radius route bgp
  ospf dns certificate backup caps snmp web-proxy upnp warning error info critical manager`.split(/\s+/),
)

/**
 * MikroTik RouterOS: `firewall,info forward: in:ether1 out:bridge, connection-state:new src-mac …, proto TCP (SYN),
 * 192.0.2.7:50000->198.51.100.5:443, len 60`, and log-ins `system,info,account user admin logged in from 192.0.2.7 via
 * winbox`. With BSD syslog the topics may be missing.
 */
export const mapMikrotik: ProductMapping = (line, { program }) => {
  const { found, rest } = topicsOf(line)
  const packet = rest.includes(' proto ') && (rest.includes('in:') || rest.includes('out:'))
  const login = rest.startsWith('user ') || rest.startsWith('login failure for user ')
  if (found.length === 0 && !packet && !login) return undefined
  const fields: JsonObject = {
    event: { kind: 'event' },
    observer: { vendor: 'MikroTik', product: 'RouterOS', type: 'firewall' },
  }
  if (found.length > 0) put(fields, 'mikrotik.topics', found)
  const level = found.find((topic) => ['critical', 'error', 'warning', 'info', 'debug'].includes(topic))
  put(fields, 'log.level', level)
  const known = packet ? putPacket(fields, rest, program) : login && putLogin(fields, rest)
  if (found.length === 0 && !known) return undefined
  const mapped: Mapped = { module: 'mikrotik', dataset: 'mikrotik.log', fields, message: rest }
  return mapped
}

/** `firewall,info ` at the beginning: at least two words, the first of which is a topic of RouterOS. */
function topicsOf(line: string): { found: string[]; rest: string } {
  const space = line.indexOf(' ')
  if (space < 3 || space > 60) return { found: [], rest: line }
  const found = line.slice(0, space).split(',')
  const all = found.length >= 2 && found.every((topic) => /^[a-z0-9-]{2,16}$/.test(topic))
  if (!all || !topics.has(found[0] ?? '')) return { found: [], rest: line }
  return { found, rest: line.slice(space + 1) }
}

function putPacket(fields: JsonObject, rest: string, program: string | undefined): boolean {
  const colon = rest.indexOf(': ')
  const head = colon < 0 ? '' : rest.slice(0, colon)
  // `DROP-WAN forward:` is the administrator's prefix and the chain.
  const words = head.split(' ')
  // Without topics a syslog header takes the chain for its tag.
  const chain = rest.startsWith('in:') ? program : words.pop()
  put(fields, 'mikrotik.chain', chain)
  put(fields, 'mikrotik.prefix', words.join(' '))
  put(fields, 'event.category', ['network'])
  put(fields, 'event.type', ['connection'])
  const prefix = words.join(' ').toLowerCase()
  if (/drop|deny|block|reject/.test(prefix)) {
    put(fields, 'event.type', ['connection', 'denied'])
    put(fields, 'event.action', 'drop')
    put(fields, 'event.outcome', 'failure')
  } else if (/accept|allow|pass/.test(prefix)) {
    put(fields, 'event.type', ['connection', 'allowed'])
    put(fields, 'event.action', 'accept')
  }
  putInterface(fields, 'ingress', after(rest, ' in:'))
  putInterface(fields, 'egress', after(rest, ' out:'))
  put(fields, 'mikrotik.connection_state', after(rest, 'connection-state:'))
  put(fields, 'source.mac', after(rest, 'src-mac ')?.toUpperCase().replaceAll(':', '-'))
  const proto = rest.indexOf(' proto ')
  const transport = after(rest, ' proto ')
  put(fields, 'network.transport', transport?.toLowerCase())
  const flags = rest.indexOf('(', proto)
  const close = rest.indexOf(')', flags)
  const arrow = rest.indexOf('->', proto)
  if (flags > 0 && close > flags && flags < arrow) put(fields, 'mikrotik.tcp_flags', rest.slice(flags + 1, close))
  if (arrow > 0) putEnds(fields, rest, arrow)
  putInteger(fields, 'network.bytes', after(rest, ' len '))
  return true
}

function putInterface(fields: JsonObject, side: string, name: string | undefined): void {
  if (name === '(unknown' || name === '(none)') return
  put(fields, `observer.${side}.interface.name`, name)
}

function putEnds(fields: JsonObject, rest: string, arrow: number): void {
  const start = rest.lastIndexOf(' ', arrow) + 1
  let end = arrow + 2
  while (end < rest.length && rest.charCodeAt(end) !== 44 && rest.charCodeAt(end) !== 32) end += 1
  const source = hostAndPort(rest.slice(start, arrow))
  const destination = hostAndPort(rest.slice(arrow + 2, end))
  putEndpoint(fields, 'source', source.name, source.port)
  putEndpoint(fields, 'destination', destination.name, destination.port)
}

/** The word after a mark, up to a comma or space. */
function after(text: string, mark: string): string | undefined {
  const at = ` ${text}`.indexOf(mark)
  if (at < 0) return undefined
  const start = at + mark.length - 1
  let end = start
  while (end < text.length && text.charCodeAt(end) !== 44 && text.charCodeAt(end) !== 32) end += 1
  return end === start ? undefined : text.slice(start, end)
}

function putLogin(fields: JsonObject, rest: string): boolean {
  const failure = rest.startsWith('login failure for user ')
  const start = failure ? 23 : 5
  const inAt = rest.indexOf(failure ? ' from ' : ' logged ', start)
  if (inAt < 0) return false
  const user = rest.slice(start, inAt)
  const out = rest.startsWith(' logged out', inAt)
  const from = rest.lastIndexOf(' from ')
  const via = rest.lastIndexOf(' via ')
  put(fields, 'event.category', ['authentication', 'session'])
  put(fields, 'event.type', [out ? 'end' : 'start'])
  put(fields, 'event.action', out ? 'logout' : 'login')
  put(fields, 'event.outcome', failure ? 'failure' : 'success')
  put(fields, 'user.name', user)
  relate(fields, 'user', user)
  if (from > 0) putEndpoint(fields, 'source', rest.slice(from + 6, via > from ? via : undefined).trim())
  if (via > 0) put(fields, 'network.application', rest.slice(via + 5).trim())
  return true
}
