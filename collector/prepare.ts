import type { Match, StoredEvent } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import type { Item } from './commit.ts'
import type { Delivery } from './delivery.ts'
import type { SystemAttribution } from './enrich/system.ts'
import type { Attribution } from './enrich/unit.ts'
import { eventId } from './identity.ts'
import type { Context } from './map/draft.ts'
import { stampsOf } from './map/draft.ts'
import { interpret } from './map/to-event.ts'
import { placeOf } from './partition.ts'
import { hostOf, type SourceOfEvent, type SourceTally } from './source-tally.ts'

export interface PrepareParts {
  judge(stored: StoredEvent): readonly Match[]
  classOf(source: SourceOfEvent): string
  readonly onSignal: Signal
  readonly zone?: string
  /** Mappings without code; asked before the products that are built in. */
  readonly mappings?: Context['mappings']
  readonly sources: SourceTally
  readonly attribution: Attribution
  readonly systems: SystemAttribution
}

/**
 * Makes the step from a record to what the store takes: decode and map, attribute, identify, place, judge. Runs to the
 * end for any input; what fails on the way is told and the event goes on.
 */
export function createPrepare(parts: PrepareParts): (delivery: Delivery, index: number, receivedAt: number) => Item {
  const { sources, attribution, systems, onSignal } = parts
  const context = { receivedAt: 0, zone: parts.zone ?? 'Asia/Ho_Chi_Minh', mappings: parts.mappings }
  return (delivery, index, receivedAt) => {
    const { sender, format } = delivery
    const record = delivery.records[index] ?? { bytes: '' }
    context.receivedAt = receivedAt
    const { document, time, raw, identity } = interpret(record, format, context)
    const { again } = delivery
    const id = again?.idAt(time) ?? eventId(time, sender.id, identity ?? delivery.identityOf(index), raw)
    document.event.id = id
    const sourceId = again?.sourceId ?? sources.idOf(sender, document)
    const stamps = stampsOf(document)
    stamps.source = sender.address === undefined ? { id: sourceId } : { id: sourceId, address: sender.address }
    const source = { id: sourceId, peer: sender.peer, host: hostOf(document) }
    const owner = attribution.unitOf(document, { sender: sender.key, peer: sender.address, time })
    const { unit, system, months } = systems.systemOf(document, { unit: owner, peer: sender.address, source, time })
    if (unit !== undefined) stamps.unit = unit
    if (system !== undefined) stamps.system = { id: system.id, code: system.code, level: system.level }
    const { partition, placedByReceipt } = placeOf(time, receivedAt, parts.classOf({ ...source, months }))
    const stored: StoredEvent = { id, partition, placedByReceipt, document }
    const counted = { sourceId, sender, document, bytes: record.bytes.length, receivedAt, time, unit }
    return { stored, matches: judged(stored), counted }
  }

  function judged(stored: StoredEvent): readonly Match[] {
    try {
      return parts.judge(stored)
    } catch (error) {
      onSignal('judge-failed', { event: stored.id, error: error instanceof Error ? error.message : String(error) })
      return []
    }
  }
}
