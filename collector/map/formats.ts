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
} as const

export type FormatName = keyof typeof formats
