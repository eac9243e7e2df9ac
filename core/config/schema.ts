/**
 * The one declaration of the configuration: every key with its kind, default, unit and meaning. `load.ts` reads it from
 * a YAML file and the environment, `sample.ts` prints it as a commented file.
 */
export interface Setting<T = unknown> {
  readonly kind: 'text' | 'port' | 'path' | 'optional-path' | 'paths' | 'urls' | 'integer' | 'choice' | 'time-zone'
  readonly default: T
  readonly about: string
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
}

const setting = <T>(value: Setting<T>) => value

export const schema = {
  installation: {
    name: setting<string>({
      kind: 'text',
      default: 'Đội Ứng cứu sự cố an ninh mạng tỉnh',
      about: 'Name of the team, shown in the console',
    }),
    timeZone: setting<string>({
      kind: 'time-zone',
      default: 'Asia/Ho_Chi_Minh',
      about: 'IANA zone of days, clocks and of syslog lines that name none',
    }),
  },
  units: {
    file: setting<string>({
      kind: 'optional-path',
      default: '',
      about:
        'YAML list of the units (id, name, kind, parent, networks, hosts) for the first start, later `vonggac unit import`; empty for the invented sample; relative to this file',
    }),
  },
  storage: {
    kind: setting<string>({
      kind: 'choice',
      default: 'sqlite',
      choices: ['sqlite', 'elasticsearch'],
      about: 'What keeps events and records: files on this host, or Elasticsearch, which several hosts can share',
    }),
    data: setting<string>({ kind: 'path', default: 'data/store', about: 'Folder of the store; relative to this file' }),
    secrets: setting<string>({
      kind: 'path',
      default: 'data/secrets',
      about: 'Folder of keys, kept apart from the store: keep it on another disk and back it up apart',
    }),
    retentionClass: setting<string>({
      kind: 'choice',
      default: '12m',
      choices: ['1m', '3m', '6m', '12m'],
      about: 'Retention class of events whose source names none',
    }),
    warnAt: setting<number>({
      kind: 'integer',
      default: 75,
      min: 1,
      max: 99,
      about: 'Per cent of the disk in use from which the operator is warned',
    }),
    fullAt: setting<number>({
      kind: 'integer',
      default: 85,
      min: 2,
      max: 99,
      about: 'Per cent in use from which the oldest events past their legal minimum are deleted, and senders refused',
    }),
    headroomGiB: setting<number>({
      kind: 'integer',
      default: 20,
      about: 'With this much free (GiB) the disk does not count as full, whatever the per cent; 0 switches that off',
    }),
  },
  retention: {
    level: setting<number>({
      kind: 'integer',
      default: 3,
      min: 1,
      max: 5,
      about: 'Level (1-5) of the systems whose sources name none: how long the law has their logs kept at least',
    }),
    sources: setting<readonly string[]>({
      kind: 'paths',
      default: [],
      about: 'Files that set level or retention class by source; relative to this file',
    }),
  },
  elasticsearch: {
    urls: setting<readonly string[]>({
      kind: 'urls',
      default: ['http://localhost:9200'],
      about: 'Nodes of Elasticsearch 9, for storage.kind elasticsearch',
    }),
    prefix: setting<string>({
      kind: 'text',
      default: 'vonggac',
      about: 'What the names of all indices begin with; small letters, digits and hyphens',
    }),
    username: setting<string>({ kind: 'text', default: '', about: 'User of Elasticsearch; empty for none' }),
    passwordFile: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'File that holds the password of that user; relative to this file',
    }),
    caFile: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'Certificate (PEM) of the authority that signed those of Elasticsearch; relative to this file',
    }),
  },
  tls: {
    mode: setting<string>({
      kind: 'choice',
      default: 'auto',
      choices: ['auto', 'off'],
      about:
        'auto: console and HTTP intake speak TLS on every address but this machine’s own. off: a proxy in front does',
    }),
    certificate: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'Certificate chain (PEM); empty: one is made at the first start. Relative to this file',
    }),
    key: setting<string>({ kind: 'optional-path', default: '', about: 'Its key (PEM); relative to this file' }),
  },
  console: {
    host: setting<string>({ kind: 'text', default: '127.0.0.1', about: 'Address the console listens on' }),
    port: setting<number>({ kind: 'port', default: 8080, about: 'Port of the console (HTTP)' }),
    sessionHours: setting<number>({
      kind: 'integer',
      default: 12,
      min: 1,
      max: 168,
      about: 'A log-in lasts so many hours',
    }),
  },
  login: {
    address: setting<string>({
      kind: 'text',
      default: '',
      about:
        'Address of the console as browsers have it, e.g. https://vonggac.tinh.gov.vn; OIDC and passkeys need it, empty: passkeys on localhost alone',
    }),
    local: setting<string>({
      kind: 'choice',
      default: 'on',
      choices: ['on', 'break-glass'],
      about: 'Who signs in by a password kept here: everybody who has one, or accounts marked as break-glass alone',
    }),
    breakGlassHours: setting<number>({
      kind: 'integer',
      default: 4,
      min: 1,
      max: 24,
      about: 'A log-in of a break-glass account ends by itself after so many hours',
    }),
    createAccounts: setting<string>({
      kind: 'choice',
      default: 'off',
      choices: ['on', 'off'],
      about:
        'Whether whom the identity provider knows and nobody has invited gets an account, without any role but those of section login.groups',
    }),
    groups: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'YAML list of group, role, unit: what a group at the provider brings with it; relative to this file',
    }),
    seconds: setting<number>({
      kind: 'integer',
      default: 8,
      min: 1,
      max: 60,
      about: 'Seconds that the identity provider has for an answer',
    }),
  },
  oidc: {
    issuer: setting<string>({
      kind: 'text',
      default: '',
      about: 'Issuer of the OpenID Connect provider, e.g. https://sso.tinh.gov.vn/realms/tinh; empty: none',
    }),
    clientId: setting<string>({ kind: 'text', default: '', about: 'What the provider knows Vọng Gác by' }),
    clientSecretFile: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'File that holds the secret of that client; relative to this file',
    }),
    caFile: setting<string>({
      kind: 'optional-path',
      default: '',
      about:
        'Authority (PEM) that signed the certificate of the provider, where it is an own one; relative to this file',
    }),
    label: setting<string>({ kind: 'text', default: 'Tài khoản tỉnh', about: 'What the way in is called on the page' }),
    scopes: setting<string>({ kind: 'text', default: 'openid profile', about: 'Scopes that are asked for' }),
    loginClaim: setting<string>({
      kind: 'text',
      default: 'preferred_username',
      about: 'Claim with the name that an account is expected under; email counts only where email_verified is true',
    }),
    groupsClaim: setting<string>({ kind: 'text', default: 'groups', about: 'Claim with the list of groups' }),
  },
  ldap: {
    url: setting<string>({
      kind: 'text',
      default: '',
      about: 'Directory, e.g. ldaps://dc1.tinh.gov.vn; ldap:// with startTls, or on this machine alone; empty: none',
    }),
    startTls: setting<string>({
      kind: 'choice',
      default: 'on',
      choices: ['on', 'off'],
      about: 'An ldap:// address is upgraded to TLS before anything is said',
    }),
    caFile: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'Authority (PEM) that signed the certificate of the directory; relative to this file',
    }),
    label: setting<string>({
      kind: 'text',
      default: 'Tài khoản máy tính',
      about: 'What the way in is called on the page',
    }),
    bindDn: setting<string>({
      kind: 'text',
      default: '',
      about: 'Account that looks people up; empty: people bind by their own name, see upnSuffix',
    }),
    bindPasswordFile: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'File that holds its password; relative to this file',
    }),
    upnSuffix: setting<string>({
      kind: 'text',
      default: '',
      about: 'Without bindDn: people bind as name@suffix, as Active Directory takes it',
    }),
    base: setting<string>({
      kind: 'text',
      default: '',
      about: 'Where people are looked for, e.g. dc=tinh,dc=gov,dc=vn',
    }),
    filter: setting<string>({
      kind: 'text',
      default: '(&(objectClass=person)(uid={login}))',
      about:
        'How a person is found by the name typed in, {login}; Active Directory: (&(objectClass=user)(sAMAccountName={login}))',
    }),
    subject: setting<string>({
      kind: 'text',
      default: 'entryUUID',
      about: 'Attribute that stays with a person for good; Active Directory: objectGUID',
    }),
    displayName: setting<string>({ kind: 'text', default: 'cn', about: 'Attribute with the name to show' }),
    groups: setting<string>({
      kind: 'choice',
      default: 'memberOf',
      choices: ['memberOf', 'member', 'nested'],
      about:
        'Where groups come from: the person’s memberOf, a search for groups by member, or that through nested groups as Active Directory answers it',
    }),
    groupBase: setting<string>({
      kind: 'text',
      default: '',
      about: 'Where groups are looked for with member and nested; empty: the base of people',
    }),
  },
  syslog: {
    host: setting<string>({ kind: 'text', default: '0.0.0.0', about: 'Address for syslog over TCP' }),
    port: setting<number>({ kind: 'port', default: 5514, about: 'Port for syslog over TCP (RFC 6587)' }),
  },
  syslogTls: {
    listen: setting<string>({
      kind: 'choice',
      default: 'off',
      choices: ['on', 'off'],
      about: 'Syslog over TLS (RFC 5425), TLS 1.2 or later',
    }),
    host: setting<string>({ kind: 'text', default: '0.0.0.0', about: 'Address for syslog over TLS' }),
    port: setting<number>({ kind: 'port', default: 6514, about: 'Port for syslog over TLS' }),
    certificate: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'Certificate chain (PEM) of this input; empty: that of section tls. Relative to this file',
    }),
    key: setting<string>({ kind: 'optional-path', default: '', about: 'Its key (PEM); relative to this file' }),
    clientCa: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'Authorities (PEM) that sign the certificates of senders; relative to this file',
    }),
    clients: setting<string>({
      kind: 'choice',
      default: 'none',
      choices: ['none', 'optional', 'required'],
      about: 'Whether senders show a certificate; with one they are known by its subject',
    }),
    resent: setting<string>({
      kind: 'choice',
      default: 'once',
      choices: ['once', 'counts'],
      about:
        'A line that comes again over another connection, once the one before is closed: kept once, or counted again',
    }),
  },
  syslogUdp: {
    listen: setting<string>({
      kind: 'choice',
      default: 'off',
      choices: ['on', 'off'],
      about: 'Syslog over UDP (RFC 5426): for devices that know nothing else, it loses lines by its nature',
    }),
    host: setting<string>({ kind: 'text', default: '0.0.0.0', about: 'Address for syslog over UDP' }),
    port: setting<number>({ kind: 'port', default: 5514, about: 'Port for syslog over UDP' }),
    bufferMiB: setting<number>({
      kind: 'integer',
      default: 16,
      min: 1,
      max: 1024,
      about: 'Receive buffer asked of the kernel (MiB); it gives no more than net.core.rmem_max',
    }),
  },
  probe: {
    urls: setting<readonly string[]>({
      kind: 'urls',
      default: [],
      about: 'Public pages that are visited again and again, so that a page that is down or defaced is seen first here',
    }),
    everySeconds: setting<number>({
      kind: 'integer',
      default: 60,
      min: 5,
      max: 86_400,
      about: 'Seconds between two visits of a page',
    }),
    slowSeconds: setting<number>({
      kind: 'integer',
      default: 5,
      min: 1,
      max: 300,
      about: 'A page is slow from then on',
    }),
    timeoutSeconds: setting<number>({ kind: 'integer', default: 20, min: 1, max: 300, about: 'And down from then on' }),
  },
  files: {
    paths: setting<readonly string[]>({
      kind: 'paths',
      default: [],
      about: 'Log files to follow, * and ** allowed in names; relative to this file',
    }),
  },
  relp: {
    listen: setting<string>({
      kind: 'choice',
      default: 'off',
      choices: ['on', 'off'],
      about: 'RELP, syslog with acknowledgement as rsyslog has it',
    }),
    host: setting<string>({ kind: 'text', default: '0.0.0.0', about: 'Address for RELP' }),
    port: setting<number>({ kind: 'port', default: 2514, about: 'Port for RELP' }),
  },
  relpTls: {
    listen: setting<string>({
      kind: 'choice',
      default: 'off',
      choices: ['on', 'off'],
      about: 'RELP over TLS; certificate, key, clientCa and clients are those of section syslogTls',
    }),
    host: setting<string>({ kind: 'text', default: '0.0.0.0', about: 'Address for RELP over TLS' }),
    port: setting<number>({ kind: 'port', default: 2515, about: 'Port for RELP over TLS' }),
  },
  bulk: {
    host: setting<string>({
      kind: 'text',
      default: '127.0.0.1',
      about: 'Address of the HTTP intake (Elasticsearch _bulk)',
    }),
    port: setting<number>({ kind: 'port', default: 9280, about: 'Port of the HTTP intake' }),
  },
  sources: {
    silentAfter: setting<number>({
      kind: 'integer',
      default: 60,
      min: 1,
      about: 'Minutes after which a steady source whose usual hours are not known yet is called silent',
    }),
  },
  rules: {
    paths: setting<readonly string[]>({
      kind: 'paths',
      default: [],
      about: 'Folders or files of Sigma rules besides the pack; relative to this file',
    }),
    backfillDays: setting<number>({
      kind: 'integer',
      default: 7,
      min: 0,
      max: 400,
      about:
        'Days back over which a rule that was added, edited, or off for a while is run by itself; 0 for never. What is older is shown as a gap',
    }),
    placeholders: setting<readonly string[]>({
      kind: 'paths',
      default: [],
      about:
        'Files (or folders of them) with the values of %name% in rules, read at start: YAML maps from names to lists, or name.txt with a value a line; relative to this file',
    }),
  },
  mappings: {
    paths: setting<readonly string[]>({
      kind: 'paths',
      default: [],
      about:
        'Folders or files of mappings without code, for systems that Vọng Gác does not know; relative to this file',
    }),
  },
  audit: {
    events: setting<string>({
      kind: 'choice',
      default: 'on',
      choices: ['on', 'off'],
      about: 'Whether every row of the audit log also becomes an event, for rules to judge',
    }),
    headSyslog: setting<string>({
      kind: 'text',
      default: '',
      about:
        'Syslog server outside that is sent the head of the audit log once a day: udp://, tcp:// or tls://host:port; empty for none',
    }),
    headSyslogCa: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'Authority (PEM) that signed its certificate, where it is an own one; relative to this file',
    }),
    headMail: setting<string>({
      kind: 'text',
      default: '',
      about: 'Address of the auditor who is sent the head by mail; needs section mail',
    }),
    headFile: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'File to which the head is added, best on a mount of another host; relative to this file',
    }),
  },
  mail: {
    host: setting<string>({ kind: 'text', default: '', about: 'Server that takes mail (SMTP); empty: none is sent' }),
    port: setting<number>({ kind: 'port', default: 587, about: 'Its port' }),
    security: setting<string>({
      kind: 'choice',
      default: 'starttls',
      choices: ['starttls', 'tls', 'none'],
      about: 'starttls is insisted on, tls begins at once, none sends in the clear',
    }),
    from: setting<string>({ kind: 'text', default: '', about: 'Address that mail comes from' }),
    user: setting<string>({ kind: 'text', default: '', about: 'User of that server; empty for none' }),
    passwordFile: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'File that holds the password of that user; relative to this file',
    }),
    caFile: setting<string>({
      kind: 'optional-path',
      default: '',
      about: 'Authority (PEM) that signed its certificate, where it is an own one; relative to this file',
    }),
  },
  log: {
    level: setting<string>({
      kind: 'choice',
      default: 'info',
      choices: ['debug', 'info', 'warn', 'error'],
      about: 'Lowest level written to stderr',
    }),
  },
} as const

type Schema = typeof schema
/** The configuration as code sees it: resolved, absolute paths, all defaults filled in. */
export type Config = {
  readonly [S in keyof Schema]: {
    readonly [K in keyof Schema[S]]: Schema[S][K] extends Setting<infer T> ? T : never
  }
}
