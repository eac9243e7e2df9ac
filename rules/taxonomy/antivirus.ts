import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { allOf, anyOf, equals, fromDatasets } from './routes.ts'

/** Fields of Sigma's antivirus taxonomy. */
const fields = fieldsBy({
  Signature: ['kaspersky.threat', 'threat.indicator.name', 'fortinet.firewall.virus'],
  Filename: ['file.path', 'file.name'],
  Hashes: ['related.hash'],
  ComputerName: ['host.name'],
  Action: ['event.action'],
  User: ['user.name'],
})

const kaspersky = fromDatasets('kaspersky.security_center')

/** Antivirus on hosts, and on the way to them. */
export const antivirusSources: readonly MappedSource[] = [
  {
    logsource: { category: 'antivirus' },
    route: anyOf(
      allOf(kaspersky, equals('event.category', 'malware')),
      allOf(fromDatasets('fortinet.firewall'), equals('fortinet.firewall.subtype', 'virus')),
    ),
    fields,
  },
  { logsource: { product: 'kaspersky' }, route: kaspersky, fields },
]
