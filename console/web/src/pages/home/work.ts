import type { AlertCriteria } from '../../api/queries.ts'
import type { TimeRange } from '../../lib/time-range.ts'

/** Work on Home looks back further than the queue: what nobody took yesterday is still nobody's. */
export const lastWeek: TimeRange = { kind: 'last', span: '7d' }
export const lastDay: TimeRange = { kind: 'last', span: '24h' }

/** What nobody has taken yet, the worst first. */
export const unclaimed: AlertCriteria = { status: ['new'], sort: 'severity', direction: 'desc' }
/** What somebody works on, the newest first. */
export const claimed: AlertCriteria = { status: ['acknowledged'], sort: 'last', direction: 'desc' }
/** Whatever has come in, for counting. */
export const everyOpen: AlertCriteria = { status: ['new', 'acknowledged', 'closed'], sort: 'last', direction: 'desc' }
