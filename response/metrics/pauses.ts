import { setImmediate as others } from 'node:timers/promises'

/** Milliseconds that reckoning may keep a thread to itself. */
const most = 15

/** Makes what is awaited between two steps of a long reckoning: others have their turn whenever it has taken a while. */
export function pauses(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < most) return
    await others()
    since = performance.now()
  }
}
