import type { StoredEvent } from './store.ts'

/** `@timestamp` in epoch milliseconds; that of receipt, then the start of the partition's day, when it is no time. */
export function eventTime({ document, partition }: StoredEvent): number {
  const time = Date.parse(document['@timestamp'])
  if (!Number.isNaN(time)) return time
  const received = Date.parse(document.event?.ingested ?? '')
  return Number.isNaN(received) ? Date.parse(`${partition.day}T00:00:00Z`) : received
}
