import type { Store } from '../../../core/store/store.ts'
import { describeAudit } from './contract-audit.ts'
import { describeEvents } from './contract-events.ts'
import { describeMatches } from './contract-matches.ts'
import { describeRecords } from './contract-records.ts'
import { describeScope } from './contract-scope.ts'
import type { ManualClock } from './fixtures.ts'

/** An empty store with a clock that stands at `start`; `close` also throws its data away. */
export interface OpenedStore {
  readonly store: Store
  close(): Promise<void>
}
export type OpenStore = (clock: ManualClock) => Promise<OpenedStore>

/** What every back end must do. Each test opens an empty store of its own. */
export function describeStore(name: string, open: OpenStore): void {
  describeEvents(name, open)
  describeMatches(name, open)
  describeRecords(name, open)
  describeAudit(name, open)
  describeScope(name, open)
}
