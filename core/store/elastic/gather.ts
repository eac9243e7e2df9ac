/** Keys of one request. */
const mostAtOnce = 1_000

interface Waiting<K, V> {
  readonly key: K
  resolve(value: V): void
  reject(error: unknown): void
}

/**
 * Asks for many things with one request: what is asked for one by one within the same turn is gathered. `load` answers in the
 * order of the keys.
 */
export function gathered<K, V>(load: (keys: readonly K[]) => Promise<readonly V[]>): (key: K) => Promise<V> {
  let waiting: Waiting<K, V>[] = []

  async function ask(some: readonly Waiting<K, V>[]): Promise<void> {
    try {
      const values = await load(some.map(({ key }) => key))
      for (const [i, { resolve }] of some.entries()) resolve(values[i] as V)
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }

  function askAll(): void {
    const all = waiting
    waiting = []
    for (let at = 0; at < all.length; at += mostAtOnce) void ask(all.slice(at, at + mostAtOnce))
  }

  return (key) =>
    new Promise<V>((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(askAll)
      waiting.push({ key, resolve, reject })
    })
}
