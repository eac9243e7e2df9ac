import { useSyncExternalStore } from 'react'

/** Whether the server is reached: null while it is, else when what is on the screen was last known to be true. */
let lostSince: number | null = null
let lastHeard = Date.now()
let grace: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

/** Notes that the server answered. */
export function heard(): void {
  lastHeard = Date.now()
  clearTimeout(grace)
  grace = undefined
  set(null)
}

/** Notes that the server is out of reach; told to the reader after a moment, so that a blink does not alarm. */
export function lost(): void {
  grace ??= setTimeout(() => set(lastHeard), 2500)
}

function set(next: number | null) {
  if (next === lostSince) return
  lostSince = next
  for (const listener of listeners) listener()
}

/** Null while the server is reached, else the time (epoch ms) at which the screen was last true. */
export function useLostSince(): number | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => lostSince,
  )
}
