import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { allOf, anyOf, equals, fromDatasets, fromPrograms } from './routes.ts'

const fields = fieldsBy({
  User: ['user.name'],
  USER: ['user.name'],
  SourceIp: ['source.ip'],
  src_ip: ['source.ip'],
  SourcePort: ['source.port'],
  src_port: ['source.port'],
  Image: ['process.executable'],
  CommandLine: ['process.command_line'],
  ProcessName: ['process.name'],
  Hostname: ['host.hostname'],
})

/** Every syslog line of a Linux host; `syslog` holds the programs that no mapping knows. */
const anyLine = fromDatasets('linux.*', 'syslog')

/** Programs whose lines make up a service, and datasets of agents that read nothing else. */
const services: { readonly [service: string]: { programs: readonly string[]; datasets?: readonly string[] } } = {
  clamav: { programs: ['clamd', 'clamscan', 'clamdscan', 'clamonacc', 'freshclam', 'clamav*'], datasets: ['clamav.*'] },
  guacamole: { programs: ['guacd', 'guacamole*'], datasets: ['guacamole.*'] },
  sshd: { programs: ['sshd', 'sshd-session', 'sshd-auth'] },
  su: { programs: ['su'] },
  sudo: { programs: ['sudo'] },
  vsftpd: { programs: ['vsftpd'], datasets: ['vsftpd.*'] },
}

/** Linux as the collector maps its syslog: authentication, accounts, privilege and cron. */
export const linuxSources: readonly MappedSource[] = [
  { logsource: { product: 'linux' }, route: anyLine, fields },
  { logsource: { product: 'linux', service: 'syslog' }, route: anyLine, fields },
  { logsource: { product: 'linux', service: 'auth' }, route: fromDatasets('linux.auth', 'system.auth'), fields },
  { logsource: { product: 'linux', service: 'cron' }, route: fromDatasets('linux.cron'), fields },
  ...Object.entries(services).map(([service, { programs, datasets = [] }]) => ({
    logsource: { product: 'linux', service },
    route: anyOf(
      allOf(anyLine, fromPrograms(...programs)),
      ...(datasets.length > 0 ? [fromDatasets(...datasets)] : []),
    ),
    fields,
  })),
  {
    logsource: { product: 'linux', category: 'authentication' },
    route: allOf(anyLine, equals('event.category', 'authentication')),
    fields,
  },
]
