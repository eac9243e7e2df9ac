/** A way to send logs here: what to paste where. */
export interface Snippet {
  readonly id:
    | 'rsyslog'
    | 'test'
    | 'relp'
    | 'tls'
    | 'udp'
    | 'bulk'
    | 'vector'
    | 'fluentbit'
    | 'beats'
    | 'ndjson'
    | 'file'
  readonly code: string
  /** True when it carries the id and secret of an intake key. */
  readonly needsKey: boolean
}

/** Where this installation listens. */
export interface Listening {
  readonly host: string
  readonly syslogPort: number
  readonly bulkPort: number
  /** The HTTP intake speaks TLS: senders then need its certificate. */
  readonly bulkTls?: boolean
}

/** Where the snippets look for the certificate of an intake that speaks TLS. */
const certificate = '/etc/ssl/certs/vonggac.crt'

/** An intake key: its id is the user name, its secret the password. */
export interface KeyInSnippet {
  readonly id: string
  readonly secret: string
}

/** What stands in a snippet until a key is made. */
export const keyPlaces: KeyInSnippet = { id: 'MA_KHOA', secret: 'BI_MAT' }

/**
 * Copy-ready configuration for the senders that people have, with this installation's own address and ports. The same
 * blocks stand in the handbook (docs/operations/connect-sources.md); a test holds the two together.
 */
export function snippets({ host, syslogPort, bulkPort, bulkTls }: Listening, key: KeyInSnippet = keyPlaces): Snippet[] {
  // An IPv6 address goes without the brackets that a URL needs.
  const bare = host.replace(/^\[|\]$/g, '')
  const onlyTls = (text: string) => (bulkTls ? text : '')
  return [
    {
      id: 'rsyslog',
      needsKey: false,
      code: `*.* action(
  type="omfwd" target="${bare}" port="${syslogPort}" protocol="tcp"
  template="RSYSLOG_ForwardFormat" TCP_Framing="octet-counted"
  queue.type="LinkedList" queue.size="100000" queue.filename="vonggac" queue.saveOnShutdown="on"
  queue.maxDiskSpace="1g" action.resumeRetryCount="-1"
)`,
    },
    {
      id: 'test',
      needsKey: false,
      code: `logger -n ${bare} -P ${syslogPort} -T -p auth.info -t sshd "Failed password for root from 203.0.113.7 port 50022 ssh2"`,
    },
    {
      id: 'relp',
      needsKey: false,
      code: `module(load="omrelp")
*.* action(
  type="omrelp" target="${bare}" port="2514" template="RSYSLOG_ForwardFormat"
  queue.type="LinkedList" queue.size="100000" queue.filename="vonggac-relp" queue.saveOnShutdown="on"
  queue.maxDiskSpace="1g" action.resumeRetryCount="-1" action.resumeInterval="5"
)`,
    },
    {
      id: 'tls',
      needsKey: false,
      code: `global(
  defaultNetstreamDriverCAFile="/etc/vonggac/ca.pem"
  defaultNetstreamDriverCertFile="/etc/vonggac/may-gui.pem" defaultNetstreamDriverKeyFile="/etc/vonggac/may-gui.key"
)
*.* action(
  type="omfwd" target="${bare}" port="6514" protocol="tcp" TCP_Framing="octet-counted" template="RSYSLOG_ForwardFormat"
  StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="${bare}"
  queue.type="LinkedList" queue.size="100000" queue.filename="vonggac-tls" queue.saveOnShutdown="on"
  queue.maxDiskSpace="1g" action.resumeRetryCount="-1"
)`,
    },
    {
      id: 'udp',
      needsKey: false,
      code: `syslogUdp:
  listen: on
  port: 5514
  bufferMiB: 16`,
    },
    {
      id: 'bulk',
      needsKey: true,
      code: `module(load="omelasticsearch")
template(name="vonggac-id" type="string" string="%uuid%")
template(name="vonggac" type="list" option.jsonf="on") {
  property(outname="timereported" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="hostname" name="hostname" format="jsonf")
  property(outname="fromhost-ip" name="fromhost-ip" format="jsonf")
  property(outname="programname" name="programname" format="jsonf")
  property(outname="procid" name="procid" format="jsonf")
  property(outname="pri" name="pri" format="jsonf")
  property(outname="message" name="msg" format="jsonf")
}
*.* action(
  type="omelasticsearch" server="${bare}" serverport="${bulkPort}" uid="${key.id}" pwd="${key.secret}"${onlyTls(`
  useHttps="on" tls.caCert="${certificate}"`)}
  template="vonggac" searchIndex="syslog" searchType="" bulkmode="on" bulkid="vonggac-id" dynbulkid="on"
  queue.type="LinkedList" queue.size="100000" queue.dequeueBatchSize="1024" queue.filename="vonggac-http"
  queue.saveOnShutdown="on" queue.maxDiskSpace="1g" action.resumeRetryCount="-1"
)`,
    },
    {
      id: 'vector',
      needsKey: true,
      code: `sources:
  nhat_ky_he_thong:
    type: journald
transforms:
  them_ma:
    type: remap
    inputs: [nhat_ky_he_thong]
    source: .vonggac_id = uuid_v7()
sinks:
  vonggac:
    type: elasticsearch
    inputs: [them_ma]
    endpoints: ["http${onlyTls('s')}://${host}:${bulkPort}"]${onlyTls(`
    tls:
      ca_file: ${certificate}`)}
    api_version: v8
    mode: bulk
    bulk:
      index: logs
      action: create
    id_key: vonggac_id
    auth:
      strategy: basic
      user: ${key.id}
      password: ${key.secret}
    compression: gzip
    acknowledgements:
      enabled: true
    buffer:
      type: disk
      max_size: 1073741824
      when_full: block`,
    },
    {
      id: 'fluentbit',
      needsKey: true,
      code: `[SERVICE]
    storage.path        /var/lib/fluent-bit

[INPUT]
    Name                systemd
    Tag                 linux
    Read_From_Tail      On
    storage.type        filesystem

[OUTPUT]
    Name                es
    Match               *
    Host                ${bare}
    Port                ${bulkPort}${onlyTls(`
    tls                 On
    tls.ca_file         ${certificate}`)}
    HTTP_User           ${key.id}
    HTTP_Passwd         ${key.secret}
    Index               logs
    Suppress_Type_Name  On
    Write_Operation     create
    Compress            gzip
    Retry_Limit         no_limits`,
    },
    {
      id: 'beats',
      needsKey: true,
      code: `output.elasticsearch:
  hosts: ["http${onlyTls('s')}://${host}:${bulkPort}"]${onlyTls(`
  ssl.certificate_authorities: ["${certificate}"]`)}
  api_key: "${key.id}:${key.secret}"
processors:
  - add_id: ~          # mỗi sự kiện một mã: gửi lại không thành hai
setup.template.enabled: false
setup.ilm.enabled: false`,
    },
    {
      id: 'ndjson',
      needsKey: true,
      code: `printf '%s\\n' '{"_id":"phieu-4711-1","@timestamp":"2026-11-30T12:04:05+07:00","message":"đăng nhập sai","user":"lan"}' |
  curl -sS -u ${key.id}:${key.secret} -H 'Content-Type: application/x-ndjson' --data-binary @- http${onlyTls('s')}://${host}:${bulkPort}/ingest/ndjson${onlyTls(` --cacert ${certificate}`)}`,
    },
    {
      id: 'file',
      needsKey: false,
      code: `files:
  paths: ["/var/log/nginx/*.log", "/srv/eoffice/**/audit.log"]`,
    },
  ]
}
