import { type Address, addressKey, parseNetwork } from '../../core/lib/ip.ts'

/** Networks with what belongs to each, by the narrowest that an address lies in (longest prefix, RFC 4632 §5.1). */
export interface NetworkIndex<T> {
  /** A text that is no network is passed over. */
  add(network: string, value: T): void
  /** What the narrowest network has, and its prefix in bits of 128. */
  find(address: Address | undefined): { readonly value: T; readonly prefix: number } | undefined
}

/** One table a prefix length: a look-up costs as many probes as there are lengths, however many networks. */
export function createNetworkIndex<T>(): NetworkIndex<T> {
  const tables = new Map<number, Map<string, T>>()
  let lengths: number[] = []
  return {
    add(text, value) {
      const network = parseNetwork(text)
      if (network === undefined) return
      const { prefix, base } = network
      const table = tables.get(prefix) ?? new Map<string, T>()
      tables.set(prefix, table)
      table.set(addressKey(base, prefix), value)
      lengths = [...tables.keys()].sort((a, b) => b - a)
    },
    find(address) {
      if (address === undefined) return undefined
      for (const prefix of lengths) {
        const table = tables.get(prefix)
        const value = table?.get(addressKey(address, prefix))
        if (value !== undefined) return { value, prefix }
      }
      return undefined
    },
  }
}
