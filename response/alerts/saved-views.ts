import type { SavedKind } from '../searches/saved.ts'

/** Views of the queue that people keep: its filters, range, order, grouping and columns. */
export const savedViews: SavedKind = { kind: 'saved-view', noun: 'view', reads: 'alert.read' }
