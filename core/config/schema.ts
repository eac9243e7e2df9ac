import {
  choice,
  integer,
  networks,
  onOff,
  optionalPath,
  path,
  paths,
  phone,
  port,
  type Setting,
  text,
  timeZone,
  urls,
} from './setting.ts'

/**
 * The one declaration of the configuration: every key with its kind, default, unit and meaning. `load.ts` reads it from
 * a YAML file and the environment, `sample.ts` prints it as a commented file.
 */
export const schema = {
  installation: {
    name: text('Name of the team, shown in the console', 'Đội Ứng cứu sự cố an ninh mạng tỉnh'),
    phone: phone('Number of the team that everybody who signs in is told to call, in quotes; empty for none'),
    timeZone: timeZone('IANA zone of days, clocks and of syslog lines that name none', 'Asia/Ho_Chi_Minh'),
  },
  units: {
    file: optionalPath(
      'YAML list of the units (id, name, kind, parent, networks, hosts) for the first start, later `vonggac unit import`; empty for the invented sample; relative to this file',
    ),
  },
  storage: {
    kind: choice(
      'What keeps events and records: files on this host, or Elasticsearch, which several hosts can share',
      ['sqlite', 'elasticsearch'],
      'sqlite',
    ),
    data: path('Folder of the store; relative to this file', 'data/store'),
    secrets: path(
      'Folder of keys, kept apart from the store: keep it on another disk and back it up apart',
      'data/secrets',
    ),
    retentionClass: choice('Retention class of events whose source names none', ['1m', '3m', '6m', '12m'], '12m'),
    warnAt: integer('Per cent of the disk in use from which the operator is warned', 75, { min: 1, max: 99 }),
    fullAt: integer(
      'Per cent in use from which the oldest events past their legal minimum are deleted, and senders refused',
      85,
      { min: 2, max: 99 },
    ),
    headroomGiB: integer(
      'With this much free (GiB) the disk does not count as full, whatever the per cent; 0 switches that off',
      20,
    ),
  },
  retention: {
    level: integer(
      'Level (1-5) of the systems whose sources name none: how long the law has their logs kept at least',
      3,
      { min: 1, max: 5 },
    ),
    sources: paths('Files that set level or retention class by source; relative to this file'),
  },
  elasticsearch: {
    urls: urls('Nodes of Elasticsearch 9, for storage.kind elasticsearch', ['http://localhost:9200']),
    prefix: text('What the names of all indices begin with; small letters, digits and hyphens', 'vonggac'),
    username: text('User of Elasticsearch; empty for none'),
    passwordFile: optionalPath('File that holds the password of that user; relative to this file'),
    caFile: optionalPath(
      'Certificate (PEM) of the authority that signed those of Elasticsearch; relative to this file',
    ),
  },
  tls: {
    mode: choice(
      'auto: console and HTTP intake speak TLS on every address but this machine’s own. off: a proxy in front does',
      ['auto', 'off'],
      'auto',
    ),
    certificate: optionalPath('Certificate chain (PEM); empty: one is made at the first start. Relative to this file'),
    key: optionalPath('Its key (PEM); relative to this file'),
  },
  console: {
    host: text('Address the console listens on', '127.0.0.1'),
    port: port('Port of the console (HTTP)', 8080),
    proxies: networks(
      'Addresses or networks of the proxies in front of the console, e.g. 127.0.0.1: they are believed when they say for whom they ask (X-Forwarded-For, -Proto, -Host); without them all who come through one count as one caller',
    ),
    sessionHours: integer('A log-in lasts so many hours', 12, { min: 1, max: 168 }),
  },
  login: {
    address: text(
      'Address of the console as browsers have it, e.g. https://vonggac.tinh.gov.vn; OIDC and passkeys need it, empty: passkeys on localhost alone',
    ),
    local: choice(
      'Who signs in by a password kept here: everybody who has one, or accounts marked as break-glass alone',
      ['on', 'break-glass'],
      'on',
    ),
    breakGlassHours: integer('A log-in of a break-glass account ends by itself after so many hours', 4, {
      min: 1,
      max: 24,
    }),
    createAccounts: onOff(
      'Whether whom the identity provider knows and nobody has invited gets an account, without any role but those of section login.groups',
      'off',
    ),
    groups: optionalPath(
      'YAML list of group, role, unit: what a group at the provider brings with it; relative to this file',
    ),
    seconds: integer('Seconds that the identity provider has for an answer', 8, { min: 1, max: 60 }),
  },
  oidc: {
    issuer: text('Issuer of the OpenID Connect provider, e.g. https://sso.tinh.gov.vn/realms/tinh; empty: none'),
    clientId: text('What the provider knows Vọng Gác by'),
    clientSecretFile: optionalPath('File that holds the secret of that client; relative to this file'),
    caFile: optionalPath(
      'Authority (PEM) that signed the certificate of the provider, where it is an own one; relative to this file',
    ),
    label: text('What the way in is called on the page', 'Tài khoản tỉnh'),
    scopes: text('Scopes that are asked for', 'openid profile'),
    loginClaim: text(
      'Claim with the name that an account is expected under; email counts only where email_verified is true',
      'preferred_username',
    ),
    groupsClaim: text('Claim with the list of groups', 'groups'),
  },
  ldap: {
    url: text('Directory, e.g. ldaps://dc1.tinh.gov.vn; ldap:// with startTls, or on this machine alone; empty: none'),
    startTls: onOff('An ldap:// address is upgraded to TLS before anything is said', 'on'),
    caFile: optionalPath('Authority (PEM) that signed the certificate of the directory; relative to this file'),
    label: text('What the way in is called on the page', 'Tài khoản máy tính'),
    bindDn: text('Account that looks people up; empty: people bind by their own name, see upnSuffix'),
    bindPasswordFile: optionalPath('File that holds its password; relative to this file'),
    upnSuffix: text('Without bindDn: people bind as name@suffix, as Active Directory takes it'),
    base: text('Where people are looked for, e.g. dc=tinh,dc=gov,dc=vn'),
    filter: text(
      'How a person is found by the name typed in, {login}; Active Directory: (&(objectClass=user)(sAMAccountName={login}))',
      '(&(objectClass=person)(uid={login}))',
    ),
    subject: text('Attribute that stays with a person for good; Active Directory: objectGUID', 'entryUUID'),
    displayName: text('Attribute with the name to show', 'cn'),
    groups: choice(
      'Where groups come from: the person’s memberOf, a search for groups by member, or that through nested groups as Active Directory answers it',
      ['memberOf', 'member', 'nested'],
      'memberOf',
    ),
    groupBase: text('Where groups are looked for with member and nested; empty: the base of people'),
  },
  syslog: {
    host: text('Address for syslog over TCP', '0.0.0.0'),
    port: port('Port for syslog over TCP (RFC 6587)', 5514),
  },
  syslogTls: {
    listen: onOff('Syslog over TLS (RFC 5425), TLS 1.2 or later', 'off'),
    host: text('Address for syslog over TLS', '0.0.0.0'),
    port: port('Port for syslog over TLS', 6514),
    certificate: optionalPath(
      'Certificate chain (PEM) of this input; empty: that of section tls. Relative to this file',
    ),
    key: optionalPath('Its key (PEM); relative to this file'),
    clientCa: optionalPath('Authorities (PEM) that sign the certificates of senders; relative to this file'),
    clients: choice(
      'Whether senders show a certificate; with one they are known by its subject',
      ['none', 'optional', 'required'],
      'none',
    ),
    resent: choice(
      'A line that comes again over another connection, once the one before is closed: kept once, or counted again',
      ['once', 'counts'],
      'once',
    ),
  },
  syslogUdp: {
    listen: onOff(
      'Syslog over UDP (RFC 5426): for devices that know nothing else, it loses lines by its nature',
      'off',
    ),
    host: text('Address for syslog over UDP', '0.0.0.0'),
    port: port('Port for syslog over UDP', 5514),
    bufferMiB: integer('Receive buffer asked of the kernel (MiB); it gives no more than net.core.rmem_max', 16, {
      min: 1,
      max: 1024,
    }),
  },
  probe: {
    urls: urls(
      'Public pages that are visited again and again, so that a page that is down or defaced is seen first here',
    ),
    everySeconds: integer('Seconds between two visits of a page', 60, { min: 5, max: 86_400 }),
    slowSeconds: integer('A page is slow from then on', 5, { min: 1, max: 300 }),
    timeoutSeconds: integer('And down from then on', 20, { min: 1, max: 300 }),
  },
  files: {
    paths: paths('Log files to follow, * and ** allowed in names; relative to this file'),
  },
  relp: {
    listen: onOff('RELP, syslog with acknowledgement as rsyslog has it', 'off'),
    host: text('Address for RELP', '0.0.0.0'),
    port: port('Port for RELP', 2514),
  },
  relpTls: {
    listen: onOff('RELP over TLS; certificate, key, clientCa and clients are those of section syslogTls', 'off'),
    host: text('Address for RELP over TLS', '0.0.0.0'),
    port: port('Port for RELP over TLS', 2515),
  },
  bulk: {
    host: text('Address of the HTTP intake (Elasticsearch _bulk)', '127.0.0.1'),
    port: port('Port of the HTTP intake', 9280),
  },
  sources: {
    silentAfter: integer(
      'Minutes after which a steady source whose usual hours are not known yet is called silent',
      60,
      { min: 1 },
    ),
  },
  rules: {
    paths: paths('Folders or files of Sigma rules besides the pack; relative to this file'),
    backfillDays: integer(
      'Days back over which a rule that was added, edited, or off for a while is run by itself; 0 for never. What is older is shown as a gap',
      7,
      { min: 0, max: 400 },
    ),
    placeholders: paths(
      'Files (or folders of them) with the values of %name% in rules, read at start: YAML maps from names to lists, or name.txt with a value a line; relative to this file',
    ),
  },
  mappings: {
    paths: paths(
      'Folders or files of mappings without code, for systems that Vọng Gác does not know; relative to this file',
    ),
  },
  audit: {
    events: onOff('Whether every row of the audit log also becomes an event, for rules to judge', 'on'),
    headSyslog: text(
      'Syslog server outside that is sent the head of the audit log once a day: udp://, tcp:// or tls://host:port; empty for none',
    ),
    headSyslogCa: optionalPath(
      'Authority (PEM) that signed its certificate, where it is an own one; relative to this file',
    ),
    headMail: text('Address of the auditor who is sent the head by mail; needs section mail'),
    headFile: optionalPath('File to which the head is added, best on a mount of another host; relative to this file'),
  },
  mail: {
    host: text('Server that takes mail (SMTP); empty: none is sent'),
    port: port('Its port', 587),
    security: choice(
      'starttls is insisted on, tls begins at once, none sends in the clear',
      ['starttls', 'tls', 'none'],
      'starttls',
    ),
    from: text('Address that mail comes from'),
    user: text('User of that server; empty for none'),
    passwordFile: optionalPath('File that holds the password of that user; relative to this file'),
    caFile: optionalPath('Authority (PEM) that signed its certificate, where it is an own one; relative to this file'),
  },
  log: {
    level: choice('Lowest level written to stderr', ['debug', 'info', 'warn', 'error'], 'info'),
  },
} as const

type Schema = typeof schema
/** The configuration as code sees it: resolved, absolute paths, all defaults filled in. */
export type Config = {
  readonly [S in keyof Schema]: {
    readonly [K in keyof Schema[S]]: Schema[S][K] extends Setting<infer T> ? T : never
  }
}
