import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { allOf, anyOf, equals, fromDatasets } from './routes.ts'

const common = {
  src_ip: ['source.ip'],
  user: ['user.name'],
  username: ['user.name'],
  action: ['event.action'],
  CommandLine: ['process.command_line'],
}
const fields = fieldsBy(common)

const statement = ['mysql.audit.statement', 'postgresql.log.query']
const databaseFields = fieldsBy({ ...common, statement, level: ['log.level'] })

/** Every database that the collector reads itself; SQL Server writes into the application log of Windows. */
const databases = anyOf(
  fromDatasets('mysql.*', 'postgresql.*', 'oracle.*'),
  allOf(fromDatasets('windows.application'), equals('event.category', 'database')),
)
const esxi = fromDatasets('vmware.esxi', 'vmware_vsphere.*')
const vcenter = fromDatasets('vmware.vcenter', 'vsphere.log')
const proxmox = fromDatasets('proxmox.pve')

/** A product that speaks CEF, by the vendor in its header. */
const ofVendor = (vendor: string) => allOf(fromDatasets('cef.log'), equals('observer.vendor', vendor))

/** Databases, virtualisation, gateways between agencies, network storage, and consoles that speak CEF. */
export const platformSources: readonly MappedSource[] = [
  { logsource: { category: 'database' }, route: databases, fields: databaseFields },
  { logsource: { category: 'virtualization' }, route: fromDatasets('vmware.*', 'proxmox.pve'), fields },
  { logsource: { product: 'vmware', service: 'esxi' }, route: esxi, fields },
  { logsource: { product: 'vmware', service: 'vcenter' }, route: vcenter, fields },
  { logsource: { product: 'proxmox' }, route: proxmox, fields },
  { logsource: { product: 'wso2' }, route: fromDatasets('wso2.carbon'), fields },
  { logsource: { product: 'synology' }, route: fromDatasets('synology.dsm'), fields },
  { logsource: { product: 'trendmicro' }, route: ofVendor('Trend Micro'), fields },
]
