import type { UnitTree } from '../../core/access/unit.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { parseNetwork } from '../../core/lib/ip.ts'
import { createHostIndex, type HostIndex, hostWords, type Places } from './host-index.ts'
import type { OwningUnit } from './unit.ts'

/** An information system as events are attributed to it. */
export interface MonitoredSystem extends Places {
  readonly id: string
  readonly code: string
  /** Level of protection, 1 to 5. */
  readonly level: number
  /** Id of the unit that owns it. */
  readonly owner: string
  /** Months for which its logs are kept at least. */
  readonly months: number
  /** Ids or names of its log sources. */
  readonly sources: readonly string[]
}

/** The systems in use. */
export interface SystemRegister {
  /** Those of that moment (epoch milliseconds); the same array until something changes. */
  at(time: number): readonly MonitoredSystem[]
}

/** What is known of an event when its system is looked for. */
export interface SystemClues {
  readonly unit: OwningUnit | undefined
  readonly peer: string | undefined
  readonly source: { readonly id: string; readonly peer: string; readonly host: string | undefined }
  /** When it happened, epoch milliseconds; absent: now. */
  readonly time: number | undefined
}

export interface FoundSystem {
  readonly system: MonitoredSystem | undefined
  /** The unit: the one that was known, else the system's owner. */
  readonly unit: OwningUnit | undefined
  /** Months for which the event is kept at least: the most that any system asks for that names its source. */
  readonly months: number
}

/** Finds the information system that an event is of. */
export interface SystemAttribution {
  /**
   * By the addresses of the event's host (the narrowest), else its name or domain, else its source if one system alone names
   * it, else, where nothing tells the host, by the address it was delivered from. A system is told only of events whose
   * unit stands above, at or under its owner: whoever sees the event may know of it. The systems are those of the event's
   * own time; what was nobody's then is whose it is now.
   */
  systemOf(document: EventDocument, clues: SystemClues): FoundSystem
}

/** Attributes by the register, as it changes. */
export function createSystemAttribution(register: SystemRegister, units: UnitTree): SystemAttribution {
  const indexes = new WeakMap<readonly MonitoredSystem[], SystemIndex>()
  const indexOf = (systems: readonly MonitoredSystem[]): SystemIndex => {
    const index = indexes.get(systems) ?? indexSystems(systems)
    indexes.set(systems, index)
    return index
  }
  return {
    systemOf(document, clues) {
      const now = register.at(Number.POSITIVE_INFINITY)
      const then = clues.time === undefined ? now : register.at(clues.time)
      const { unit } = clues
      if (now.length === 0 && then.length === 0) return { system: undefined, unit, months: 0 }
      const tree = clues.time === undefined ? units : units.at(clues.time)
      const found = claimed(indexOf(then), document, clues, tree)
      const system = found ?? (then === now ? undefined : claimed(indexOf(now), document, clues, tree))
      const sourced = indexOf(now)
        .bySource(clues.source)
        .map(({ months }) => months)
      const ids = system === undefined || unit !== undefined ? [] : tree.lineage(system.owner)
      return {
        system,
        unit: unit ?? (ids.length === 0 || system === undefined ? undefined : { id: system.owner, ids }),
        months: Math.max(system?.months ?? 0, ...sourced),
      }
    },
  }
}

interface SystemIndex {
  /** Several may claim a place: agencies know nothing of each other's systems. */
  readonly hosts: HostIndex<readonly MonitoredSystem[]>
  bySource(source: SystemClues['source']): readonly MonitoredSystem[]
}

function claimed(
  { hosts, bySource }: SystemIndex,
  document: EventDocument,
  { unit, peer, source }: SystemClues,
  units: UnitTree,
): MonitoredSystem | undefined {
  const own = (systems: readonly MonitoredSystem[] | undefined): MonitoredSystem | undefined => {
    const related = (systems ?? []).filter(({ owner }) => unit === undefined || isRelated(owner, unit, units))
    return related.length === 1 || unit !== undefined ? related[0] : undefined
  }
  const { name, addresses } = hostWords(document)
  let narrowest: { readonly system: MonitoredSystem; readonly prefix: number } | undefined
  for (const address of addresses) {
    const found = hosts.byAddress(address)
    const system = own(found?.value)
    if (found === undefined || system === undefined) continue
    if (narrowest === undefined || found.prefix > narrowest.prefix) narrowest = { system, prefix: found.prefix }
  }
  const system = narrowest?.system ?? (name === undefined ? undefined : own(hosts.byName(name)))
  if (system !== undefined) return system
  const sourced = bySource(source).filter(({ owner }) => unit === undefined || isRelated(owner, unit, units))
  if (sourced.length === 1) return sourced[0]
  return name === undefined && addresses.length === 0 && peer !== undefined
    ? own(hosts.byAddress(peer)?.value)
    : undefined
}

/** True when the unit stands above, at or under the owner. */
const isRelated = (owner: string, unit: OwningUnit, units: UnitTree): boolean =>
  unit.ids.includes(owner) || units.lineage(owner).includes(unit.id)

function indexSystems(systems: readonly MonitoredSystem[]): SystemIndex {
  const claims = new Map<string, { places: Places; value: MonitoredSystem[] }>()
  const sources = new Map<string, MonitoredSystem[]>()
  for (const system of systems) {
    for (const field of ['hosts', 'domains', 'networks'] as const) {
      for (const text of system[field] ?? []) {
        const network = field === 'networks' ? parseNetwork(text) : undefined
        const key = `${field} ${network === undefined ? text.toLowerCase() : `${network.base}/${network.prefix}`}`
        const claim = claims.get(key) ?? { places: { [field]: [text] }, value: [] }
        claim.value.push(system)
        claims.set(key, claim)
      }
    }
    for (const source of system.sources) {
      const key = source.toLowerCase()
      sources.set(key, [...(sources.get(key) ?? []), system])
    }
  }
  return {
    hosts: createHostIndex(claims.values()),
    bySource({ id, peer, host }) {
      if (sources.size === 0) return []
      const name = host?.toLowerCase()
      return (
        sources.get(id.toLowerCase()) ??
        (name === undefined ? undefined : (sources.get(name) ?? sources.get(name.split('.', 1)[0] ?? ''))) ??
        sources.get(peer.toLowerCase()) ??
        []
      )
    },
  }
}
