import type { Unit, UnitTree } from '../../core/access/unit.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { Network } from '../../core/lib/ip.ts'
import { inNetwork, parseAddress, parseNetwork } from '../../core/lib/ip.ts'
import { isObject } from '../../core/lib/json.ts'

/** A unit with all that stands above it, nearest first, as it is stamped on events. */
export interface OwningUnit {
  readonly id: string
  readonly ids: readonly string[]
}

/** Finds the unit that an event belongs to. */
export interface Attribution {
  /**
   * By the event's host name, else by its host's own address, else by the address it was delivered from. Undefined
   * while nothing of it is known: such an event is the response team's alone. Never by `source.ip`, which is the
   * stranger at the other end.
   */
  unitOf(document: EventDocument, peer: string | undefined): OwningUnit | undefined
}

const remembered = 10_000

/** Indexes the tree's host names and networks; the narrowest network wins. */
export function createAttribution(units: UnitTree): Attribution {
  const byHost = new Map<string, OwningUnit>()
  const networks: { readonly network: Network; readonly owner: OwningUnit }[] = []
  for (const unit of units.all()) {
    const owner: OwningUnit = { id: unit.id, ids: units.lineage(unit.id) }
    for (const host of unit.hosts ?? []) byHost.set(host.toLowerCase(), owner)
    for (const network of networksOf(unit)) networks.push({ network, owner })
  }
  networks.sort((a, b) => b.network.prefix - a.network.prefix)

  const byAddress = new Map<string, OwningUnit | undefined>()
  function ownerOfAddress(text: string): OwningUnit | undefined {
    if (byAddress.has(text)) return byAddress.get(text)
    const address = parseAddress(text)
    const owner = address && networks.find(({ network }) => inNetwork(address, network))?.owner
    if (byAddress.size >= remembered) byAddress.clear()
    byAddress.set(text, owner)
    return owner
  }

  function ownerOfHost(name: string): OwningUnit | undefined {
    const host = name.toLowerCase()
    const dot = host.indexOf('.')
    // `web-01.tinh.gov.vn` is the host that the tree may know as `web-01`.
    return byHost.get(host) ?? (dot > 0 ? byHost.get(host.slice(0, dot)) : undefined) ?? ownerOfAddress(host)
  }

  return {
    unitOf(document, peer) {
      const { host } = document
      if (isObject(host)) {
        const { name, ip } = host
        const named = typeof name === 'string' ? ownerOfHost(name) : undefined
        if (named !== undefined) return named
        for (const address of Array.isArray(ip) ? ip : [ip]) {
          const owner = typeof address === 'string' ? ownerOfAddress(address) : undefined
          if (owner !== undefined) return owner
        }
      }
      return peer === undefined ? undefined : ownerOfAddress(peer)
    },
  }
}

function networksOf(unit: Unit): Network[] {
  return (unit.networks ?? []).flatMap((text) => {
    const network = parseNetwork(text)
    return network === undefined ? [] : [network]
  })
}
