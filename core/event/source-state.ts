import type { InputName } from './inputs.ts'

/** Who sends, as ingest counts it: one a sender and host name. Times are epoch milliseconds. */
export interface SourceState {
  readonly id: string
  readonly input: InputName
  /** Peer address, or the name of the intake key. */
  readonly peer: string
  readonly host: string | null
  readonly unit: { readonly id: string; readonly ids: readonly string[] } | null
  readonly datasets: readonly string[]
  readonly firstSeen: number
  readonly lastSeen: number
  readonly events: number
  readonly bytes: number
  /** Events that could not be decoded. */
  readonly failures: number
  readonly marks: Readonly<Record<string, number>>
  /** Events in each minute, by the minute's number since the epoch; the last hour's. */
  readonly minutes: Readonly<Record<number, number>>
  /** Receipt minus event time of the newest event; null without one. */
  readonly lag: number | null
  /** The smallest lag of this stretch of ten minutes and of the one before: what clocks are judged by. */
  readonly lags?: { readonly stretch: number; readonly low: number; readonly before: number | null } | null
}
