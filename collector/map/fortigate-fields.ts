import type { JsonObject } from '../../core/lib/json.ts'
import { append, put, putInteger, putIp, textOf } from './put.ts'

type Kind = 'text' | 'integer' | 'ip' | 'lower' | 'mac' | 'list' | 'dashes'

/** A key of the device, the ECS field it goes to, and how. */
type Row = readonly [key: string, field: string, kind: Kind]

/** Rows out of `key field [kind]`, one a line; where two keys go to one field the first that is there wins. */
function table(rows: string): readonly Row[] {
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [key = '', field = '', kind = 'text'] = row.trim().split(/\s+/)
      return [key, field, kind as Kind]
    })
}

const both = `
  dstip destination.ip ip
  remip destination.ip ip
  dstport destination.port integer
  dst_port destination.port integer
  remport destination.port integer
  rcvdbyte destination.bytes integer
  dstmac destination.mac mac
  group source.user.group.name
  sentbyte source.bytes integer
  srcip source.ip ip
  locip source.ip ip
  srcport source.port integer
  src_port source.port integer
  locport source.port integer
  srcmac source.mac mac
  source_mac source.mac mac
  srcdomain source.domain
  unauthuser source.user.name
  user source.user.name
  policyid rule.id
  policy_id rule.id
  proto network.iana_number
  service network.protocol lower`

/** Which key goes where, by the type of log. */
export const fortigateTables = {
  traffic: table(`${both}
  logid event.code
  tranip destination.nat.ip ip
  tranport destination.nat.port integer
  rcvdpkt destination.packets integer
  dstname destination.address
  dstunauthuser destination.user.name
  dstcollectedemail email.to.address list
  collectedemail email.from.address list
  sentpkt source.packets integer
  transip source.nat.ip ip
  transport source.nat.port integer
  app network.application
  filename file.name
  comment rule.description
  poluuid rule.uuid
  policytype rule.ruleset
  policyname rule.name
  appcat rule.category dashes
  srcthreatfeed threat.feed.name
  url url.path`),
  utm: table(`${both}
  errorcode event.code
  logid event.code
  recipient email.to.address list
  sender email.sender.address list
  from email.from.address list
  httpmethod http.request.method
  referralurl http.request.referrer
  agent user_agent.original
  app network.application
  appcat rule.category dashes
  catdesc rule.category dashes
  applist rule.ruleset
  profile rule.ruleset
  attack rule.name
  virus rule.name
  filename file.name
  infectedfilename file.name
  matchedfilename file.name
  file file.name
  filesize file.size integer
  infectedfilesize file.size integer
  filetype file.extension
  infectedfiletype file.extension
  matchedfiletype file.extension
  hostname url.domain
  url url.path
  qclass dns.question.class
  qname dns.question.name
  qtype dns.question.type
  xid dns.id
  ref event.reference
  scertcname tls.server.x509.subject.common_name list
  scertissuer tls.server.issuer
  scertissuer tls.server.x509.issuer.common_name list
  ccertissuer tls.client.issuer
  ccertissuer tls.client.x509.issuer.common_name list
  issuer tls.server.issuer
  keyalgo tls.server.x509.public_key_algorithm
  keysize tls.server.x509.public_key_size integer
  sn tls.server.x509.serial_number
  certhash tls.server.hash.sha1
  kxcurve tls.curve
  cipher tls.cipher
  sni tls.client.server_name
  sni destination.domain
  dtype vulnerability.category list`),
  event: table(`${both}
  logid event.code
  daddr destination.address
  dst_host destination.address
  saddr source.address
  agent user_agent.original
  file file.name
  filesize file.size integer
  error_num error.code
  logdesc rule.description
  hostname url.domain
  sess_duration event.duration integer
  xauthuser source.user.name
  eapuser source.user.name`),
} as const

/** Puts what the table names; a field that is set already stays. */
export function putTable(root: JsonObject, pairs: JsonObject, rows: readonly Row[]): void {
  const taken = new Set<string>()
  for (const [key, field, kind] of rows) {
    if (taken.has(field)) continue
    const value = textOf(pairs, key)
    if (value === undefined || value === 'N/A') continue
    taken.add(field)
    switch (kind) {
      case 'text':
        put(root, field, value)
        break
      case 'integer':
        putInteger(root, field, value)
        break
      case 'ip':
        if (!putIp(root, field, value)) taken.delete(field)
        break
      case 'lower':
        put(root, field, value.toLowerCase())
        break
      case 'mac':
        put(root, field, value.toUpperCase().replaceAll(':', '-').replaceAll('.', '-'))
        break
      case 'list':
        append(root, field, value)
        break
      case 'dashes':
        put(root, field, value.replaceAll('.', '-'))
        break
    }
  }
}
