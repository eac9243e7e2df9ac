import type { UnitTree } from '../../core/access/unit.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { createHostIndex, type HostIndex, hostWords } from './host-index.ts'

/** A unit with all that stands above it, nearest first, as it is stamped on events. */
export interface OwningUnit {
  readonly id: string
  readonly ids: readonly string[]
}

/** What is known of an event when its unit is looked for. */
export interface Whereabouts {
  /** Who the sender surely is (`Sender.key`): an intake key or a certificate may be a unit's own. */
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
  readonly value: OwningUnit
  readonly prefix: number
}

interface UnitIndex {
  readonly senders: ReadonlyMap<string, OwningUnit>
  readonly hosts: HostIndex<OwningUnit>
}

function owning(
  { senders, hosts }: UnitIndex,
  document: EventDocument,
  { sender, peer }: Whereabouts,
): OwningUnit | undefined {
  const identified = sender === undefined ? undefined : senders.get(sender)
  if (identified !== undefined) return identified
  const { name, addresses } = hostWords(document)
  let narrowest: Located | undefined
  for (const address of addresses) {
    const found = hosts.byAddress(address)
    if (found !== undefined && isDeeper(found, narrowest)) narrowest = found
  }
  const owner = narrowest?.value ?? (name === undefined ? undefined : hosts.byName(name))
  if (owner !== undefined) return owner
  return peer === undefined ? undefined : hosts.byAddress(peer)?.value
}

/** Widths tell little between IPv4 and IPv6: how deep the unit lies goes first. */
function isDeeper(a: Located, b: Located | undefined): boolean {
  const deeper = a.value.ids.length - (b?.value.ids.length ?? 0)
  return deeper > 0 || (deeper === 0 && a.prefix > (b?.prefix ?? 0))
}

/** Names of certificates are told apart without case, ids of keys with it. */
const ownName = (id: string): string => (/^cn=/i.test(id) ? id.toLowerCase() : id)

function indexUnits(tree: UnitTree): UnitIndex {
  const owners = tree.all().map((unit) => ({ places: unit, value: { id: unit.id, ids: tree.lineage(unit.id) } }))
  return {
    senders: new Map(
      owners.flatMap(({ places, value }) => (places.collectors ?? []).map((id) => [ownName(id), value] as const)),
    ),
    hosts: createHostIndex<OwningUnit>(owners),
  }
}
