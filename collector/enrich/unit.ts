import type { Unit, UnitTree } from '../../core/access/unit.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { type Address, parseAddress } from '../../core/lib/ip.ts'
import { isObject } from '../../core/lib/json.ts'
import { compileRegex, type Regex } from '../../core/lib/regex.ts'
import { createNetworkIndex } from './network-index.ts'

/** A unit with all that stands above it, nearest first, as it is stamped on events. */
export interface OwningUnit {
  readonly id: string
  readonly ids: readonly string[]
}

/** What is known of an event when its unit is looked for. */
export interface Whereabouts {
  /** Id of the sender: an intake key may be a unit's own. */
  readonly sender?: string | undefined
  /** The address that it was delivered from. */
  readonly peer: string | undefined
  /** When it happened, epoch milliseconds; absent: now. */
  readonly time?: number | undefined
}

/** Finds the unit that an event belongs to. */
export interface Attribution {
  /**
   * By the sender's own identity, else by the network that its host's own address lies in (the narrowest; of
   * several addresses the one that leads deepest into the tree), else by its host's
   * name or domain, else by the address it was delivered from, which comes last because relays deliver for many. The units
   * are those of the event's own time; what nobody had then is whose it is now. Undefined while nothing of it is known:
   * such an event is the response team's alone. Never by `source.ip`, which is the stranger at the other end.
   */
  unitOf(document: EventDocument, whereabouts: Whereabouts): OwningUnit | undefined
}

/** Attributes by the tree, as it changes. */
export function createAttribution(units: UnitTree): Attribution {
  const indexes = new WeakMap<UnitTree, UnitIndex>()
  const indexOf = (tree: UnitTree): UnitIndex => {
    const index = indexes.get(tree) ?? indexUnits(tree)
    indexes.set(tree, index)
    return index
  }
  return {
    unitOf(document, whereabouts) {
      const now = units.at(Number.POSITIVE_INFINITY)
      const then = whereabouts.time === undefined ? now : units.at(whereabouts.time)
      const owner = owning(indexOf(then), document, whereabouts)
      return owner === undefined && then !== now ? owning(indexOf(now), document, whereabouts) : owner
    },
  }
}

/** The unit of an address, and the width of the network that says so, in bits of 128. */
interface Located {
  readonly owner: OwningUnit
  readonly prefix: number
}

interface UnitIndex {
  bySender(id: string): OwningUnit | undefined
  byAddress(text: string): Located | undefined
  byName(host: string): OwningUnit | undefined
}

function owning(index: UnitIndex, document: EventDocument, { sender, peer }: Whereabouts): OwningUnit | undefined {
  const identified = sender === undefined ? undefined : index.bySender(sender)
  if (identified !== undefined) return identified
  const { host } = document
  if (isObject(host)) {
    const { name, ip } = host
    let narrowest: Located | undefined
    for (const address of Array.isArray(ip) ? ip : [ip]) {
      const found = typeof address === 'string' ? index.byAddress(address) : undefined
      if (found !== undefined && isDeeper(found, narrowest)) narrowest = found
    }
    const owner = narrowest?.owner ?? (typeof name === 'string' ? index.byName(name) : undefined)
    if (owner !== undefined) return owner
  }
  return peer === undefined ? undefined : index.byAddress(peer)?.owner
}

/** Widths tell little between IPv4 and IPv6: how deep the unit lies goes first. */
function isDeeper(a: Located, b: Located | undefined): boolean {
  const deeper = a.owner.ids.length - (b?.owner.ids.length ?? 0)
  return deeper > 0 || (deeper === 0 && a.prefix > (b?.prefix ?? 0))
}

/** Names and addresses that are remembered with what they came to. */
const remembered = 10_000

function indexUnits(tree: UnitTree): UnitIndex {
  const senders = new Map<string, OwningUnit>()
  const hosts = new Map<string, OwningUnit>()
  const domains = new Map<string, OwningUnit>()
  const patterns: { readonly pattern: Regex; readonly length: number; readonly owner: OwningUnit }[] = []
  const networks = createNetworkIndex<OwningUnit>()
  for (const unit of tree.all()) {
    const owner: OwningUnit = { id: unit.id, ids: tree.lineage(unit.id) }
    for (const id of unit.collectors ?? []) senders.set(id, owner)
    for (const domain of unit.domains ?? []) domains.set(domain.toLowerCase(), owner)
    for (const network of unit.networks ?? []) networks.add(network, owner)
    for (const host of hostsOf(unit)) {
      const pattern = /[*?]/.test(host) ? patternOf(host) : undefined
      if (pattern === undefined) hosts.set(host, owner)
      else patterns.push({ pattern, length: host.length, owner })
    }
  }
  // The longer a pattern the more it says.
  patterns.sort((a, b) => b.length - a.length)

  function byName(name: string): OwningUnit | undefined {
    const host = name.toLowerCase().replace(/\.$/, '')
    const dot = host.indexOf('.')
    // `web-01.tinh.gov.vn` is the host that the tree may know as `web-01`.
    const short = dot > 0 ? host.slice(0, dot) : host
    const exact = hosts.get(host) ?? hosts.get(short)
    if (exact !== undefined) return exact
    const fits = patterns.find(({ pattern }) => pattern.test(host) || pattern.test(short))
    if (fits !== undefined) return fits.owner
    for (let rest = host; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '') {
      const owner = domains.get(rest)
      if (owner !== undefined) return owner
    }
    return networks.find(parseAddress(host))?.value
  }

  return {
    bySender: (id) => senders.get(id),
    byName: remembering(byName),
    byAddress: remembering((text) => {
      const address: Address | undefined = parseAddress(text)
      const found = networks.find(address)
      return found && { owner: found.value, prefix: found.prefix }
    }),
  }
}

const hostsOf = (unit: Unit): string[] => (unit.hosts ?? []).map((host) => host.toLowerCase())

/** `*` is any run of characters and `?` any one, never a dot. */
function patternOf(host: string): Regex | undefined {
  const source = host
    .replace(/[^a-z0-9*?]/g, '\\$&')
    .replaceAll('?', '[^.]')
    .replaceAll('*', '[^.]*')
  const compiled = compileRegex(`^${source}$`)
  return compiled.ok ? compiled.value : undefined
}

function remembering<T>(find: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined || known.has(text)) return before as T
    const found = find(text)
    if (known.size >= remembered) known.clear()
    known.set(text, found)
    return found
  }
}
