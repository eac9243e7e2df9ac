import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { frameOn, type RetentionFrame, type SystemLevel } from '../retention/law.ts'
import { type Epoch, followDated } from '../units/dated.ts'
import { logMinimum } from './log-minimum.ts'
import { type SystemRecord, systemEndedOn, systemKind, systemOn } from './system-record.ts'
import { readSystems } from './system-records.ts'

/** A system in use, as events are attributed to it. */
export interface SystemInUse {
  readonly id: string
  readonly code: string
  readonly level: SystemLevel
  readonly owner: string
  /** Months for which its logs are kept at least. */
  readonly months: number
  readonly hosts: readonly string[]
  readonly networks: readonly string[]
  readonly domains: readonly string[]
  readonly sources: readonly string[]
}

/** The register of systems, kept up to date and turning by itself on the days on which something begins. */
export interface LiveSystems {
  /** Those in use at a moment; the same array until something changes. */
  at(time: number): readonly SystemInUse[]
  /** Every number of months for which logs of any system were, are or will be kept at least. */
  minimums(): readonly number[]
  stop(): void
}

interface Held {
  readonly inUse: readonly SystemInUse[]
  readonly minimums: readonly number[]
}

/** Reads the register and follows the change log. */
export async function openLiveSystems(parts: {
  readonly records: RecordStore
  readonly clock: Clock
  /** IANA zone of the days on which changes begin. */
  readonly timeZone: string
  readonly frames: readonly RetentionFrame[]
  /** Told when the changed register cannot be read: the former one stays, and it is tried again. */
  onError(error: unknown): void
}): Promise<LiveSystems> {
  const { records, frames } = parts
  const systems = await followDated<Held>({
    ...parts,
    kinds: [systemKind],
    read: async () =>
      epochsOf(
        (await readSystems(records, systemScope)).map(({ document }) => document),
        frames,
      ),
  })
  return {
    at: (time) => systems.at(time).inUse,
    minimums: () => systems.now().minimums,
    stop: systems.stop,
  }
}

function epochsOf(systems: readonly SystemRecord[], frames: readonly RetentionFrame[]): readonly Epoch<Held>[] {
  const days = new Set(['', ...frames.map(({ effectiveFrom }) => effectiveFrom)])
  for (const { states, ended } of systems) {
    for (const { from } of states) days.add(from)
    if (ended !== null) days.add(ended)
  }
  const ordered = [...days].sort()
  const minimums = new Set<number>()
  for (const day of ordered) {
    const frame = frameOn(frames, day)
    for (const { states } of systems) for (const state of states) minimums.add(logMinimum(state, frame).months)
  }
  return ordered.map((from) => ({
    from,
    value: { inUse: inUseOn(systems, from, frameOn(frames, from)), minimums: [...minimums] },
  }))
}

function inUseOn(systems: readonly SystemRecord[], day: string, frame: RetentionFrame): readonly SystemInUse[] {
  return systems.flatMap((system) => {
    const state = systemEndedOn(system, day) ? undefined : systemOn(system, day)
    if (state === undefined) return []
    const { level, owner, hosts, networks, domains, sources } = state
    const { months } = logMinimum(state, frame)
    return [{ id: system.id, code: system.code, level, owner, months, hosts, networks, domains, sources }]
  })
}
