/** A range of event time: from inclusive, to exclusive, epoch milliseconds. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}
