import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { allOf, anyOf, equals, fromDatasets } from './routes.ts'
import { vendorFields } from './vendor-fields.ts'

const table = {
  src_ip: ['source.ip'],
  src_port: ['source.port'],
  src_mac: ['source.mac'],
  dst_ip: ['destination.ip'],
  dst_port: ['destination.port'],
  action: ['event.action'],
  username: ['user.name', 'source.user.name'],
  user: ['user.name', 'source.user.name'],
  protocol: ['network.transport'],
  policy: ['rule.name', 'rule.id'],
}
const fields = fieldsBy(table)

/** FortiGate's own keys address what the device wrote; rules of SigmaHQ use them so. */
const fortigateFields = (field: string): readonly string[] =>
  field.includes('.') ? [field] : field.includes('-') ? fields(field) : [`fortinet.firewall.${field}`]

const fortinet = fromDatasets('fortinet.firewall')
const ofType = (type: string) => allOf(fortinet, equals('fortinet.firewall.type', type))
const ofSubtype = (subtype: string) => allOf(fortinet, equals('fortinet.firewall.subtype', subtype))

/** A packet or session that a firewall let through or refused. */
const firewall = anyOf(
  ofType('traffic'),
  allOf(
    fromDatasets(
      'pfsense.log',
      'mikrotik.log',
      'fortinet_fortigate.log',
      'cisco_asa.log',
      'cisco_ftd.log',
      'panw.panos',
      'checkpoint.firewall',
      'sophos.xg',
      'juniper_srx.log',
      'iptables.log',
      'azure.firewall_logs',
    ),
    equals('event.category', 'network'),
  ),
  fromDatasets('zeek.connection'),
)

/** Connections as a router or a sensor counts them. */
const flows = fromDatasets('netflow.log', 'network_traffic.flow', 'flow', 'zeek.connection', 'suricata.eve')

/** Firewalls, routers and their administration. */
export const networkSources: readonly MappedSource[] = [
  { logsource: { category: 'firewall' }, route: firewall, fields },
  { logsource: { product: 'fortigate' }, route: fortinet, fields: fortigateFields },
  { logsource: { product: 'fortigate', service: 'event' }, route: ofType('event'), fields: fortigateFields },
  { logsource: { product: 'fortigate', service: 'traffic' }, route: ofType('traffic'), fields: fortigateFields },
  { logsource: { product: 'fortigate', service: 'utm' }, route: ofType('utm'), fields: fortigateFields },
  { logsource: { product: 'fortios', service: 'sslvpnd' }, route: ofSubtype('vpn'), fields: fortigateFields },
  { logsource: { service: 'netflow' }, route: flows, fields },
  {
    logsource: { product: 'suricata' },
    route: fromDatasets('suricata.eve'),
    fields: vendorFields('suricata.eve', table),
  },
  { logsource: { product: 'pfsense' }, route: fromDatasets('pfsense.log'), fields },
  { logsource: { product: 'mikrotik' }, route: fromDatasets('mikrotik.log'), fields },
]
