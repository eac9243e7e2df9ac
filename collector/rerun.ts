import type { EventStore, Match } from '../core/store/store.ts'
import type { Item } from './commit.ts'
import type { Delivery } from './delivery.ts'
import { eventIdAgain } from './identity.ts'

/** A line that could not be decoded when it came, as its event keeps it. */
export interface FailedLine {
  /** The id of its event. */
  readonly id: string
  readonly original: string
  /** Its bytes where text cannot say them. */
  readonly base64?: string
  /** When it came, epoch milliseconds. */
  readonly receivedAt: number
  readonly address?: string
}

/** Who sent the lines. */
export interface FailedSource {
  readonly id: string
  readonly input: Delivery['sender']['input']
  readonly peer: string
}

export interface RerunCounts {
  /** Lines that are events now. */
  readonly repaired: number
  /** The ids of their failed events. */
  readonly repairedIds: readonly string[]
  /** Those of them that were repaired before, or sent again meanwhile. */
  readonly alreadyThere: number
  /** Lines that still cannot be decoded. */
  readonly failing: number
}

export interface RerunParts {
  prepare(delivery: Delivery, index: number, receivedAt: number): Item
  append: EventStore['append']
  opened(matches: readonly Match[]): Promise<void>
}

/**
 * Reads failed lines again as they would be read today, as of the moment they came, and keeps those that are events now.
 * An event's id is its line's minute and what identified the line; the second is in the id of the failed event, so that a
 * line repaired twice, or sent again by its sender, is one event. The failed event stays: it is what came.
 */
export async function rerunLines(
  { prepare, append, opened }: RerunParts,
  source: FailedSource,
  lines: readonly FailedLine[],
): Promise<RerunCounts> {
  const items: Item[] = []
  const repairedIds: string[] = []
  for (const line of lines) {
    const { original, base64, receivedAt, address } = line
    const delivery: Delivery = {
      sender: { id: '', input: source.input, peer: source.peer, address },
      format: 'auto',
      records: [{ bytes: base64 === undefined ? original : Buffer.from(base64, 'base64') }],
      identityOf: () => '',
      again: { sourceId: source.id, idAt: (time) => eventIdAgain(time, line.id) },
      whenRefused: 'refuse',
    }
    const item = prepare(delivery, 0, receivedAt)
    if (item.stored.document.event.kind === 'pipeline_error') continue
    items.push(item)
    repairedIds.push(line.id)
  }
  const failing = lines.length - items.length
  if (items.length === 0) return { repaired: 0, repairedIds, alreadyThere: 0, failing }
  const matches = items.flatMap((item) => item.matches)
  const { duplicates } = await append(
    items.map(({ stored }) => stored),
    matches,
  )
  await opened(matches)
  return { repaired: items.length, repairedIds, alreadyThere: duplicates, failing }
}
