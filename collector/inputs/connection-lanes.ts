/** Gives the connections of a sender that are open at a time numbers of their own. */
export interface ConnectionLanes {
  /** The smallest number that no open connection of the sender holds, and how to give it back. */
  take(senderId: string): { readonly number: number; release(): void }
}

/**
 * A sender goes on over a new connection when the one before is gone, and takes its lane: what it sends again there is
 * known again. Connections that are open beside each other are in lanes of their own, so that equal lines which one
 * machine spreads over several connections count (docs/adr/0004).
 */
export function createConnectionLanes(): ConnectionLanes {
  const held = new Map<string, Set<number>>()
  return {
    take(senderId) {
      const numbers = held.get(senderId) ?? new Set()
      held.set(senderId, numbers)
      let number = 0
      while (numbers.has(number)) number += 1
      numbers.add(number)
      return {
        number,
        release() {
          numbers.delete(number)
          if (numbers.size === 0 && held.get(senderId) === numbers) held.delete(senderId)
        },
      }
    },
  }
}
