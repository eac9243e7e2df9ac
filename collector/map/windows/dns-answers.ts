import type { EventDocument } from '../../../core/event/event.ts'
import type { Json } from '../../../core/lib/json.ts'
import { domainParts } from '../domain-parts.ts'
import { part, plainIp } from '../write-facts.ts'
import { addRelated } from './ecs-parts.ts'

/** Record types by number (IANA, DNS parameters), those that a client's answers hold. */
const types: { readonly [number: string]: string } = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  43: 'DS',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  65: 'HTTPS',
  255: 'ANY',
  65281: 'WINS',
  65282: 'WINSR',
}

/** Codes of Windows that a resolver gives as status (winerror.h). */
const codes: { readonly [status: string]: string } = {
  0: 'SUCCESS',
  5: 'ERROR_ACCESS_DENIED',
  123: 'ERROR_INVALID_NAME',
  1460: 'ERROR_TIMEOUT',
  9001: 'DNS_ERROR_RCODE_FORMAT_ERROR',
  9002: 'DNS_ERROR_RCODE_SERVER_FAILURE',
  9003: 'DNS_ERROR_RCODE_NAME_ERROR',
  9004: 'DNS_ERROR_RCODE_NOT_IMPLEMENTED',
  9005: 'DNS_ERROR_RCODE_REFUSED',
  9501: 'DNS_INFO_NO_RECORDS',
  9502: 'DNS_ERROR_BAD_PACKET',
  9701: 'DNS_ERROR_RECORD_DOES_NOT_EXIST',
  9852: 'DNS_ERROR_NO_DNS_SERVERS',
}

/** At most this many answers are taken apart. */
const most = 100

/** `dns.*` of a client's query; results as Windows writes them: `type:  5 name;::ffff:192.0.2.1;…`. */
export function dnsFields(
  document: EventDocument,
  name: string | undefined,
  results: string | undefined,
  status: string | undefined,
): void {
  const dns = part(document, 'dns')
  if (name !== undefined) {
    dns.question ??= { name, ...domainParts(name) }
    if (name !== '' && name !== '-') addRelated(document, 'hosts', [name])
  }
  part(document, 'network').protocol ??= 'dns'
  if (status !== undefined) {
    const word = codes[status] ?? status
    document.sysmon ??= { dns: { status: word } }
    if (word === 'SUCCESS') dns.response_code ??= 'NOERROR'
    if (word === 'DNS_ERROR_RCODE_NAME_ERROR') dns.response_code ??= 'NXDOMAIN'
  }
  if (results === undefined) return
  const named: Json[] = []
  const addresses: string[] = []
  const hosts: string[] = []
  for (const piece of results.split(';', most)) {
    const answer = piece.trim()
    if (answer.startsWith('type:')) {
      const [number = '', data] = answer.slice(5).trim().split(/\s+/, 2)
      const type = types[number] ?? number
      named.push(data === undefined ? { type } : { type, data })
      if (data !== undefined) hosts.push(data)
    } else {
      const ip = plainIp(answer)
      if (ip !== undefined) addresses.push(ip)
    }
  }
  const answers = [...named, ...addresses.map((data) => ({ type: data.includes(':') ? 'AAAA' : 'A', data }))]
  if (answers.length > 0) dns.answers ??= answers
  if (addresses.length > 0) dns.resolved_ip ??= [...new Set(addresses)]
  addRelated(document, 'hosts', hosts)
  addRelated(document, 'ip', addresses)
}
