import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { allOf, exists, fromDatasets } from './routes.ts'

const fields = fieldsBy({
  query: ['dns.question.name'],
  QueryName: ['dns.question.name'],
  record_type: ['dns.question.type'],
  answer: ['dns.answers.data', 'dns.answers.name', 'dns.resolved_ip'],
  rcode_name: ['dns.response_code'],
  src_ip: ['source.ip'],
  dst_ip: ['destination.ip'],
})

/** Names that were looked up, whoever saw it: a sensor, a resolver, a firewall, or the computer that asked. */
export const dnsSources: readonly MappedSource[] = [
  {
    logsource: { category: 'dns' },
    route: allOf(
      fromDatasets(
        'zeek.dns',
        'suricata.eve',
        'network_traffic.dns',
        'dns',
        'fortinet.firewall',
        'fortinet_fortigate.log',
        'pfsense.log',
        'panw.panos',
        'cisco_umbrella.log',
        'infoblox_nios.log',
        'coredns.log',
        'windows.sysmon_operational',
        'windows.dns_client_operational',
        'windows.dns_server_analytical',
        'sysmon_linux.log',
        'endpoint.events.network',
      ),
      exists('dns.question.name'),
    ),
    fields,
  },
]
