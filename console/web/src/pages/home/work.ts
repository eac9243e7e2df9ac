import type { AlertCriteria } from '../../api/queries.ts'
import type { TimeRange } from '../../lib/time-range.ts'

export const lastDay: TimeRange = { kind: 'last', span: '24h' }

/** Whatever has come in, for counting. */
export const everyOpen: AlertCriteria = { status: ['new', 'acknowledged', 'closed'], sort: 'last', direction: 'desc' }
