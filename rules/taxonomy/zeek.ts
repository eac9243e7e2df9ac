import type { MappedSource } from './ecs.ts'
import { fromDatasets } from './routes.ts'

type Table = { readonly [field: string]: readonly string[] }

/** What every log of Zeek says of a connection: ECS, and Zeek's own names where nothing renamed them. */
const connection: Table = {
  'id.orig_h': ['source.ip', 'source.address'],
  'id.orig_p': ['source.port'],
  'id.resp_h': ['destination.ip', 'destination.address'],
  'id.resp_p': ['destination.port'],
  src_ip: ['source.ip', 'source.address'],
  src_port: ['source.port'],
  dst_ip: ['destination.ip', 'destination.address'],
  dst_port: ['destination.port'],
  proto: ['network.transport'],
  uid: ['zeek.session_id'],
}

const web: Table = {
  method: ['http.request.method'],
  uri: ['url.original'],
  host: ['url.domain', 'destination.domain'],
  user_agent: ['user_agent.original'],
  referrer: ['http.request.referrer'],
  status_code: ['http.response.status_code'],
  request_body_len: ['http.request.body.bytes'],
  response_body_len: ['http.response.body.bytes'],
  'c-uri': ['url.original', 'zeek.http.uri'],
  'c-useragent': ['user_agent.original', 'zeek.http.user_agent'],
  'cs-host': ['url.domain', 'zeek.http.host'],
  'cs-method': ['http.request.method', 'zeek.http.method'],
}

/**
 * Zeek's logs by their names, with the fields that have a place in ECS; all others stand under `zeek.<log>` as Zeek
 * writes them, where Filebeat's module and Elastic's integration put them.
 */
const logs: { readonly [log: string]: Table } = {
  conn: { orig_bytes: ['source.bytes'], resp_bytes: ['destination.bytes'], service: ['network.protocol'] },
  dce_rpc: {},
  dhcp: {},
  dns: {
    query: ['dns.question.name'],
    qtype_name: ['dns.question.type'],
    rcode_name: ['dns.response_code'],
    answers: ['dns.answers.data'],
  },
  files: { filename: ['file.name'], mime_type: ['file.mime_type'] },
  ftp: { user: ['user.name'] },
  http: web,
  intel: {},
  irc: {},
  kerberos: { client: ['client.address'] },
  known_certs: {},
  modbus: {},
  mysql: {},
  notice: { note: ['rule.name'] },
  ntlm: { username: ['user.name'] },
  rdp: {},
  rfb: {},
  sip: {},
  smb_cmd: {},
  smb_files: {},
  smb_mapping: {},
  smtp: {},
  snmp: {},
  socks: {},
  software: {},
  ssh: {},
  ssl: { server_name: ['tls.client.server_name', 'zeek.ssl.server.name'] },
  tunnel: {},
  weird: { name: ['rule.name'] },
  x509: {},
}

/** Datasets whose names are not those of the logs. */
const renamed: { readonly [log: string]: string } = { conn: 'connection' }

/** Zeek, as Filebeat and Elastic Agent send it. */
export const zeekSources: readonly MappedSource[] = Object.entries(logs).map(([log, table]) => {
  const name = renamed[log] ?? log
  const known: Table = { ...connection, ...table }
  return {
    logsource: { product: 'zeek', service: log },
    route: fromDatasets(`zeek.${name}`),
    fields: (field) => {
      if (field.startsWith('zeek.')) return [field]
      return [...(Object.hasOwn(known, field) ? (known[field] ?? []) : []), `zeek.${name}.${field}`]
    },
  }
})
