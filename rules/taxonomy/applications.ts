import type { Predicate } from '../../core/predicate/predicate.ts'
import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { allOf, anyOf, equals, fromDatasets, fromPrograms } from './routes.ts'
import { vendorFields } from './vendor-fields.ts'

/**
 * Logs of programs that people write themselves, in which rules look for words. Their datasets are named by whoever sends
 * them, or by a mapping without code: one that begins with the runtime or framework is found here. Elastic's APM agents
 * name language and framework; syslog names the program.
 */
interface Runtime {
  readonly datasets: readonly string[]
  readonly language?: string
  readonly framework?: string
  readonly programs?: readonly string[]
}

const databases = ['sql.*', 'mysql.*', 'mariadb.*', 'postgresql.*', 'oracle.*', 'microsoft_sqlserver.*', 'mssql.*']

const runtimes: { readonly [product: string]: Runtime } = {
  django: { datasets: ['django.*'], framework: 'Django' },
  jvm: {
    datasets: ['java.*', 'jvm.*', 'spring.*', 'tomcat.*', 'velocity.*'],
    language: 'java',
    programs: ['java', 'tomcat*', 'catalina*'],
  },
  nodejs: { datasets: ['nodejs.*', 'node.*'], language: 'javascript', programs: ['node'] },
  python: { datasets: ['python.*', 'django.*', 'flask.*'], language: 'python', programs: ['python*', 'gunicorn'] },
  ruby_on_rails: { datasets: ['rails.*', 'ruby.*'], framework: 'Ruby on Rails', programs: ['puma', 'unicorn'] },
  spring: { datasets: ['spring.*', 'spring_boot.*', 'java.*'], framework: 'Spring Web MVC', programs: ['java'] },
  sql: { datasets: databases, programs: ['mysqld', 'mariadbd', 'postgres'] },
  velocity: { datasets: ['velocity.*', 'java.*', 'tomcat.*'], programs: ['java', 'tomcat*'] },
}

function routeOf({ datasets, language, framework, programs }: Runtime): Predicate {
  const traced = [
    ...(language === undefined ? [] : [equals('service.language.name', language)]),
    ...(framework === undefined ? [] : [equals('service.framework.name', framework)]),
  ]
  return anyOf(
    fromDatasets(...datasets),
    ...(traced.length === 0 ? [] : [allOf(fromDatasets('apm.*'), anyOf(...traced))]),
    ...(programs === undefined ? [] : [allOf(fromDatasets('syslog'), fromPrograms(...programs))]),
  )
}

const applicationFields = fieldsBy({ user: ['user.name'], src_ip: ['source.ip'], level: ['log.level'] })

const qualys = 'qualys_vmdr.asset_host_detection'

/** RPC Firewall's own channel of the Windows event log. */
const rpcFirewall = { EventID: ['event.code'], EventLog: ['winlog.channel'], Provider_Name: ['winlog.provider_name'] }

export const applicationSources: readonly MappedSource[] = [
  ...Object.entries(runtimes).map(([product, runtime]) => ({
    logsource: { product, category: 'application' },
    route: routeOf(runtime),
    fields: applicationFields,
  })),
  {
    logsource: { category: 'database' },
    route: fromDatasets(...databases, 'mysql_enterprise.audit', 'mongodb.*', 'mongodb_atlas.*'),
    fields: applicationFields,
  },
  {
    logsource: { product: 'opencanary', category: 'application' },
    route: fromDatasets('opencanary.events'),
    fields: vendorFields('opencanary'),
  },
  {
    logsource: { product: 'qualys' },
    route: fromDatasets('qualys_vmdr.asset_host_detection'),
    fields: vendorFields(qualys, {
      'host.scan.vuln': [`${qualys}.vulnerability.qid`, `${qualys}.knowledge_base.qid`],
      'host.scan.vuln_name': [`${qualys}.knowledge_base.title`],
      'event.category': [`${qualys}.knowledge_base.category`],
    }),
  },
  {
    logsource: { product: 'rpc_firewall', category: 'application' },
    route: { kind: 'equals', field: 'winlog.channel', value: 'RPCFW', fold: 'case' },
    fields: fieldsBy(rpcFirewall, (field) => [`winlog.event_data.${field}`]),
  },
]
