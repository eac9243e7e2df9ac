import { systemScope } from '../../core/access/scope.ts'
import type { EventStore, Match, RecordStore, RecordWrite, StoredEvent } from '../../core/store/store.ts'

const platformEventKind = 'platform-event'

interface Waiting {
  readonly stored: StoredEvent
  readonly matches: readonly Match[]
}

/**
 * The write that asks for an event of the platform's own to be kept. The ingest role carries it out: events are written
 * where they are appended, and by nobody else. The id makes asking twice the same as asking once.
 */
export const askForEvent = (stored: StoredEvent, matches: readonly Match[]): RecordWrite => ({
  kind: platformEventKind,
  id: stored.id,
  document: { stored, matches } satisfies Waiting,
  unitIds: [],
  expect: 'any',
})

/** Appends what was asked for, opens the alerts and forgets the asking; what a crash cut short is appended once. */
export async function appendPlatformEvents(
  events: Pick<EventStore, 'append'>,
  records: RecordStore,
  opened: (matches: readonly Match[]) => Promise<void>,
): Promise<void> {
  const { rows } = await records.list<Waiting>(systemScope, platformEventKind, { where: { kind: 'true' }, limit: 500 })
  if (rows.length === 0) return
  const matches = rows.flatMap(({ document }) => document.matches)
  await events.append(
    rows.map(({ document }) => document.stored),
    matches,
  )
  await opened(matches)
  await records.write(
    rows.map(({ id }) => ({ kind: platformEventKind, id, document: undefined, unitIds: [], expect: 'any' })),
  )
}
