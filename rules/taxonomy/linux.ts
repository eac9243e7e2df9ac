import type { Predicate } from '../../core/predicate/predicate.ts'
import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'

const fields = fieldsBy({
  User: ['user.name'],
  USER: ['user.name'],
  TargetUserName: ['user.target.name', 'user.effective.name'],
  SourceIp: ['source.ip'],
  src_ip: ['source.ip'],
  SourcePort: ['source.port'],
  src_port: ['source.port'],
  Image: ['process.executable'],
  CommandLine: ['process.command_line'],
  ProcessName: ['process.name'],
  Hostname: ['host.hostname'],
})

const ofLinux: Predicate = {
  kind: 'wildcard',
  field: 'event.dataset',
  pattern: ['linux.', { any: 'run' }],
  fold: 'case',
}

/** Programs whose lines make up a service. */
const services: { readonly [service: string]: readonly string[] } = {
  sshd: ['sshd', 'sshd-session', 'sshd-auth'],
  sudo: ['sudo'],
  su: ['su', 'su-l'],
  cron: ['cron', 'crond', 'anacron', 'crontab', 'CRON'],
}

const fromPrograms = (programs: readonly string[]): Predicate => ({
  kind: 'all',
  of: [
    ofLinux,
    { kind: 'any', of: programs.map((value) => ({ kind: 'equals', field: 'process.name', value, fold: 'case' })) },
  ],
})

const inCategory = (category: string): Predicate => ({
  kind: 'all',
  of: [ofLinux, { kind: 'equals', field: 'event.category', value: category, fold: 'none' }],
})

/** Linux as the collector maps its syslog: authentication, accounts, privilege and cron. */
export const linuxSources: readonly MappedSource[] = [
  { logsource: { product: 'linux' }, route: ofLinux, fields },
  { logsource: { product: 'linux', service: 'syslog' }, route: ofLinux, fields },
  {
    logsource: { product: 'linux', service: 'auth' },
    route: { kind: 'equals', field: 'event.dataset', value: 'linux.auth', fold: 'case' },
    fields,
  },
  ...Object.entries(services).map(([service, programs]) => ({
    logsource: { product: 'linux', service },
    route: fromPrograms(programs),
    fields,
  })),
  { logsource: { product: 'linux', category: 'authentication' }, route: inCategory('authentication'), fields },
]
