import type { SourceState } from '../../core/event/source-state.ts'
import type { RetentionFrame } from '../retention/law.ts'
import { type RetentionClass, retentionClasses } from '../retention/policy.ts'
import { type LogMinimum, logMinimum } from './log-minimum.ts'
import type { SystemState } from './system-record.ts'

/** A log source that a system declares, and what is seen of it. */
export interface DeclaredSource {
  /** As it is declared. */
  readonly name: string
  readonly state: 'arriving' | 'silent' | 'missing'
  /** The source that it is known as; null while nothing has ever come. */
  readonly id: string | null
  readonly lastSeen: number | null
}

export const retentionVerdicts = ['enough', 'short', 'nothing-arrives', 'no-minimum'] as const

/** How a system stands: whether its logs arrive, and whether they are kept as long as they must be. */
export interface SystemStanding {
  readonly sources: readonly DeclaredSource[]
  readonly minimum: LogMinimum
  /** Months for which its logs are kept that arrive; null while none do. */
  readonly kept: number | null
  readonly retention: (typeof retentionVerdicts)[number]
}

export interface StandingParts {
  readonly frame: RetentionFrame
  readonly sources: readonly SourceState[]
  /** Ids of the sources that have fallen silent. */
  readonly silent: ReadonlySet<string>
  /** The class in which a source's events are kept that are to be kept for so many months. */
  classOf(source: {
    readonly id: string
    readonly peer: string
    readonly host: string | undefined
    readonly months: number
  }): RetentionClass
}

/** Gives how a system stands, by the sources that are known. */
export function standingBy({ frame, sources, silent, classOf }: StandingParts): (state: SystemState) => SystemStanding {
  const byName = new Map<string, SourceState[]>()
  const name = (text: string, source: SourceState) => {
    const key = text.toLowerCase()
    const known = byName.get(key) ?? []
    if (!known.includes(source)) byName.set(key, [...known, source])
  }
  for (const source of sources) {
    name(source.id, source)
    name(source.peer, source)
    if (source.host !== null) {
      name(source.host, source)
      name(source.host.split('.', 1)[0] ?? '', source)
    }
  }
  return (state) => {
    const minimum = logMinimum(state, frame)
    const months = minimum.months
    const kept: number[] = []
    const declared = state.sources.map((text): DeclaredSource => {
      const known = byName.get(text.toLowerCase()) ?? []
      const newest = known.reduce<SourceState | undefined>(
        (best, one) => (best === undefined || one.lastSeen > best.lastSeen ? one : best),
        undefined,
      )
      if (newest === undefined) return { name: text, state: 'missing', id: null, lastSeen: null }
      for (const { id, peer, host } of known) {
        kept.push(retentionClasses[classOf({ id, peer, host: host ?? undefined, months })])
      }
      const arriving = known.some(({ id }) => !silent.has(id))
      return { name: text, state: arriving ? 'arriving' : 'silent', id: newest.id, lastSeen: newest.lastSeen }
    })
    const shortest = kept.length === 0 ? null : Math.min(...kept)
    return { sources: declared, minimum, kept: shortest, retention: verdict(months, shortest) }
  }
}

function verdict(months: number, kept: number | null): SystemStanding['retention'] {
  if (months === 0) return 'no-minimum'
  if (kept === null) return 'nothing-arrives'
  return kept >= months ? 'enough' : 'short'
}
