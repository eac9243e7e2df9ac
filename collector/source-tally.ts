import { hash } from 'node:crypto'
import type { EventDocument } from '../core/event/event.ts'
import type { SourceState } from '../core/event/source-state.ts'
import { isObject } from '../core/lib/json.ts'
import type { OwningUnit } from './enrich/unit.ts'
import type { Sender } from './record.ts'

/** What is known of an event's source before it is stored. */
export interface SourceOfEvent {
  readonly id: string
  /** Peer address, or the name of the intake key. */
  readonly peer: string
  readonly host: string | undefined
  /** Months for which the event is kept at least, by the system it is of; 0: nothing is asked. */
  readonly months: number
}

export interface SourceTally {
  /** The id of the source that an event comes from; stamped as `vonggac.source.id`. */
  idOf(sender: Sender, document: EventDocument): string
  /** Counts an event that is durable. `time` is its own time, if any. */
  count(seen: Counted): void
  /** So many of a source's failures are events now. */
  repaired(sourceId: string, lines: number): void
  /** The sources that changed since the last call. */
  changed(): readonly SourceState[]
  /** Goes on from what was counted before; to be called before the first event. */
  restore(states: readonly SourceState[]): void
}

export interface Counted {
  readonly sourceId: string
  readonly sender: Sender
  readonly document: EventDocument
  readonly bytes: number
  readonly receivedAt: number
  readonly time: number | undefined
  readonly unit: OwningUnit | undefined
}

type Growing = { -readonly [K in keyof SourceState]: SourceState[K] } & {
  datasets: string[]
  marks: Record<string, number>
  minutes: Record<number, number>
}

/** A sender may forge host names without end: past this many hosts of one sender the rest count as one source. */
const hostsPerSender = 2000
/** And past this many sources in all, every further host name counts with its sender. */
const mostSources = 20_000
const mostSenders = 10_000
const datasetsPerSource = 20

/** Counts by source. One an ingest role. */
export function createSourceTally(): SourceTally {
  const states = new Map<string, Growing>()
  const dirty = new Set<string>()
  const ids = new Map<string, Map<string, string>>()

  return {
    idOf(sender, document) {
      let hosts = ids.get(sender.id)
      if (hosts === undefined) {
        if (ids.size >= mostSenders) ids.clear()
        hosts = new Map()
        ids.set(sender.id, hosts)
      }
      const host = hostOf(document) ?? ''
      const known = hosts.get(host)
      if (known !== undefined) return known
      const own = hosts.size < hostsPerSender && states.size < mostSources
      const id = hash('sha1', `${sender.id.length}:${sender.id}${own ? host : ''}`, 'base64url').slice(0, 20)
      if (own) hosts.set(host, id)
      return id
    },

    count({ sourceId, sender, document, bytes, receivedAt, time, unit }) {
      let state = states.get(sourceId)
      if (state === undefined) {
        const host = hostOf(document)
        const own = host !== undefined && ids.get(sender.id)?.has(host)
        state = fresh(sourceId, sender, own ? host : null, receivedAt)
        states.set(sourceId, state)
      }
      dirty.add(sourceId)
      state.lastSeen = Math.max(state.lastSeen, receivedAt)
      state.events += 1
      state.bytes += bytes
      if (document.event.kind === 'pipeline_error') state.failures += 1
      for (const mark of document.vonggac?.marks ?? []) state.marks[mark] = (state.marks[mark] ?? 0) + 1
      const minute = Math.floor(receivedAt / 60_000)
      const counted = state.minutes[minute]
      if (counted === undefined) forgetBefore(state.minutes, minute - 60)
      state.minutes[minute] = (counted ?? 0) + 1
      if (time !== undefined) {
        state.lag = receivedAt - time
        state.lags = lowest(state.lags, Math.floor(minute / 10), state.lag)
      }
      if (unit !== undefined && state.unit?.id !== unit.id) state.unit = unit
      const { dataset } = document.event
      if (
        typeof dataset === 'string' &&
        !state.datasets.includes(dataset) &&
        state.datasets.length < datasetsPerSource
      ) {
        state.datasets.push(dataset)
      }
    },

    repaired(sourceId, lines) {
      const state = states.get(sourceId)
      if (state === undefined || lines === 0) return
      state.failures = Math.max(0, state.failures - lines)
      dirty.add(sourceId)
    },

    changed() {
      const now: SourceState[] = []
      for (const id of dirty) {
        const state = states.get(id)
        if (state === undefined) continue
        now.push({ ...state, datasets: [...state.datasets], marks: { ...state.marks }, minutes: { ...state.minutes } })
      }
      dirty.clear()
      return now
    },

    restore(before) {
      for (const state of before) {
        states.set(state.id, {
          ...state,
          datasets: [...state.datasets],
          marks: { ...state.marks },
          minutes: { ...state.minutes },
        })
      }
    },
  }
}

function fresh(id: string, sender: Sender, host: string | null, now: number): Growing {
  return {
    id,
    input: sender.input,
    peer: sender.peer,
    host,
    unit: null,
    datasets: [],
    firstSeen: now,
    lastSeen: now,
    events: 0,
    bytes: 0,
    failures: 0,
    marks: {},
    minutes: {},
    lag: null,
  }
}

/**
 * The host that an event names, by which sources of one sender are told apart. A console that watches over other machines
 * is its own source, not each of them.
 */
export function hostOf(document: EventDocument): string | undefined {
  const { host, observer, log } = document
  const watches = isObject(observer) && observer.type === 'antivirus'
  const console = isObject(log) && isObject(log.syslog) ? log.syslog.hostname : undefined
  const name = watches ? console : isObject(host) ? host.name : undefined
  return typeof name === 'string' ? name.slice(0, 255) : undefined
}

function lowest(lags: SourceState['lags'], stretch: number, lag: number): NonNullable<SourceState['lags']> {
  if (!lags || stretch > lags.stretch + 1) return { stretch, low: lag, before: null }
  if (stretch > lags.stretch) return { stretch, low: lag, before: lags.low }
  return lag < lags.low ? { ...lags, low: lag } : lags
}

function forgetBefore(minutes: Record<number, number>, oldest: number): void {
  for (const key of Object.keys(minutes)) if (Number(key) <= oldest) delete minutes[Number(key)]
}
