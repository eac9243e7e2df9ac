import type { Predicate } from '../../core/predicate/predicate.ts'
import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'

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

const dataset = (name: string): Predicate => ({ kind: 'equals', field: 'event.dataset', value: name, fold: 'none' })

/** Every syslog line of a Linux host; `syslog` holds the programs that no mapping knows. */
const anyLine: Predicate = {
  kind: 'any',
  of: [
    { kind: 'wildcard', field: 'event.dataset', pattern: ['linux.', { any: 'run' }], fold: 'none' },
    dataset('syslog'),
  ],
}

/** Programs whose lines make up a service. */
const services: { readonly [service: string]: readonly string[] } = {
  sshd: ['sshd', 'sshd-session', 'sshd-auth'],
  sudo: ['sudo'],
  su: ['su'],
}

const fromPrograms = (programs: readonly string[]): Predicate => ({
  kind: 'all',
  of: [
    dataset('linux.auth'),
    { kind: 'any', of: programs.map((value) => ({ kind: 'equals', field: 'process.name', value, fold: 'none' })) },
  ],
})

const inCategory = (category: string): Predicate => ({
  kind: 'all',
  of: [anyLine, { kind: 'equals', field: 'event.category', value: category, fold: 'none' }],
})

/** Linux as the collector maps its syslog: authentication, accounts, privilege and cron. */
export const linuxSources: readonly MappedSource[] = [
  { logsource: { product: 'linux' }, route: anyLine, fields },
  { logsource: { product: 'linux', service: 'syslog' }, route: anyLine, fields },
  { logsource: { product: 'linux', service: 'auth' }, route: dataset('linux.auth'), fields },
  { logsource: { product: 'linux', service: 'cron' }, route: dataset('linux.cron'), fields },
  ...Object.entries(services).map(([service, programs]) => ({
    logsource: { product: 'linux', service },
    route: fromPrograms(programs),
    fields,
  })),
  { logsource: { product: 'linux', category: 'authentication' }, route: inCategory('authentication'), fields },
]
