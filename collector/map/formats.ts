/** The formats a record can be read as, by the names that configuration and command line use. */
export const formats = {
  auto: 'JSON objects and syslog lines, told apart record by record',
  ecs: 'ECS documents, one a line',
  json: 'JSON objects taken as they are, one a line',
  syslog: 'syslog lines, RFC 5424 and RFC 3164, with or without PRI',
  nginx: 'nginx access and error log',
  'nginx-error': 'nginx error log',
  apache: 'Apache httpd access and error log',
  'apache-error': 'Apache httpd error log',
  fortigate: 'FortiGate traffic, UTM and event log',
  postfix: 'Postfix',
  dovecot: 'Dovecot',
  zimbra: 'Zimbra mailbox.log and audit.log',
  pfsense: 'pfSense and OPNsense filterlog, log-ins to their web interface',
  mikrotik: 'MikroTik RouterOS firewall and log-ins',
  iptables: 'Packets that Linux’s packet filter logs: iptables, nftables, ufw, EdgeOS',
  kaspersky: 'Kaspersky Security Center, CEF and syslog export',
  modsecurity: 'ModSecurity, in the web server’s error log and as JSON audit log',
  cef: 'ArcSight Common Event Format of any product',
  leef: 'IBM Log Event Extended Format of any product',
  auditd: 'Linux audit log, raw or enriched',
  evtx: 'Windows event log files, binary',
  'evtx-json': 'Windows events as evtx_dump writes them, one a line or pretty-printed one after another',
  'windows-json': 'Windows events as JSON: NXLog, Winlogbeat, Elastic Agent, one a line',
  'windows-xml': 'Windows events as XML: wevtutil, Windows Event Forwarding',
} as const

export type FormatName = keyof typeof formats
