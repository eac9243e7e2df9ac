import type { JsonObject } from '../../core/lib/json.ts'
import { decodeCsv } from '../decode/csv.ts'
import { putCommunityId } from './community-id.ts'
import type { Mapped, ProductMapping } from './product.ts'
import { append, put, putEndpoint, putInteger, relate } from './put.ts'

/** pfSense and OPNsense: the packet filter's `filterlog` (Netgate's raw format) and log-ins to the web interface. */
export const mapPfsense: ProductMapping = (line, { program }) => {
  const filter = mapFilterlog(line, program)
  return filter ?? mapWebLogin(line)
}

function observed(provider: string): JsonObject {
  return {
    event: { kind: 'event', category: ['network'], type: [], provider },
    observer: { vendor: 'netgate', type: 'firewall', product: 'pfSense' },
  }
}

function mapFilterlog(line: string, program: string | undefined): Mapped | undefined {
  const digit = line.charCodeAt(0)
  if (!(digit >= 48 && digit <= 57) && line.charCodeAt(0) !== 44) return undefined
  const cells = decodeCsv(line)
  const version = cells[8]
  if (cells.length < 15 || (version !== '4' && version !== '6')) return undefined
  const [, subrule, , rule, interfaceName, reason, action, direction] = cells
  if (direction !== 'in' && direction !== 'out') return undefined
  const fields = observed(program ?? 'filterlog')
  put(fields, 'rule.id', rule)
  put(fields, 'pfsense.subrule', subrule)
  put(fields, 'observer.ingress.interface.name', interfaceName)
  // `igb1.12`: the number behind the interface is that of the VLAN.
  const vlan = interfaceName?.lastIndexOf('.') ?? -1
  if (interfaceName !== undefined && vlan > 0 && /^\d{1,4}$/.test(interfaceName.slice(vlan + 1)))
    put(fields, 'observer.ingress.vlan.id', interfaceName.slice(vlan + 1))
  put(fields, 'event.reason', reason)
  put(fields, 'event.action', action)
  put(fields, 'network.direction', direction === 'in' ? 'inbound' : 'outbound')
  put(fields, 'network.type', version === '4' ? 'ipv4' : 'ipv6')
  const next = version === '4' ? putV4(fields, cells) : putV6(fields, cells)
  append(fields, 'event.type', 'connection')
  if (action === 'block' || action === 'reject') append(fields, 'event.type', 'denied')
  if (action === 'pass') append(fields, 'event.type', 'allowed')
  putProtocol(fields, cells.slice(next))
  putCommunityId(fields)
  return { module: 'pfsense', dataset: 'pfsense.log', fields }
}

/** tos, ecn, ttl, id, offset, flags, protocol number, protocol, length, source, destination */
function putV4(fields: JsonObject, cells: readonly string[]): number {
  put(fields, 'pfsense.ip.tos', cells[9])
  put(fields, 'pfsense.ip.ecn', cells[10])
  putInteger(fields, 'pfsense.ip.ttl', cells[11])
  putInteger(fields, 'pfsense.ip.id', cells[12])
  putInteger(fields, 'pfsense.ip.offset', cells[13])
  put(fields, 'pfsense.ip.flags', cells[14])
  put(fields, 'network.iana_number', cells[15])
  put(fields, 'network.transport', cells[16]?.toLowerCase())
  putInteger(fields, 'network.bytes', cells[17])
  putEndpoint(fields, 'source', cells[18])
  putEndpoint(fields, 'destination', cells[19])
  return 20
}

/** class, flow label, hop limit, protocol, protocol number, length, source, destination */
function putV6(fields: JsonObject, cells: readonly string[]): number {
  put(fields, 'pfsense.ip.tos', cells[9])
  put(fields, 'pfsense.ip.flow_label', cells[10])
  put(fields, 'pfsense.ip.flags', cells[11])
  put(fields, 'network.transport', cells[12]?.toLowerCase())
  put(fields, 'network.iana_number', cells[13])
  putInteger(fields, 'network.bytes', cells[14])
  putEndpoint(fields, 'source', cells[15])
  putEndpoint(fields, 'destination', cells[16])
  return 17
}

function putProtocol(fields: JsonObject, cells: readonly string[]): void {
  const transport = (fields.network as JsonObject).transport
  if (transport === 'tcp' || transport === 'udp') {
    putInteger(fields, 'source.port', cells[0])
    putInteger(fields, 'destination.port', cells[1])
    putInteger(fields, `pfsense.${transport}.length`, cells[2])
    if (transport === 'udp') return
    put(fields, 'pfsense.tcp.flags', cells[3])
    putInteger(fields, 'pfsense.tcp.seq', cells[4]?.split(':')[0])
    putInteger(fields, 'pfsense.tcp.ack', cells[5])
    putInteger(fields, 'pfsense.tcp.window', cells[6])
    put(fields, 'pfsense.tcp.urg', cells[7])
    const options = cells[8]
    if (options !== undefined && options !== '') put(fields, 'pfsense.tcp.options', options.split(';'))
  } else if (transport === 'icmp' || transport === 'icmp6' || transport === 'icmpv6' || transport === 'ipv6-icmp') {
    put(fields, 'pfsense.icmp.type', cells[0])
    putInteger(fields, 'pfsense.icmp.id', cells[1])
    putInteger(fields, 'pfsense.icmp.seq', cells[2])
  }
}

/** `/index.php: Successful login for user 'admin' from: 192.0.2.7 (Local Database)` and its refusals. */
function mapWebLogin(line: string): Mapped | undefined {
  const success = line.includes("uccessful login for user '")
  const refused = line.includes("authentication error for user '") || line.includes("authentication error for '")
  if (!success && !refused) return undefined
  const open = line.indexOf("'")
  const close = line.indexOf("'", open + 1)
  const from = line.indexOf(' from: ', close)
  if (close < 0) return undefined
  const user = line.slice(open + 1, close)
  const fields = observed('php-fpm')
  put(fields, 'event.category', ['authentication'])
  put(fields, 'event.type', ['start'])
  put(fields, 'event.action', 'login')
  put(fields, 'event.outcome', success ? 'success' : 'failure')
  put(fields, 'user.name', user)
  relate(fields, 'user', user)
  if (from > 0) putEndpoint(fields, 'source', line.slice(from + 7).split(' ')[0])
  return { module: 'pfsense', dataset: 'pfsense.log', fields }
}
