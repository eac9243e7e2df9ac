import type { EventDocument } from '../../core/event/event.ts'
import { parseAddress } from '../../core/lib/ip.ts'
import { isObject } from '../../core/lib/json.ts'
import { compileRegex, type Regex } from '../../core/lib/regex.ts'
import { createNetworkIndex } from './network-index.ts'

/** Where something's machines are: host names (`*` and `?` stand for what they usually do), domains, networks. */
export interface Places {
  readonly hosts?: readonly string[] | undefined
  readonly domains?: readonly string[] | undefined
  readonly networks?: readonly string[] | undefined
}

/** Finds whose a machine is, by its name or its address. */
export interface HostIndex<T> {
  byName(host: string): T | undefined
  /** By the narrowest network; with its prefix in bits of 128. */
  byAddress(text: string): { readonly value: T; readonly prefix: number } | undefined
}

/** Names and addresses that are remembered with what they came to. */
const remembered = 10_000

/** Of two that claim the same place the later one has it. */
export function createHostIndex<T>(entries: Iterable<{ readonly places: Places; readonly value: T }>): HostIndex<T> {
  const hosts = new Map<string, T>()
  const domains = new Map<string, T>()
  const patterns: { readonly pattern: Regex; readonly length: number; readonly value: T }[] = []
  const networks = createNetworkIndex<T>()
  for (const { places, value } of entries) {
    for (const domain of places.domains ?? []) domains.set(domain.toLowerCase(), value)
    for (const network of places.networks ?? []) networks.add(network, value)
    for (const written of places.hosts ?? []) {
      const host = written.toLowerCase()
      const pattern = /[*?]/.test(host) ? patternOf(host) : undefined
      if (pattern === undefined) hosts.set(host, value)
      else patterns.push({ pattern, length: host.length, value })
    }
  }
  // The longer a pattern the more it says.
  patterns.sort((a, b) => b.length - a.length)

  function byName(name: string): T | undefined {
    const host = name.toLowerCase().replace(/\.$/, '')
    const dot = host.indexOf('.')
    // `web-01.tinh.gov.vn` is the host that may be known as `web-01`.
    const short = dot > 0 ? host.slice(0, dot) : host
    const exact = hosts.get(host) ?? hosts.get(short)
    if (exact !== undefined) return exact
    const fits = patterns.find(({ pattern }) => pattern.test(host) || pattern.test(short))
    if (fits !== undefined) return fits.value
    for (let rest = host; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '') {
      const value = domains.get(rest)
      if (value !== undefined) return value
    }
    return networks.find(parseAddress(host))?.value
  }

  return { byName: remembering(byName), byAddress: remembering((text) => networks.find(parseAddress(text))) }
}

/** The name and the addresses of the machine that an event is of. */
export function hostWords({ host }: EventDocument): { readonly name?: string; readonly addresses: readonly string[] } {
  if (!isObject(host)) return { addresses: [] }
  const { name, ip } = host
  const addresses = (Array.isArray(ip) ? ip : [ip]).filter((address) => typeof address === 'string')
  return typeof name === 'string' ? { name, addresses } : { addresses }
}

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
