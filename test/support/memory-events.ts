import type { Pipeline, PipelineParts } from '../../collector/pipeline.ts'
import { createPipeline } from '../../collector/pipeline.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { AppendResult, Match, StoredEvent } from '../../core/store/store.ts'
import type { SignalName } from '../../core/telemetry/signals.ts'

/** An event store that keeps to the contract of `append` in memory; `failing` decides what it refuses. */
export interface MemoryEvents {
  readonly events: Map<string, StoredEvent>
  readonly matches: Map<string, Match>
  failing: ((events: readonly StoredEvent[]) => Error | undefined) | undefined
  append(events: readonly StoredEvent[], matches: readonly Match[]): Promise<AppendResult>
}

function memoryEvents(): MemoryEvents {
  const store: MemoryEvents = {
    events: new Map(),
    matches: new Map(),
    failing: undefined,
    async append(events, matches) {
      await new Promise((resolve) => setImmediate(resolve))
      const failure = store.failing?.(events)
      if (failure !== undefined) throw failure
      const before = store.events.size
      const matchesBefore = store.matches.size
      for (const event of events) if (!store.events.has(event.id)) store.events.set(event.id, event)
      for (const match of matches) store.matches.set(match.id, match)
      const inserted = store.events.size - before
      return { inserted, duplicates: events.length - inserted, newMatches: store.matches.size - matchesBefore }
    },
  }
  return store
}

/** A tree of one unit that knows no network. */
const emptyTree = unitTree([{ id: 'tinh', name: 'Tỉnh', kind: 'province' }])

/** A pipeline over a memory store, with what was signalled. */
export function memoryPipeline(parts: Partial<PipelineParts> & { clock: Clock }): {
  pipeline: Pipeline
  store: MemoryEvents
  signals: SignalName[]
} {
  const store = memoryEvents()
  const signals: SignalName[] = []
  const pipeline = createPipeline({
    events: store,
    judge: () => [],
    opened: async () => undefined,
    units: emptyTree,
    classOf: () => 'standard',
    onSignal: (name) => signals.push(name),
    ...parts,
  })
  return { pipeline, store, signals }
}

/** Waits until `condition` holds; fails after `ms`, which is long: a loaded machine is no defect. */
export async function until(condition: () => boolean, ms = 45_000): Promise<void> {
  const end = Date.now() + ms
  while (!condition()) {
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
