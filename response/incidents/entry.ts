import { randomId } from '../../core/lib/ids.ts'
import type { RecordWrite } from '../../core/store/store.ts'
import type { Conclusion, IncidentStatus, Person } from './incident.ts'

/** The record kind of the lines of incidents' timelines. */
export const entryKind = 'incident-entry'

/** What happened. */
export type Happening =
  | { readonly what: 'opened' }
  /** The conclusion is the one that was taken back. */
  | { readonly what: 'reopened'; readonly conclusion: Conclusion | null }
  /** The text is the title that it had before. */
  | { readonly what: 'renamed'; readonly text: string }
  | { readonly what: 'status'; readonly status: IncidentStatus }
  | { readonly what: 'alerts' | 'alerts-removed'; readonly alerts: readonly string[] }
  | { readonly what: 'note'; readonly text: string }
  /** An event of the evidence that somebody wants in the story, with a line about it. */
  | { readonly what: 'event'; readonly evidence: string; readonly text: string }

/**
 * A line of an incident's timeline, written once. `at` is when it happened, `recorded` when it was written down; both
 * epoch milliseconds.
 */
export type Entry = Happening & {
  readonly id: string
  readonly incident: string
  readonly at: number
  readonly recorded: number
  readonly by: Person
  /** Marked as one that the story cannot do without. */
  readonly pinned: boolean
}

/** A new line; its id begins with the incident's, up to the first dot. */
export const newEntry = (
  happening: Happening,
  of: Pick<Entry, 'incident' | 'at' | 'recorded' | 'by'> & { readonly pinned?: boolean; readonly id?: string },
): Entry => ({ ...happening, pinned: false, id: `${of.incident}.${randomId()}`, ...of })

export const entryWrite = (
  entry: Entry,
  unitIds: readonly string[],
  expect: RecordWrite['expect'] = 'absent',
): RecordWrite => ({ kind: entryKind, id: entry.id, document: entry, unitIds, expect })
