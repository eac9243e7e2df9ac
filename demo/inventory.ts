import type { Unit } from '../core/access/unit.ts'

/** What a host is, by its name. */
export type HostRole =
  | 'pc'
  | 'app'
  | 'unit-firewall'
  | 'router'
  | 'fortigate'
  | 'portal'
  | 'nginx'
  | 'apache'
  | 'waf'
  | 'mail'
  | 'zimbra'
  | 'domain-controller'
  | 'file-server'
  | 'antivirus'
  | 'ids'
  | 'backup'
  | 'server'

export interface Host {
  readonly name: string
  readonly role: HostRole
  readonly unit: string
  readonly ip: string
  /** Whose desk it stands on; a log-in name. */
  readonly user: string
}

/** Who and what there is in the province. */
export interface Province {
  readonly hosts: readonly Host[]
  /** Hosts of a role; throws when the province has none. */
  of(role: HostRole): readonly Host[]
  host(name: string): Host
  /** Log-in names of the staff. */
  readonly people: readonly string[]
  readonly administrators: readonly string[]
}

export const mailDomain = 'songiang.example'
export const windowsDomain = 'SONGIANG'

const byName: readonly (readonly [pattern: RegExp, role: HostRole])[] = [
  [/^(fw|vpn)-tinh-/, 'fortigate'],
  [/-pc-\d+$/, 'pc'],
  [/-app-\d+$/, 'app'],
  [/-fw-\d+$/, 'unit-firewall'],
  [/-rt-\d+$/, 'router'],
  [/^cong-dvc-/, 'portal'],
  [/^web-01/, 'apache'],
  [/^web-/, 'nginx'],
  [/^waf-/, 'waf'],
  [/^mail-01/, 'mail'],
  [/^mail-/, 'zimbra'],
  [/^dc-/, 'domain-controller'],
  [/^fs-/, 'file-server'],
  [/^ksc-/, 'antivirus'],
  [/^ids-/, 'ids'],
  [/^backup-/, 'backup'],
]

const given =
  'an binh chi dung giang hanh hoa hung huong khanh lan linh long mai minh nam nga phuc quan son tam thao trang tuan van'.split(
    ' ',
  )
const families = 'nguyen tran le pham hoang vu dang bui do ngo duong ly'.split(' ')

/** The staff: every given name with a few family names, in an order that mixes them. */
const people = Array.from({ length: 120 }, (_, index) => {
  const first = given[(index * 7) % given.length] ?? 'an'
  return `${first}.${families[(index + Math.floor(index / given.length)) % families.length]}`
}).filter((name, index, all) => all.indexOf(name) === index)

/** The hosts that the unit tree names, with the roles that their names say and addresses in their unit's network. */
export function provinceOf(units: readonly Unit[]): Province {
  const hosts: Host[] = []
  for (const unit of units) {
    const [network = '10.0.0.0/24'] = unit.networks ?? []
    const [a, b, c] = network.split('.')
    unit.hosts?.forEach((name, index) => {
      const role = byName.find(([pattern]) => pattern.test(name))?.[1] ?? 'server'
      const user = people[(hosts.length * 3) % people.length] ?? 'an.nguyen'
      hosts.push({ name, role, unit: unit.id, ip: `${a}.${b}.${c}.${role === 'router' ? 1 : 10 + index}`, user })
    })
  }
  const byRole = new Map<HostRole, Host[]>()
  for (const host of hosts) byRole.set(host.role, [...(byRole.get(host.role) ?? []), host])
  const known = new Map(hosts.map((host) => [host.name, host]))
  return {
    hosts,
    people,
    administrators: ['quantri.hien', 'quantri.thang', 'quantri.loan'],
    of(role) {
      const found = byRole.get(role)
      if (found === undefined) throw new Error(`the province has no ${role}`)
      return found
    },
    host(name) {
      const found = known.get(name)
      if (found === undefined) throw new Error(`the province has no host ${name}`)
      return found
    },
  }
}
