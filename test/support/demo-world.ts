import assert from 'node:assert/strict'
import { toEvent } from '../../collector/map/to-event.ts'
import type { Unit } from '../../core/access/unit.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { provinceFile } from '../../demo/demo.ts'
import { provinceOf } from '../../demo/inventory.ts'
import type { Line, World } from '../../demo/line.ts'
import { createRandom } from '../../demo/random.ts'
import { readUnits } from '../../response/units/read-units.ts'

/** The demo's units, as the platform reads them. */
export function demoUnits(): readonly Unit[] {
  const read = readUnits(provinceFile)
  assert.ok(read.ok, JSON.stringify(read))
  return read.value
}

/** The demo's world with that seed. */
export const demoWorld = (seed: number): World => ({ province: provinceOf(demoUnits()), random: createRandom(seed) })

/** The line as the platform reads it when it comes at that moment. */
export const readAt = (text: Line['text'], receivedAt: number): EventDocument =>
  toEvent({ bytes: text }, 'auto', { receivedAt, zone: 'Asia/Ho_Chi_Minh' })

/**
 * The event without what the platform stamps on it: identity, unit, and where it was delivered. The marks of reading stay.
 */
export function withoutStamps(document: EventDocument): unknown {
  const { id: _, ...event } = document.event
  const { vonggac, ...rest } = document
  const { marks, truncated } = vonggac ?? {}
  // Through JSON, as the store keeps it: an absent value and none are the same.
  return JSON.parse(JSON.stringify({ ...rest, event, marks, truncated }))
}
