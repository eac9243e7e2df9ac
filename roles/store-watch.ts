import type { Clock } from '../core/lib/clock.ts'
import type { StoreFault } from '../core/store/elastic/faults.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import type { Trouble } from './role.ts'

/** Milliseconds between two looks. */
const period = 3_000

/** What is known of Elasticsearch, without asking it: whoever wants to know must not wait for one that is gone. */
export interface StoreWatch {
  troubles(): readonly Trouble[]
  /** Ends the looks. */
  stop(): void
}

/** Looks at Elasticsearch over and over, and tells when a fault begins and ends. Resolves after the first look. */
export async function watchStore({
  faults,
  clock,
  signal,
}: {
  faults(): Promise<readonly StoreFault[]>
  readonly clock: Clock
  readonly signal: Signal
}): Promise<StoreWatch> {
  let open = new Map<Trouble['code'], Trouble>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function look(): Promise<void> {
    const now = new Map<Trouble['code'], Trouble>()
    for (const { code, detail } of await faults()) {
      const known = open.get(code)
      if (known === undefined) signal('store-fault', { fault: code, detail })
      now.set(code, { code, since: known?.since ?? clock.now(), detail })
    }
    // One that does not answer tells nothing of its other faults: they are as they were.
    const silent = now.has('store-unreachable') || now.has('store-certificate')
    for (const [code, trouble] of open) {
      if (now.has(code)) continue
      const blind = silent && code !== 'store-unreachable' && code !== 'store-certificate'
      if (blind) now.set(code, trouble)
      else signal('store-mended', { fault: code })
    }
    open = now
  }
  async function again(): Promise<void> {
    await look()
    if (!stopped) timer = setTimeout(again, period)
  }
  await again()

  return {
    troubles: () => [...open.values()],
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
