import type { FormatName } from './map/formats.ts'
import type { RawRecord, Sender } from './record.ts'

/** Records that came together and are acknowledged together. */
export interface Delivery {
  readonly sender: Sender
  readonly format: FormatName
  readonly records: readonly RawRecord[]
  /** What tells record `index` apart from every equal one that must count as well (docs/adr/0004). */
  identityOf(index: number): string
  /** Set for lines that are read again: they have an id and a source already. */
  readonly again?: { readonly sourceId: string; idAt(time: number | undefined): string }
  /**
   * What to do while the store takes nothing: `refuse` tells the sender, who sends again; `hold` keeps the records and
   * tries on with the same ids, for a sender that cannot be told.
   */
  readonly whenRefused: 'refuse' | 'hold'
}

/** What became of a delivery: the ids of its events, in order, and whether all of them were there before. */
export interface Receipt {
  readonly ids: readonly string[]
  readonly allDuplicates: boolean
}
