import type { Scope } from '../../core/access/scope.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { EventQuery, EventReads } from '../../core/store/store.ts'

/** The newest events that a question finds. */
export interface Sample {
  /** Newest first. */
  readonly rows: readonly EventDocument[]
  /** They are all that there are: what is asked of them need not be asked of the store. */
  readonly complete: boolean
}

const mostRows = 500

/** Most things are spoken of seldom: reading those events costs less than asking about them in parts. */
export async function sampleOf(events: Pick<EventReads, 'search'>, scope: Scope, query: EventQuery): Promise<Sample> {
  const { rows, cursor } = await events.search(scope, query, { limit: mostRows })
  return { rows, complete: cursor === undefined }
}

/** The event's own time, epoch milliseconds. */
export const timeOf = (event: EventDocument): number => Date.parse(event['@timestamp'])
