import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { allOf, anyOf, fromDatasets } from './routes.ts'

const fields = fieldsBy({
  src_ip: ['source.ip'],
  dst_ip: ['destination.ip'],
  user: ['user.name', 'source.user.name'],
  username: ['user.name', 'source.user.name'],
})

/** `%FACILITY-SEVERITY-MNEMONIC` (Cisco IOS, System Message Guide), which syslog's header holds as the program. */
const cisco = (...facilities: readonly string[]) =>
  allOf(
    fromDatasets('syslog'),
    anyOf(
      ...facilities.map((facility) => ({
        kind: 'wildcard' as const,
        field: 'log.syslog.appname',
        pattern: [`%${facility}`, { any: 'run' as const }, '-', { any: 'run' as const }],
        fold: 'none' as const,
      })),
    ),
  )

const shipped = fromDatasets('cisco_ios.log', 'cisco.ios', 'cisco_nexus.log', 'cisco.nexus', 'cisco_aci.log')

/** Lines of devices that nothing tells apart: such rules look for words that only their device writes. */
const anyDevice = fromDatasets('syslog')

/** Switches, routers and appliances whose log is text: rules look for words in it. */
export const deviceSources: readonly MappedSource[] = [
  { logsource: { product: 'cisco', service: 'syslog' }, route: anyOf(cisco(''), shipped), fields },
  {
    logsource: { product: 'cisco', service: 'aaa' },
    // Commands that were entered: logged as changes, sent for accounting, or kept by an identity server.
    route: anyOf(cisco('PARSER', 'AAA', 'TAC', 'HA_EM', 'SEC_LOGIN'), shipped, fromDatasets('cisco_ise.log')),
    fields,
  },
  { logsource: { product: 'cisco', service: 'bgp' }, route: anyOf(cisco('BGP', 'TCP', 'IP-TCP'), shipped), fields },
  { logsource: { product: 'cisco', service: 'ldp' }, route: anyOf(cisco('LDP', 'TCP', 'ROUTING'), shipped), fields },
  { logsource: { product: 'huawei', service: 'bgp' }, route: anyOf(fromDatasets('huawei.*'), anyDevice), fields },
  {
    logsource: { product: 'juniper', service: 'bgp' },
    route: anyOf(fromDatasets('juniper_srx.log', 'juniper_junos.log', 'juniper.*'), anyDevice),
    fields,
  },
  {
    logsource: { product: 'paloalto', category: 'appliance', service: 'globalprotect' },
    route: anyOf(fromDatasets('panw.panos'), anyDevice),
    fields,
  },
]
