/** The ways in which events come, by the names that sources carry; each has a text under `sources.input.<name>`. */
export const inputs = [
  'syslog',
  'syslog-tls',
  'syslog-udp',
  'relp',
  'relp-tls',
  'bulk',
  'ndjson',
  'file',
  'probe',
] as const
export type InputName = (typeof inputs)[number]
