import type { SavedKind } from './saved.ts'

/** Searches of events that people keep: question, range and columns. */
export const savedSearches: SavedKind = { kind: 'saved-search', noun: 'search', reads: 'event.read' }
